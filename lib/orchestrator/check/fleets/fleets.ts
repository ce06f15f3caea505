/** Fleets beside each other: whose workers are watched twice, and what of one would meet what is the other's. */
import { abbreviated, type Finding } from '../../../validation';
import type { Mixin } from '../../mixin';
import { checkScrapeJobs, checkTargets } from './scrape-jobs';
import { mayShare, type LocatedFleet, type Meeting } from './located-fleet';
import { alertValue, areSelectorsApart, seriesValue, tellingLabels } from './telling-labels';

export type { LocatedFleet } from './located-fleet';

export interface FleetFinding extends Finding {
  readonly where: string;
}

/**
 * What would collide, mute or overwrite if the fleets shared a Prometheus, an Alertmanager, a Grafana or a Mimir tenant, in what both deliver. Fleets
 * of one mixin are one fleet; what its rules do in two places is not looked at here.
 */
export function checkFleets(fleets: readonly LocatedFleet[]): readonly FleetFinding[] {
  return fleets.flatMap((fleet, index) =>
    fleets
      .slice(0, index)
      .filter((other) => other.mixin !== fleet.mixin)
      .flatMap((other) => [...checkWorkers(fleet, other), ...checkMeeting(fleet, other)])
      .map((found) => ({ where: fleet.where, severity: 'warning' as const, ...found })),
  );
}

type Part = 'rules' | 'dashboards' | 'scrapes';

const bothHave = (part: Part, ...fleets: readonly LocatedFleet[]): boolean =>
  fleets.every(({ [part]: delivered }) => delivered !== false);

/** Names that both have, each once. */
function common(own: readonly string[], theirs: readonly string[]): readonly string[] {
  const known = new Set(theirs);
  return [...new Set(own)].filter((name) => known.has(name));
}

/** Names of alerts that both have, and that nothing tells apart: those of one fleet, described twice. */
export const alertsOfBoth = (fleet: LocatedFleet, other: LocatedFleet): readonly string[] =>
  areAlertsMixed(fleet, other) ? common(alertNames(fleet), alertNames(other)) : [];

const alertNames = ({ mixin }: LocatedFleet): readonly string[] => mixin.alerts.map(({ name }) => name);

/** Series that both record, and that nothing tells apart. */
export const recordsOfBoth = (fleet: LocatedFleet, other: LocatedFleet): readonly string[] =>
  tellingLabels(fleet.mixin, other.mixin, seriesValue).length > 0 ? [] : common(recordsOf(fleet), recordsOf(other));

const recordsOf = ({ mixin }: LocatedFleet): readonly string[] => mixin.recordingRules.map(({ record }) => record);

function* checkWorkers(fleet: LocatedFleet, other: LocatedFleet): Meeting {
  const mayWatchOne = bothHave('rules', fleet, other) && haveAlerts(fleet, other) && mayShare('asked', fleet, other);
  if (!mayWatchOne || selectApart(fleet.mixin, other.mixin)) {
    return;
  }
  const twice = { path: 'replicaSets', why: 'every alert about them would be sent twice' };
  const [own, others] = [namesOf(fleet), namesOf(other)];
  const both = common(own, others);
  const listed = new Set(both);
  const unlisted = [
    { watched: other, names: own.filter((name) => !listed.has(name)) },
    { watched: fleet, names: others.filter((name) => !listed.has(name)) },
  ].filter(({ watched, names }) => watched.mixin.config.watchUnlisted && names.length > 0);
  if (both.length > 0) {
    yield {
      ...twice,
      what: `found ${both.join(', ')}, which ${other.where} lists too`,
      fix: 'list each replica set once, or distinguish the fleets by their selectors',
    };
  }
  for (const { watched, names } of unlisted) {
    yield {
      ...twice,
      what: `found ${names.join(', ')}, which ${watched.where} watches too, because it watches unlisted replica sets`,
      fix: `set watchUnlisted: false for ${watched.where}, or distinguish the fleets by their selectors`,
    };
  }
  const everybody = fleet.mixin.config.watchUnlisted && other.mixin.config.watchUnlisted;
  if (everybody && both.length === 0 && unlisted.length === 0) {
    yield {
      ...twice,
      what: `found no label that distinguishes its replica sets from those of ${other.where}`,
      fix: 'set watchUnlisted: false, or distinguish the fleets by their selectors',
    };
  }
}

function* checkMeeting(fleet: LocatedFleet, other: LocatedFleet): Meeting {
  const checks = [
    ...(bothHave('rules', fleet, other) ? [checkAlerts, checkRecords, checkDatabases] : []),
    ...(bothHave('scrapes', fleet, other) ? [checkScrapeJobs, checkTargets] : []),
    checkNames,
  ];
  for (const found of checks.flatMap((look) => [...look(fleet, other)])) {
    yield { ...found, what: `${found.what}, as in ${other.where}` };
  }
}

function* checkAlerts(fleet: LocatedFleet, other: LocatedFleet): Meeting {
  if (areAlertsMixed(fleet, other)) {
    const label = 'give both a label of one name in alerts.labels, for instance';
    yield {
      path: 'alerts.labels',
      what: 'found no label that distinguishes its alerts from those of the other fleet',
      // What tells two stores apart, such as external_labels, the series in them need not have.
      ...(mayShare('asked', fleet, other)
        ? {
            why: 'in one Alertmanager or Grafana, alerts with equal labels are the same alert, and an alert of one fleet silences alerts of the other',
            fix: `pin a label in both selectors, for instance cluster or namespace, or ${label} environment`,
          }
        : {
            why: 'notifications would not say whose alert it is, and in one Alertmanager equal alerts of both would be one',
            fix: `${label} cluster`,
          }),
    };
  }
}

function* checkRecords(fleet: LocatedFleet, other: LocatedFleet): Meeting {
  const both = recordsOfBoth(fleet, other);
  if (both.length > 0 && mayShare('recorded', fleet, other)) {
    yield {
      path: 'selector',
      what: `found the recorded series ${abbreviated(both, 1)} without a label that distinguishes the fleets`,
      why: 'in one Prometheus or Mimir tenant, two rules would write the same series',
      fix: 'pin a label in both selectors (by regular expressions: those without a common value, and the label in aggregateBy), or set recordingRules: false for one of them',
    };
  }
}

function* checkDatabases(fleet: LocatedFleet, other: LocatedFleet): Meeting {
  const [own, theirs] = [fleet.mixin.config.database, other.mixin.config.database];
  if (own === undefined || theirs === undefined || !mayShare('asked', fleet, other)) {
    return;
  }
  if (!areSelectorsApart(own.selector, theirs.selector)) {
    yield {
      path: 'database.selector',
      what: 'found no label that distinguishes its database',
      why: 'each fleet reports the projections of the other as its own, and an exporter answers the queries of one fleet only',
      fix: 'give each fleet an exporter of its own, for instance with another job, and select by that',
    };
  }
}

/** What each fleet has to call in a way of its own, as messages show it. */
const NAMES: readonly {
  readonly path: string;
  readonly part: Part;
  readonly of: (mixin: Mixin, fleet: LocatedFleet) => readonly string[];
  readonly why: string;
}[] = [
  {
    path: 'dashboard.uid',
    part: 'dashboards',
    of: ({ dashboards }) => dashboards.map(({ uid }) => uid),
    why: 'in one Grafana the second dashboard replaces the first, and so do its alert rules',
  },
  {
    path: 'dashboard.title',
    part: 'dashboards',
    // Objects say their folder, and resources have one each; of plain files nobody says any.
    of: (mixin, { dashboards }) => (dashboards === undefined ? mixin.dashboards.map(({ title }) => `"${title}"`) : []),
    why: 'Grafana stops updating provisioned dashboards if two in a folder have the same title',
  },
  {
    path: 'ruleNamespace',
    part: 'rules',
    of: ({ config }) => [config.ruleNamespace],
    why: 'in one tenant of Mimir the second rule file replaces the first',
  },
  {
    path: 'alerts.grafana.folder',
    part: 'rules',
    of: ({ config, grafanaRuleGroups }) =>
      grafanaRuleGroups.length === 0 ? [] : [`"${config.alerts.grafana.folder}"`],
    why: 'Grafana refuses two rules with the same title in a folder',
  },
];

function* checkNames(fleet: LocatedFleet, other: LocatedFleet): Meeting {
  for (const { path, of, why } of NAMES.filter(({ part }) => bothHave(part, fleet, other))) {
    const taken = of(other.mixin, other);
    const shared = of(fleet.mixin, fleet).find((name) => taken.includes(name));
    if (shared !== undefined) {
      yield { path, what: `found ${shared}`, why, fix: `give each fleet its own ${path}` };
    }
  }
}

/** Whether no series is of both, whatever the labels of what is made of it. Upstream's rules ask by no selector. */
const selectApart = ({ config: own }: Mixin, { config: theirs }: Mixin): boolean =>
  own.profile !== 'upstream' && theirs.profile !== 'upstream' && areSelectorsApart(own.selector, theirs.selector);

const haveAlerts = (...fleets: readonly LocatedFleet[]): boolean =>
  fleets.every(({ mixin }) => mixin.alerts.length > 0);

/** Whether neither a label nor a name tells all alerts of one fleet from those of the other. */
const areAlertsMixed = (fleet: LocatedFleet, other: LocatedFleet): boolean =>
  haveAlerts(fleet, other) &&
  tellingLabels(fleet.mixin, other.mixin, alertValue).length === 0 &&
  !areApartByName(fleet, other);

/** Whether no replica set is watched by both, and all alerts that both have tell it: then they differ in `replica_set`. */
const areApartByName = (fleet: LocatedFleet, other: LocatedFleet): boolean =>
  common(withoutReplicaSet(fleet), withoutReplicaSet(other)).length === 0 &&
  !fleet.mixin.config.watchUnlisted &&
  !other.mixin.config.watchUnlisted &&
  common(namesOf(fleet), namesOf(other)).length === 0;

const withoutReplicaSet = ({ mixin }: LocatedFleet): readonly string[] =>
  mixin.alerts.filter(({ condition }) => !condition.signal.labels.includes('replica_set')).map(({ name }) => name);

const namesOf = ({ mixin }: LocatedFleet): readonly string[] => mixin.config.replicaSets.map(({ name }) => name);
