/** docs/metrics.md: every metric that is read, what emits it, and what has no data without it. */
import { type Mixin } from '../../lib';
import { markdownCode, markdownTable, markdownText } from '../../lib/render';
import { askable } from '../../lib/orchestrator/diagnosis';
import { FOREIGN_METRICS, METRIC_PREFIX, METRICS, seriesNames, type Metric } from '../../lib/orchestrator/metrics';
import type { Area } from '../../lib/model/area';
import { firstOfEach } from '../../lib/model/group-by';
import type { Signal } from '../../lib/model/signal';
import { runbookUid } from '../../lib/orchestrator/fleet/links';
import { profileOf } from '../../lib/orchestrator/mixin';
import { documentedMixin } from './alerts-page';
import { staysEmptyBehind } from '../../lib/model/recording-rule';

const INTRODUCTION = `# Metrics

The orchestrator registers thirteen metrics; this page is generated from the catalogue in [lib/orchestrator/metrics.ts](../lib/orchestrator/metrics.ts), which was read from the code of v1.1.0. Five of them have series in every worker. The other eight have none until the application sets them: [Instrumenting the workers](instrumenting.md) shows the code. \`doctor\` says which of them a running Prometheus has.

Every metric starts with \`pupsourcing_orchestrator_\`. To their labels the scrape adds \`job\`, \`instance\` and those of the target. Rules and panels read histograms by their \`_bucket\`, \`_sum\` and \`_count\`: [what converts them to native ones](compatibility.md#native-histograms) leaves these without data.`;

const OTHERS = `## Metrics of others

Expressions also read these. Metrics of kube-state-metrics are read only if \`workers\` of a replica set is a workload; they must be scraped with \`honor_labels: true\`, by the Prometheus that evaluates the rules.`;

const SIGNALS = `## Signals

What rules and panels ask, by the names that \`extend.signals\` takes: a signal of such a name is asked in the place of the shipped one by what stands here, and by other signals that are made of it. So it keeps what the shipped one promises: its unit, its labels beside those of the fleet, and a value wherever that has one. Where nothing is left to count, \`count by (...)\` has no result rather than 0, and an alert that waits for few never fires; \`workingWorkers\` stays 0 for an hour: \`... or 0 * max by (...) (last_over_time(...[1h]))\`.`;

const PANELS = `## Panels

The panels of the dashboards, by the names that \`extend.panels\` and the \`panel\` of an alert take: an entry of \`extend.panels\` with one of these names replaces the panel, any other adds one. Panels of the runbook are called after their alerts: \`runbook-orchestratornoworkers\`.`;

function panelsTable({ dashboards, config }: Mixin): string {
  const panels = dashboards
    .filter(({ uid }) => uid !== runbookUid(config))
    .flatMap(({ panels, rows, title }) =>
      panels.map(({ name, title: ofPanel, row }) => ({
        name,
        title: ofPanel,
        place: rows.find((each) => each.name === row)?.title ?? title,
      })),
    );
  return markdownTable(
    ['Panel', 'Title', 'Row, or dashboard'],
    firstOfEach(panels, ({ name }) => name).map(({ name, title, place }) => [
      markdownCode(name),
      markdownText(title),
      markdownText(place),
    ]),
  );
}

/** What asks a signal itself. */
function askers(signal: Signal, areas: readonly Area[], { dashboards }: Mixin): readonly string[] {
  const alerts = areas.flatMap((area) => area.alerts).filter((alert) => alert.signal.name === signal.name);
  const panels = dashboards
    .flatMap((dashboard) => dashboard.panels)
    .filter(({ queries }) => queries.some((query) => query.signal === signal.name));
  return [
    ...alerts.map(({ name }) => `[${name}](alerts.md#${name.toLowerCase()})`),
    ...new Set(panels.map(({ title }) => markdownText(title))),
  ];
}

function signalsTable(mixin: Mixin): string {
  const { areas } = profileOf(mixin.config);
  const signals = areas.flatMap(({ recorded, alerts }) => [...recorded, ...alerts.map(({ signal }) => signal)]);
  return markdownTable(
    ['Signal', 'Title', 'Unit', 'Recorded as', 'Alerts and panels'],
    firstOfEach(signals, ({ name }) => name).map((signal) => [
      markdownCode(signal.name),
      markdownText(signal.title),
      signal.unit,
      signal.recordedAs === undefined ? '' : markdownCode(signal.recordedAs.record),
      askers(signal, areas, mixin).join(', '),
    ]),
  );
}

/** The whole page. Ends with a line feed. */
export function metricsPage(): string {
  const mixin = documentedMixin();
  const metrics = Object.values<Metric>(METRICS);
  const parts = [
    INTRODUCTION,
    markdownTable(
      ['Metric', 'Type', 'Unit', 'Labels', 'Set by'],
      metrics.map(({ name, type, unit, labels, emittedByLibrary }) => [
        `[${markdownCode(short(name))}](#${short(name)})`,
        type,
        unit === '1' ? 'count' : unit,
        labels.map(markdownCode).join(', '),
        emittedByLibrary ? 'orchestrator' : '**application**',
      ]),
    ),
    ...metrics.map((metric) => section(metric, mixin)),
    OTHERS,
    markdownTable(
      ['Metric', 'Labels', 'Emitted by'],
      FOREIGN_METRICS.map(({ name, labels, source }) => [
        markdownCode(name),
        labels.map(markdownCode).join(', '),
        markdownText(source),
      ]),
    ),
    SIGNALS,
    signalsTable(mixin),
    PANELS,
    panelsTable(mixin),
  ];
  return `${parts.join('\n\n')}\n`;
}

const short = (name: string): string => name.replace(METRIC_PREFIX, '');

function section(metric: Metric, mixin: Mixin): string {
  const { panels, alerts } = sleepers(metric, mixin);
  const links = alerts.map((name) => `[${name}](alerts.md#${name.toLowerCase()})`);
  return [
    `## ${short(metric.name)}`,
    metric.emitter,
    ...(metric.buckets === undefined ? [] : [`Buckets, in seconds: ${metric.buckets.join(', ')}.`]),
    [
      `- Panels without data where it is missing: ${panels.length === 0 ? 'none' : panels.map(markdownText).join(', ')}.`,
      `- Alerts that cannot fire where it is missing: ${links.length === 0 ? 'none' : links.join(', ')}.`,
    ].join('\n'),
  ].join('\n\n');
}

/** What has no result without a metric. */
function sleepers(
  metric: Metric,
  mixin: Mixin,
): { readonly panels: readonly string[]; readonly alerts: readonly string[] } {
  const own = new Set(seriesNames(metric));
  const isEmpty = staysEmptyBehind(mixin.recordingRules, (name) => own.has(name));
  const panels = mixin.dashboards.flatMap((dashboard) =>
    dashboard.panels
      .filter(
        ({ queries }) =>
          queries.length > 0 && queries.every(({ expression }) => isEmpty(askable(expression, dashboard))),
      )
      .map(({ title }) => title),
  );
  const alerts = mixin.alerts.filter(({ expression }) => isEmpty(expression)).map(({ name }) => name);
  return { panels: [...new Set(panels)], alerts: [...new Set(alerts)] };
}
