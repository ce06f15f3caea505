/** Which panels are empty, and which alerts cannot fire, with the data that exists. */
import { groupBy } from '../../model/group-by';
import { staysEmptyBehind } from '../../model/recording-rule';
import { remembered } from '../../model/remembered';
import type { Mixin } from '../../orchestrator';
import { shortName } from '../../orchestrator/diagnosis';
import type { Labels } from '../http/prometheus-api';
import { few, found, listed, type DoctorFinding } from './finding';
import { seriesRead, type Facts } from './facts';
import { bucketsMissing, metricsThere, missingMetrics } from './metrics';
import { ownRules } from './rules';

/** Says what is missing of what reads series of some names. */
type Reader = ReturnType<typeof readerOf>;

/** Findings about panels and alerts. Of what is empty, none where no worker has metrics: then that is the cause. */
export function* diagnosePanelsAndAlerts(facts: Facts, mixin: Mixin): Generator<DoctorFinding> {
  yield* refusedPanels(facts, mixin);
  const { inventory = [] } = facts;
  if (inventory.length === 0) {
    return;
  }
  const read = readerOf(facts, mixin, inventory);
  yield* emptyPanels(facts, read);
  yield* silentAlerts(mixin, read);
}

function readerOf(facts: Facts, mixin: Mixin, inventory: readonly Labels[]) {
  const there = metricsThere(inventory);
  const withoutBuckets = bucketsMissing(facts);
  const faulty = new Set(missingMetrics(inventory).map(({ name }) => name));
  const { recordingRules, ruleGroups } = mixin;
  const isMissing = (name: string): boolean => {
    const metric = shortName(name);
    return metric === undefined
      ? name !== 'ALERTS' && facts.otherSeries?.has(name) === false
      : !there.has(metric) || withoutBuckets.includes(name);
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
  const sourcesIn = (expressions: readonly string[]): readonly string[] => [
    ...new Set(expressions.flatMap(seriesRead).flatMap(sourcesOf)),
  ];
  // A recorded series without an input cannot be there: then what it is made from, at last, is what is missing. And one whose rule is loaded
  // has nothing to say just now, as of errors where there are none.
  const madeFrom = (name: string): readonly string[] => {
    const rules = recordingRules.filter(({ record }) => record === name);
    const sources = sourcesIn(rules.map(({ expression }) => expression));
    return sources.some(isMissing) || (sources.length > 0 && loaded.has(name)) ? sources : [name];
  };
  // Expressions fall back from what only some applications report to what all workers expose, and take away what need not be there.
  const isBlind = staysEmptyBehind(recordingRules, (name) => {
    const metric = shortName(name);
    return isMissing(name) && (metric === undefined ? !loaded.has(name) : there.has(metric) || faulty.has(metric));
  });
  const missingPart = (name: string): readonly string[] => {
    const metric = shortName(name);
    return metric === undefined ? [] : [there.has(metric) ? `${metric}_bucket` : metric];
  };
  return (expressions: readonly string[]) => {
    const sources = sourcesIn(expressions);
    return {
      /** Whether one of them has no answer, whatever happens, with the series that exist. */
      blind: expressions.some(isBlind),
      /** Metrics of the orchestrator that have no series, or buckets of such that have none, without the prefix. */
      missing: [...new Set(sources.filter(isMissing).flatMap(missingPart))],
      /** Other series that do not exist: of recording rules, of kube-state-metrics. */
      others: sources.filter((name) => shortName(name) === undefined && isMissing(name)),
    };
  };
}

/** Panels with a query that Prometheus takes for wrong, or gives up: by its reason, and with the expression where the user wrote it. */
function refusedPanels({ panels }: Facts, { config }: Mixin): readonly DoctorFinding[] {
  const own = new Set(config.extend.panels.map(({ name }) => name));
  const refused = panels.flatMap(({ panel: { name, title }, refusals }) =>
    [...refusals].map(([expression, why]) => ({ where: own.has(name) ? `${title}: ${expression}` : title, why })),
  );
  return found({
    severity: 'error',
    code: 'panels-refused',
    what: 'Prometheus refuses what panels ask: they show an error instead of data',
    evidence: [...groupBy(refused, ({ why }) => why)].map(
      ([why, some]) => `${few([...new Set(some.map(({ where }) => where))]).join('; ')}: ${why}`,
    ),
    fix: '"many-to-many" or "duplicate series" means that workers, or what rules record of them, are in the store several times, for instance federated without honor_labels; if the expression is yours, correct the expression: on or ignoring may leave several series on the side that may have one. "timed out" or "too many samples" means that it reads too much, or that Prometheus is overloaded',
  });
}

function* emptyPanels({ panels }: Facts, read: Reader): Generator<DoctorFinding> {
  const empty = panels
    .filter(({ series, refusals }) => series === 0 && refusals.size === 0)
    .map(({ panel, expressions }) => ({ title: panel.title, ...read(expressions) }));
  const blind = empty.filter((panel) => panel.blind);
  const quiet = empty.filter((panel) => !panel.blind);
  yield* found({
    severity: 'warning',
    code: 'panels-empty',
    what: `${String(blind.length)} of ${String(panels.length)} panels have no data`,
    evidence: blind.map(({ title, missing, others }) => `${title}: no ${listed([...missing, ...others])}`),
    fix: 'the application does not emit the metric, metric_relabel_configs drop it, or its recording rule is not loaded: see the findings about those',
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

function silentAlerts({ alerts }: Mixin, read: Reader): readonly DoctorFinding[] {
  const silent = alerts.flatMap(({ name, expression }) => {
    const { blind, missing, others } = read([expression]);
    return blind ? [`${name}: no ${listed([...missing, ...others])}`] : [];
  });
  return found({
    severity: 'warning',
    code: 'alerts-silent',
    what: 'Some alerts cannot fire with the data that exists',
    evidence: [...new Set(silent)],
    fix: 'emit the metrics in the application (process_start_time_seconds is the Go client’s process collector’s), and drop none in metric_relabel_configs; load the recording rules together with the alerts; scrape kube-state-metrics if workers are read from a workload; or disable the alert (alerts.overrides, enabled: false)',
  });
}
