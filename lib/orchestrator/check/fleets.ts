/** Fleets beside each other: whose workers are watched twice, and what of one would meet what is the other's. */
import type { Finding } from '../../validation/finding';
import type { Mixin } from '../mixin';
import { TARGET_LABELS } from '../scrape-job';
import { alertValue, isApart, matched, seriesValue, tellingLabels } from './telling-labels';

/** A fleet whose alerts are evaluated, and where it was described. */
export interface LocatedFleet {
  /** For people: the path of a construct, or the name of a file. */
  readonly where: string;
  readonly mixin: Mixin;
  /** Whether Prometheus reads the scrape job from a file, where each job has a name of its own; an operator makes the names up. @default true */
  readonly scrapeFile?: boolean;
}

/** A finding about one of several fleets. */
export interface FleetFinding extends Finding {
  readonly where: string;
}

/**
 * What would collide, mute or overwrite if the fleets shared a Prometheus, an Alertmanager, a Grafana or a Mimir tenant. Fleets of one mixin are
 * one fleet; what its rules do in two places is not looked at here.
 */
export function checkFleets(fleets: readonly LocatedFleet[]): readonly FleetFinding[] {
  return fleets.flatMap((fleet, index) =>
    fleets
      .slice(0, index)
      .filter((other) => other.mixin !== fleet.mixin)
      .flatMap((other) => checkPair(fleet, other)),
  );
}

function checkPair(fleet: LocatedFleet, other: LocatedFleet): readonly FleetFinding[] {
  const finding = (path: string, what: string, why: string, fix: string): FleetFinding => ({
    where: fleet.where,
    severity: 'warning',
    path,
    what: `${what}, as in ${other.where}`,
    why,
    fix,
  });
  return [
    ...checkWorkers(fleet, other),
    ...checkAlerts(fleet, other, finding),
    ...checkRecords(fleet, other, finding),
    ...checkDatabases(fleet, other, finding),
    ...checkScrapeJobs(fleet, other, finding),
    ...checkNames(fleet, other, finding),
  ];
}

type Describe = (path: string, what: string, why: string, fix: string) => FleetFinding;

/** Replica sets that both watch: each alert about them comes twice. */
function checkWorkers(fleet: LocatedFleet, other: LocatedFleet): readonly FleetFinding[] {
  if (
    fleet.mixin.alerts.length === 0 ||
    other.mixin.alerts.length === 0 ||
    tellingLabels(fleet.mixin, other.mixin, seriesValue).length > 0
  ) {
    return [];
  }
  const found = (what: string, fix: string): FleetFinding => ({
    where: fleet.where,
    severity: 'warning',
    path: 'replicaSets',
    what,
    why: 'every alert about them would be sent twice',
    fix,
  });
  const own = namesOf(fleet);
  const others = namesOf(other);
  const [ownNames, otherNames] = [new Set(own), new Set(others)];
  const both = own.filter((name) => otherNames.has(name));
  const unlisted = [
    { watched: other, names: own.filter((name) => !otherNames.has(name)) },
    { watched: fleet, names: others.filter((name) => !ownNames.has(name)) },
  ].filter(({ watched, names }) => watched.mixin.config.watchUnlisted && names.length > 0);
  const everybody = fleet.mixin.config.watchUnlisted && other.mixin.config.watchUnlisted;
  return [
    ...(both.length === 0
      ? []
      : [
          found(
            `found ${both.join(', ')}, which ${other.where} lists too`,
            'list each replica set once, or distinguish the fleets by their selectors',
          ),
        ]),
    ...unlisted.map(({ watched, names }) =>
      found(
        `found ${names.join(', ')}, which ${watched.where} watches too, because it watches unlisted replica sets`,
        `set watchUnlisted: false for ${watched.where}, or distinguish the fleets by their selectors`,
      ),
    ),
    ...(everybody && both.length === 0 && unlisted.length === 0
      ? [
          found(
            `found no label that distinguishes its replica sets from those of ${other.where}`,
            'set watchUnlisted: false, or distinguish the fleets by their selectors',
          ),
        ]
      : []),
  ];
}

/** Alerts of equal labels resolve each other; an inhibition that compares too few labels mutes the other fleet's alerts. */
function checkAlerts(fleet: LocatedFleet, other: LocatedFleet, finding: Describe): readonly FleetFinding[] {
  if (
    fleet.mixin.alerts.length === 0 ||
    other.mixin.alerts.length === 0 ||
    tellingLabels(fleet.mixin, other.mixin, alertValue).length > 0 ||
    areApartByName(fleet, other)
  ) {
    return [];
  }
  return [
    finding(
      'alerts.labels',
      'found no label that distinguishes its alerts from those of the other fleet',
      'in one Alertmanager or Grafana, alerts with equal labels are the same alert, and an alert of one fleet silences alerts of the other',
      'pin a label in both selectors, for instance cluster or namespace, or give both a label of one name in alerts.labels, for instance environment',
    ),
  ];
}

/** Two rules that record a series of the same labels into one store overwrite each other. */
function checkRecords(fleet: LocatedFleet, other: LocatedFleet, finding: Describe): readonly FleetFinding[] {
  const names = new Set(other.mixin.recordingRules.map(({ record }) => record));
  const both = fleet.mixin.recordingRules.map(({ record }) => record).filter((record) => names.has(record));
  return both.length === 0 || tellingLabels(fleet.mixin, other.mixin, seriesValue).length > 0
    ? []
    : [
        finding(
          'selector',
          `found the recorded series ${String(both[0])}${both.length > 1 ? ` and ${String(both.length - 1)} more` : ''} without a label that distinguishes the fleets`,
          'in one Prometheus or Mimir tenant, two rules would write the same series',
          'pin a label in both selectors, add it to aggregateBy where the selector is a regular expression, or set recordingRules: false for one of them',
        ),
      ];
}

/** What a database tells of all its projections, each fleet takes for its own. */
function checkDatabases(fleet: LocatedFleet, other: LocatedFleet, finding: Describe): readonly FleetFinding[] {
  const [own, theirs] = [fleet.mixin.config.database, other.mixin.config.database];
  if (own === undefined || theirs === undefined) {
    return [];
  }
  const labels = [...own.selector, ...theirs.selector].map(({ label }) => label);
  return labels.some((label) => isApart(matched(own.selector, label), matched(theirs.selector, label)))
    ? []
    : [
        finding(
          'database.selector',
          'found no label that distinguishes its database',
          'each fleet reports the projections of the other as its own, and an exporter answers the queries of one fleet only',
          'give each fleet an exporter of its own, for instance with another job, and select by that',
        ),
      ];
}

/**
 * Prometheus refuses a configuration with two jobs of one name. Where the jobs are equal, either is enough; and fleets that are told apart by a
 * label that no scrape job gives, such as `cluster`, are scraped by two servers.
 */
function checkScrapeJobs(fleet: LocatedFleet, other: LocatedFleet, finding: Describe): readonly FleetFinding[] {
  const [own, theirs] = [fleet.mixin.scrapeJob, other.mixin.scrapeJob];
  return fleet.scrapeFile === false ||
    other.scrapeFile === false ||
    own.jobName !== theirs.jobName ||
    JSON.stringify(own) === JSON.stringify(theirs) ||
    tellingLabels(fleet.mixin, other.mixin, seriesValue).some((label) => !TARGET_LABELS.includes(label))
    ? []
    : [
        finding(
          'scrape.jobName',
          `found ${JSON.stringify(own.jobName)} with other settings`,
          'Prometheus refuses a configuration that has two scrape jobs of one name, and would not start',
          'give both the same scrape settings, with all namespaces, and load one of the two jobs, or give each fleet a job of its own, by selector.job',
        ),
      ];
}

function checkNames(fleet: LocatedFleet, other: LocatedFleet, finding: Describe): readonly FleetFinding[] {
  const [own, theirs] = [fleet.mixin, other.mixin];
  const uids = new Set(theirs.dashboards.map(({ uid }) => uid));
  const titles = new Set(theirs.dashboards.map(({ title }) => title));
  const sameUid = own.dashboards.find(({ uid }) => uids.has(uid));
  const sameTitle = own.dashboards.find(({ title }) => titles.has(title));
  const sameFolder =
    own.grafanaRuleGroups.length > 0 &&
    theirs.grafanaRuleGroups.length > 0 &&
    own.config.alerts.grafana.folder === theirs.config.alerts.grafana.folder;
  return [
    ...(sameUid === undefined
      ? []
      : [
          finding(
            'dashboard.uid',
            `found ${sameUid.uid}`,
            'in one Grafana the second dashboard replaces the first, and so do its alert rules',
            'give each fleet its own dashboard.uid',
          ),
        ]),
    ...(sameTitle === undefined
      ? []
      : [
          finding(
            'dashboard.title',
            `found "${sameTitle.title}"`,
            'Grafana stops updating provisioned dashboards if two in a folder have the same title',
            'give each fleet its own dashboard.title',
          ),
        ]),
    ...(own.config.ruleNamespace === theirs.config.ruleNamespace
      ? [
          finding(
            'ruleNamespace',
            `found ${own.config.ruleNamespace}`,
            'in one tenant of Mimir the second rule file replaces the first',
            'give each fleet its own ruleNamespace',
          ),
        ]
      : []),
    ...(sameFolder
      ? [
          finding(
            'alerts.grafana.folder',
            `found "${own.config.alerts.grafana.folder}"`,
            'Grafana refuses two rules with the same title in a folder',
            'give each fleet its own alerts.grafana.folder',
          ),
        ]
      : []),
  ];
}

/** Whether no replica set is watched by both, and all alerts that both have tell it: then they differ in `replica_set`. */
function areApartByName(fleet: LocatedFleet, other: LocatedFleet): boolean {
  const others = new Set(namesOf(other));
  const untold = new Set(withoutReplicaSet(other));
  return (
    !withoutReplicaSet(fleet).some((name) => untold.has(name)) &&
    !fleet.mixin.config.watchUnlisted &&
    !other.mixin.config.watchUnlisted &&
    namesOf(fleet).every((name) => !others.has(name))
  );
}

/** Alerts about no replica set in particular. */
const withoutReplicaSet = ({ mixin }: LocatedFleet): readonly string[] =>
  mixin.alerts.filter(({ condition }) => !condition.signal.labels.includes('replica_set')).map(({ name }) => name);

function namesOf({ mixin }: LocatedFleet): readonly string[] {
  return mixin.config.replicaSets.map(({ name }) => name);
}
