/** Fleets of one cluster against each other: whose workers are watched twice. */
import type { MonitoringConfig } from '../fleet/config';
import type { Finding } from '../../validation/finding';
import type { Mixin } from '../mixin';

/** A fleet whose alerts are evaluated, and where it was described. */
export interface LocatedFleet {
  /** For people: the path of a construct. */
  readonly where: string;
  readonly mixin: Mixin;
}

/** A finding about one of several fleets. */
export interface FleetFinding extends Finding {
  readonly where: string;
}

/**
 * Replica sets that two fleets of one cluster watch: each alert about them comes twice. Fleets of one mixin are one fleet; what its rules do in two
 * places is not looked at here.
 */
export function checkFleets(fleets: readonly LocatedFleet[]): readonly FleetFinding[] {
  const alerting = fleets.filter(({ mixin }) => mixin.alerts.length > 0);
  return alerting.flatMap((fleet, index) =>
    alerting
      .slice(0, index)
      .filter((other) => other.mixin !== fleet.mixin && asksForTheSame(other.mixin.config, fleet.mixin.config))
      .flatMap((other) => findShared(fleet, other)),
  );
}

function findShared(fleet: LocatedFleet, other: LocatedFleet): readonly FleetFinding[] {
  const found = (what: string, mend: string): FleetFinding => ({
    where: fleet.where,
    severity: 'warning',
    path: 'replicaSets',
    what,
    why: 'every alert about them would come twice',
    mend,
  });
  const own = namesOf(fleet);
  const others = namesOf(other);
  const both = own.filter((name) => others.includes(name));
  const unlisted = [
    { watched: other, names: own.filter((name) => !others.includes(name)) },
    { watched: fleet, names: others.filter((name) => !own.includes(name)) },
  ].filter(({ watched, names }) => watched.mixin.config.watchUnlisted && names.length > 0);
  return [
    ...(both.length === 0
      ? []
      : [
          found(
            `found ${both.join(', ')}, which ${other.where} lists too`,
            'list each replica set once, or tell the fleets apart with a selector',
          ),
        ]),
    ...unlisted.map(({ watched, names }) =>
      found(
        `found ${names.join(', ')}, which ${watched.where} watches too, as unlisted`,
        `set watchUnlisted: false for ${watched.where}, or tell the fleets apart with a selector`,
      ),
    ),
  ];
}

function namesOf({ mixin }: LocatedFleet): readonly string[] {
  return mixin.config.replicaSets.map(({ name }) => name);
}

/** Under `upstream` nothing is selected: every worker of the Prometheus is meant. */
function asksForTheSame(one: MonitoringConfig, other: MonitoringConfig): boolean {
  return one.profile === 'upstream' || other.profile === 'upstream' || selectorText(one) === selectorText(other);
}

function selectorText({ selector }: MonitoringConfig): string {
  return selector
    .map(({ label, op, value }) => JSON.stringify([label, op, value]))
    .sort()
    .join();
}
