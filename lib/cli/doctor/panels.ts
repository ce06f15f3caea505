/** Which panels are empty, and which alerts cannot fire, with the data that exists. */
import { staysEmptyBehind } from '../../model/recording-rule';
import { remembered } from '../../model/remembered';
import type { Mixin } from '../../orchestrator';
import { shortName } from '../../orchestrator/diagnosis';
import { found, listed, type DoctorFinding } from './finding';
import { seriesRead, type Facts } from './facts';
import { metricsThere, missingMetrics } from './metrics';
import { ownRules } from './rules';

/** Says what is missing of what reads series of some names. */
type Reader = ReturnType<typeof readerOf>;

/** Findings about panels and alerts. Of what is empty, none where no worker has metrics: then that is the cause. */
export function* diagnosePanelsAndAlerts(facts: Facts, mixin: Mixin): Generator<DoctorFinding> {
  yield* refusedPanels(facts);
  const { inventory = [] } = facts;
  if (inventory.length === 0) {
    return;
  }
  const there = metricsThere(inventory);
  const read = readerOf(facts, mixin, there);
  const faulty = new Set(missingMetrics(inventory).map(({ name }) => name));
  yield* emptyPanels(facts, read, faulty);
  yield* silentAlerts(mixin, read, silentFor(there, mixin), faulty);
}

/** Whether an expression has nothing to say with the data that exists. */
function silentFor(there: ReadonlySet<string>, { recordingRules }: Mixin): (expression: string) => boolean {
  return staysEmptyBehind(recordingRules, (name) => {
    const metric = shortName(name);
    return metric !== undefined && !there.has(metric);
  });
}

function readerOf(facts: Facts, mixin: Mixin, there: ReadonlySet<string>) {
  const { recordingRules, ruleGroups } = mixin;
  const isMissing = (name: string): boolean => {
    const metric = shortName(name);
    return metric === undefined ? name !== 'ALERTS' && facts.otherSeries?.has(name) === false : !there.has(metric);
  };
  // Where nobody says which rules are loaded, as where Grafana records, one recorded series stands for all.
  const records = recordingRules.map(({ record }) => record);
  const loaded = new Set(
    facts.groups === undefined || ruleGroups.length === 0
      ? records.every(isMissing)
        ? []
        : records
      : ownRules(facts.groups, mixin).map(({ rule }) => rule.name),
  );
  // A record may remember: it reads itself, which says nothing about what else it is made from.
  const sourcesOf = remembered((name: string) => (isMissing(name) ? madeFrom(name) : [name]), []);
  // A recorded series without an input cannot be there: then what it is made from, at last, is what is missing. And one whose rule is loaded
  // has nothing to say just now, as of errors where there are none.
  const madeFrom = (name: string): readonly string[] => {
    const rules = recordingRules.filter(({ record }) => record === name);
    const sources = [...new Set(rules.flatMap(({ expression }) => seriesRead(expression)).flatMap(sourcesOf))];
    return sources.some(isMissing) || (sources.length > 0 && loaded.has(name)) ? sources : [name];
  };
  return (names: readonly string[]) => {
    const sources = [...new Set(names.flatMap(sourcesOf))];
    return {
      /** Metrics of the orchestrator that have no series, without the prefix. */
      missing: [...new Set(sources.flatMap((name) => shortName(name) ?? []))].filter((name) => !there.has(name)),
      /** Other series that do not exist: of recording rules, of kube-state-metrics. */
      others: sources.filter((name) => shortName(name) === undefined && isMissing(name)),
    };
  };
}

/** Panels with a query that Prometheus takes for wrong, or gives up. */
function refusedPanels({ panels }: Facts): readonly DoctorFinding[] {
  const evidence = panels.flatMap(({ panel, refusals }) =>
    [...refusals].map(([expression, why]) => `${panel.title}: ${expression}: ${why}`),
  );
  return found({
    severity: 'error',
    code: 'panels-refused',
    what: 'Prometheus refuses what panels ask: they show an error instead of data',
    evidence: [...new Set(evidence)],
    fix: 'correct the expression: "many-to-many" or "duplicate series" means that on or ignoring leaves several series on the side that may have one; "timed out" or "too many samples" means that it reads too much, or that Prometheus is overloaded',
  });
}

function* emptyPanels({ panels }: Facts, read: Reader, faulty: ReadonlySet<string>): Generator<DoctorFinding> {
  const empty = panels
    .filter(({ series, reads, refusals }) => series === 0 && reads.length > 0 && refusals.size === 0)
    .map(({ panel, reads }) => ({ title: panel.title, ...read(reads) }));
  const blind = empty.filter(({ missing, others }) => others.length > 0 || missing.some((name) => faulty.has(name)));
  const quiet = empty.filter((panel) => !blind.includes(panel));
  yield* found({
    severity: 'warning',
    code: 'panels-empty',
    what: `${String(blind.length)} of ${String(panels.length)} panels have no data`,
    evidence: blind.map(({ title, missing, others }) => `${title}: no ${listed([...missing, ...others])}`),
    fix: 'the application does not emit the metric, or its recording rule is not loaded: see the findings about those',
  });
  yield* found({
    severity: 'note',
    code: 'panels-quiet',
    what: `${String(quiet.length)} panels have no data yet`,
    evidence: quiet.map(({ title, missing }) =>
      missing.length === 0 ? `${title}: nothing at the moment` : `${title}: no ${listed(missing)} yet`,
    ),
    fix: 'nothing to do: the series start with the first error, reconfiguration or cleaned-up worker',
  });
}

function silentAlerts(
  { alerts }: Mixin,
  read: Reader,
  isSilent: (expression: string) => boolean,
  faulty: ReadonlySet<string>,
): readonly DoctorFinding[] {
  const silent = alerts.flatMap(({ name, expression }) => {
    const { missing, others } = read(seriesRead(expression));
    // Expressions fall back from what only some applications report to what all workers expose.
    const blind = isSilent(expression) && missing.some((metric) => faulty.has(metric));
    return blind || others.length > 0 ? [`${name}: no ${listed([...(blind ? missing : []), ...others])}`] : [];
  });
  return found({
    severity: 'warning',
    code: 'alerts-silent',
    what: 'Some alerts cannot fire with the data that exists',
    evidence: [...new Set(silent)],
    fix: 'emit the metrics in the application; load the recording rules together with the alerts; scrape kube-state-metrics if workers are read from a workload; or disable the alert (alerts.overrides, enabled: false)',
  });
}
