/** Which names an expression may use: those of the catalogue, of the shipped recording rules, and of the scrape. */
import { databaseMetrics, exposedName } from '../database/metrics';
import { ownSignals } from '../extension/extension';
import { fleetLabels } from '../fleet/identity';
import { FOREIGN_METRICS, METRIC_PREFIX, METRICS, OF_THE_JOB, seriesNames, type Metric } from '../metrics';
import { firstOfEach } from '../../model/group-by';
import { parsePromql, type ParsedExpression } from '../../promql/parse';
import { matcherProblem } from '../../promql/re2';
import { errorAt, suggest, warningAt, type ConfigPath, type Finding } from '../../validation';
import { PLACE_LABELS } from '../hardened/asking';
import { profileOf, type Mixin } from '../mixin';
import { targetLabelsOf } from '../scrape-job';

export interface Expression {
  readonly path: ConfigPath | string;
  readonly expression: string;
  /** Whether a rule evaluates it: no Grafana replaces its macros first. */
  readonly inRule: boolean;
}

/** Labels that each known series can have, keyed by the series' name. */
export type KnownSeries = ReadonlyMap<string, ReadonlySet<string>>;

type Series = readonly [name: string, labels: ReadonlySet<string>];

export function labelsByMetric(mixin: Pick<Mixin, 'config' | 'recordingRules' | 'alerts' | 'scrapeJob'>): KnownSeries {
  const { config, recordingRules, scrapeJob } = mixin;
  const target = [
    ...targetLabelsOf(scrapeJob),
    ...PLACE_LABELS,
    ...config.selector.map(({ label }) => label),
    ...config.aggregateBy,
  ];
  const exported = Object.values<Metric>(METRICS).flatMap((metric) =>
    seriesNames(metric).map((name): Series => [
      name,
      new Set([...target, ...metric.labels, ...(name.endsWith('_bucket') ? ['le'] : [])]),
    ]),
  );
  const shared = [...fleetLabels(config), ...config.selector.map(({ label }) => label)];
  const foreign = FOREIGN_METRICS.map(({ name, labels, onWorkers }): Series => [
    name,
    // Alerts have all of the fleet's labels; what kube-state-metrics exposes has those that are not of the workers' own job.
    new Set([
      ...(onWorkers ? target : shared.filter((label) => name === 'ALERTS' || !OF_THE_JOB.has(label))),
      ...labels,
    ]),
  ]);
  // An exporter's series carry what its own job sets, and what tells fleets apart.
  const ofDatabase = databaseMetrics(config).map((metric): Series => [
    exposedName(metric, config.database?.exporter ?? 'postgres_exporter'),
    new Set([...(config.database?.selector ?? []).map(({ label }) => label), ...config.aggregateBy, ...metric.labels]),
  ]);
  const recorded = recordingRules.map(({ record, labels, signal }): Series => [
    record,
    new Set(labels ?? [...target, ...signal.labels]),
  ]);
  return new Map([...ownSeries(mixin, target), ...exported, ...foreign, ...ofDatabase, ...recorded]);
}

/** How names of what the orchestrator exposes and of what is recorded from it begin: of these, nobody but the package knows what there is. */
const OF_PACKAGE = new RegExp(`^(?:${METRIC_PREFIX}|(?:job|instance):orchestrator_)`);

/** Series that the user's own signals ask for, '' for those of selectors without a name: nobody but the user knows what labels they have. */
function ownSeries({ config, alerts }: Pick<Mixin, 'config' | 'alerts'>, target: readonly string[]): readonly Series[] {
  const context = profileOf(config).context(config);
  const known = new Map<string, Set<string>>();
  for (const signal of ownSignals(config.extend, alerts)) {
    const { selectors, groupings } = parsePromql(signal.expression(context));
    const grouping = groupings.flatMap((one) => one.labels);
    for (const { metric = '', labels } of selectors.filter(({ metric = '' }) => !OF_PACKAGE.test(metric))) {
      const before = known.get(metric) ?? [...target, ...context.by, 'replica_set'];
      known.set(metric, new Set([...before, ...labels, ...grouping]));
    }
  }
  return [...known];
}

/** Why Prometheus does not take an expression: the rest of a sentence about it. */
export function expressionProblem({ errorAt, refusal }: ParsedExpression, expression: string): string | undefined {
  if (errorAt === undefined) {
    const problem = refusal ?? matcherProblem(expression);
    return problem && `is refused, since ${problem}`;
  }
  const [, called] = /(?<![\w:])([A-Za-z_]\w*)\s*$/.exec(expression.slice(0, errorAt)) ?? [];
  if (called === undefined || expression.charAt(errorAt) !== '(') {
    return `does not parse at character ${String(errorAt + 1)}`;
  }
  return `is refused, since there is no function ${called}${
    called === 'holt_winters'
      ? ' in Prometheus 3, which calls it double_exponential_smoothing and has it behind the feature flag promql-experimental-functions'
      : ''
  }`;
}

/** Labels that tell apart what a worker exposes. No scrape job sets them. */
const OF_METRICS: ReadonlySet<string> = new Set([
  'le',
  ...Object.values<Metric>(METRICS).flatMap(({ labels }) => labels),
]);

/** Whether it is scraped, and not recorded: then its target has whatever labels the scrape job gives it. */
const isScraped = (metric: string, known: KnownSeries): boolean =>
  known.get(metric)?.has('instance') === true && !metric.includes(':');

/** What an expression uses that nothing of ours provides, each once. */
export function findUnknownNames(
  path: Expression['path'],
  { selectors, groupings, writtenLabels }: ParsedExpression,
  known: KnownSeries,
): readonly Finding[] {
  const selected = selectors.flatMap(({ metric = '', labels }) => {
    const own = known.get(metric);
    return own === undefined
      ? [unknownMetric(path, metric, known)]
      : labels
          .filter((label) => !own.has(label))
          .map((label) => unknownLabel(path, `the metric ${metric} has no label`, label, isScraped(metric, known)));
  });
  const grouped = groupings
    // Of a metric that is none, that is said; a number has no labels.
    .filter(({ metrics }) => metrics.length > 0 && metrics.every((metric) => known.has(metric)))
    .flatMap(({ labels, metrics }) =>
      labels
        .filter((label) => !writtenLabels.includes(label) && !metrics.some((metric) => known.get(metric)?.has(label)))
        .map((label) => {
          const anyScraped = metrics.some((metric) => isScraped(metric, known));
          return unknownLabel(path, 'no metric that is grouped has the label', label, anyScraped, ' that it groups by');
        }),
    );
  return firstOfEach([...selected, ...grouped], ({ what }) => what);
}

const NEVER = 'the expression would never return anything, without an error';
const neverUnless = (unless: string): string =>
  `unless ${unless}, the expression never returns anything, without an error`;
const USE_ANOTHER =
  'use a label that the scrape configuration sets, or enable the recording rule that records the series';

function unknownMetric(path: Expression['path'], metric: string, known: KnownSeries): Finding {
  const what = `the metric ${metric || '(a selector without a name)'} is exposed by nothing that we know`;
  const [prefix = ''] = OF_PACKAGE.exec(metric) ?? [];
  const alike = [...known.keys()].filter((name) => prefix !== '' && name.startsWith(prefix));
  const ends = alike.map((name) => name.slice(prefix.length));
  const near = suggest(metric.slice(prefix.length), ends)?.replace('`', `\`${prefix}`);
  return prefix === METRIC_PREFIX
    ? warningAt(path, {
        what,
        why: neverUnless('another version of the orchestrator exposes it'),
        fix: near ?? 'look its name up in docs/metrics.md',
      })
    : errorAt(path, { what, why: NEVER, fix: near ?? USE_ANOTHER });
}

function unknownLabel(path: Expression['path'], found: string, label: string, isOpen: boolean, rest = ''): Finding {
  const what = `${found} ${label}${rest}`;
  if (isOpen && !OF_METRICS.has(label)) {
    const fix = 'set it in that job, or use a label that the rendered scrape configuration sets';
    return warningAt(path, { what, why: neverUnless('a scrape job of your own sets it'), fix });
  }
  const asksForTargets =
    'select what the scrape adds with `$targets` (`context.targets`): `$workers` asks for a replica set too';
  return errorAt(path, { what, why: NEVER, fix: label === 'replica_set' ? asksForTargets : USE_ANOTHER });
}
