/**
 * What the field's dashboard linters want (dashboard-linter --strict, mixtool, gcx lint), over both dashboards. Exclusions are named one by
 * one, with their reason; a stale one fails.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { createMixin, type MonitoringProps } from 'pupsourcing-orchestrator-monitoring';
import { type Dashboard } from '../../../lib/orchestrator';

import { jsonOf, type DashboardJson, type PanelJson } from './dashboard-json';

const CONFIGURATIONS: Readonly<Record<string, MonitoringProps>> = {
  defaults: {},
  'every kind of replica set': {
    replicaSets: [
      { name: 'fixed', workers: 3 },
      { name: 'scaled', workers: { min: 2, max: 10 } },
      { name: 'idle', workers: { min: 0, max: 2 } },
      { name: 'workload', workers: { deployment: 'projections', namespace: 'production' } },
    ],
    aggregateBy: ['cluster', 'namespace'],
    grafanaUrl: 'https://grafana.example.org',
  },
  'without recording rules': { recordingRules: false, replicaSets: [{ name: 'main', workers: 3 }] },
  'another selector': { selector: { team: 'orders', environment: { regex: 'prod.*' } } },
};

/** A selector that a query uses. */
interface Selector {
  readonly metric: string;
  /** `label=~"value"`, in the order in which they stand. */
  readonly matchers: readonly string[];
  /** Name of the function around its range; undefined without a range, or where something else stands around it. */
  readonly calledBy: string | undefined;
  readonly range: string | undefined;
}

interface LintedTarget {
  readonly where: string;
  readonly signal: string;
  readonly selectors: readonly Selector[];
  readonly parses: boolean;
}

interface Linted {
  readonly json: DashboardJson;
  readonly targets: readonly LintedTarget[];
}

/** Signals that rules ask: panels ask them word for word. */
const RULE_SIGNALS: ReadonlySet<string> = new Set(
  Object.values(CONFIGURATIONS).flatMap((props) => {
    const { alerts, recordingRules } = createMixin(props);
    return [
      ...alerts.map(({ condition }) => condition.signal.name),
      ...recordingRules.map(({ signal }) => signal.name),
    ];
  }),
);

/** Panel signals that are made of rules' signals. */
const MADE_OF_RULE_SIGNALS: ReadonlySet<string> = new Set([
  'replicaSetState',
  'fleetSize',
  'fleetInTrouble',
  'replicaSetErrorRate',
  'errorRatio',
  'expectedWorkers',
]);

/** Panel signals that count from a counter's first sample on, or ask whether it is there at all: no rate sees that. */
const PRESENCE_SIGNALS: ReadonlySet<string> = new Set(['generationRate', 'workerStates', 'workerStateSince']);

/** Series that rules and kube-state-metrics make: they have the labels that were kept, and no others. */
const MADE_BY_OTHERS = /^(?:\w+:.*|ALERTS|kube_.*)$/;

/**
 * What we accept, and why: three reasons, each named for the rules that it concerns. Aim at none; what is left cannot be asked otherwise.
 */
const EXCLUSIONS: readonly {
  readonly reason: string;
  readonly rules: readonly string[];
  readonly covers: (target: LintedTarget, selector: Selector) => boolean;
}[] = [
  {
    reason:
      'a series that rules have aggregated, or that is not a worker’s, has no instance, and no job unless it was kept',
    rules: ['target-job-rule', 'target-instance-rule'],
    covers: (_target, { metric }) => MADE_BY_OTHERS.test(metric),
  },
  {
    reason: 'a replica set is not absent as long as any of its instances is there, whichever are chosen',
    rules: ['target-instance-rule'],
    covers: (_target, { calledBy, range }) => calledBy === 'last_over_time' && range === '50m',
  },
  {
    reason:
      'a panel asks what an alert asks, with the alert’s own window, or its line would mean something else; and a counter that is born with its first event is counted from its presence',
    rules: ['target-rate-interval-rule', 'target-counter-agg-rule'],
    covers: ({ signal }) =>
      RULE_SIGNALS.has(signal) || MADE_OF_RULE_SIGNALS.has(signal) || PRESENCE_SIGNALS.has(signal),
  },
];

function ancestors(node: SyntaxNode): readonly SyntaxNode[] {
  return node.parent === null ? [] : [node.parent, ...ancestors(node.parent)];
}

/** The expression with Grafana's macro replaced by a duration that stands nowhere else. */
const expanded = (expression: string): string => expression.replaceAll('$__rate_interval', '97d');

function selectorsOf(expression: string): { readonly selectors: readonly Selector[]; readonly parses: boolean } {
  const source = expanded(expression);
  const textOf = ({ from, to }: { readonly from: number; readonly to: number }): string => source.slice(from, to);
  const selectors: Selector[] = [];
  let parses = true;
  parser.parse(source).iterate({
    enter: ({ type, node }) => {
      parses &&= !type.isError;
      if (type.name === 'VectorSelector') {
        const [matrix, , call] = ancestors(node);
        const ranged = matrix?.name === 'MatrixSelector';
        selectors.push({
          metric: textOf(node.getChild('Identifier') ?? { from: 0, to: 0 }),
          matchers: (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(textOf),
          range: ranged ? /\[(\w+)\]$/.exec(textOf(matrix))?.[1] : undefined,
          calledBy: ranged && call?.name === 'FunctionCall' ? /^\w+/.exec(textOf(call))?.[0] : undefined,
        });
      }
    },
  });
  return { selectors, parses };
}

function lintedOf(dashboard: Dashboard): Linted {
  const json = jsonOf(dashboard);
  return {
    json,
    targets: dashboard.panels.flatMap(({ title, queries }) =>
      queries.map(({ refId, signal, expression }) => ({
        where: `${title} ${refId}`,
        signal,
        ...selectorsOf(expression),
      })),
    ),
  };
}

const named = (json: DashboardJson, name: string) => json.templating.list.find((variable) => variable.name === name);
const queryOf = ({ query }: { readonly query: string | { readonly query: string } }): string =>
  typeof query === 'string' ? query : query.query;

/** The first matcher on a label decides, as in the linter. */
const asksFor = (selector: Selector, label: string): boolean =>
  selector.matchers.find((matcher) => new RegExp(`^${label}(?:=|!)`).test(matcher)) === `${label}=~"$${label}"`;

const perSelector =
  (isWrong: (selector: Selector) => boolean) =>
  ({ targets }: Linted): [string, LintedTarget?, Selector?][] =>
    targets.flatMap((target) =>
      target.selectors
        .filter(isWrong)
        .map((selector): [string, LintedTarget, Selector] => [`${target.where}: ${selector.metric}`, target, selector]),
    );

const perPanel =
  (isWrong: (panel: PanelJson) => boolean) =>
  ({ json }: Linted): [string][] =>
    json.panels.filter(isWrong).map(({ title }) => [title]);

const perDashboard =
  (isWrong: (json: DashboardJson) => boolean) =>
  ({ json }: Linted): [string][] =>
    isWrong(json) ? [[json.uid]] : [];

/** Of the linter's list of units, those that we could use. */
const UNITS = ['none', 'short', 'percentunit', 's', 'ops', 'dateTimeFromNow'];

const isQueryVariable = (json: DashboardJson, name: string, label: string): boolean => {
  const variable = named(json, name);
  const expected = { type: 'query', multi: true, allValue: '.+', label };
  return (
    Object.entries(expected).every(([field, value]) => Reflect.get(variable ?? {}, field) === value) &&
    (variable?.datasource as { uid: string }).uid === '${datasource}'
  );
};

/** The linters' rules by their own names: what they find, and where. */
const RULES: Readonly<Record<string, (linted: Linted) => readonly [string, LintedTarget?, Selector?][]>> = {
  'template-datasource-rule': perDashboard((json) => {
    const variable = named(json, 'datasource');
    return !(
      variable?.type === 'datasource' &&
      queryOf(variable) === 'prometheus' &&
      (variable as unknown as { label: string }).label === 'Data source'
    );
  }),
  'template-job-rule': perDashboard((json) => !isQueryVariable(json, 'job', 'Job')),
  'template-instance-rule': perDashboard((json) => !isQueryVariable(json, 'instance', 'Instance')),
  'template-on-time-change-reload-rule': perDashboard((json) =>
    json.templating.list.some(
      (variable) => variable.type === 'query' && (variable as unknown as { refresh: number }).refresh !== 2,
    ),
  ),
  'template-label-promql-rule': perDashboard((json) =>
    json.templating.list.some((variable) => {
      const metric = /^label_values\((.*), \w+\)$/.exec(queryOf(variable))?.[1];
      return variable.type === 'query' && (metric === undefined || !selectorsOf(metric).parses);
    }),
  ),
  'panel-datasource-rule': perPanel(({ datasource }) => (datasource as { uid: string }).uid !== '${datasource}'),
  'panel-title-description-rule, gcx': perPanel(({ title, description = '' }) => title === '' || description === ''),
  'panel-units-rule, gcx': perPanel(({ fieldConfig }) => !UNITS.includes(fieldConfig.defaults.unit)),
  'panel-no-targets-rule': perPanel(({ targets }) => targets.length === 0),
  'target-promql-rule, gcx': ({ targets }) =>
    targets.filter(({ parses }) => !parses).map((target): [string] => [target.where]),
  'target-rate-interval-rule': perSelector(
    ({ calledBy, range }) => (calledBy === 'rate' || calledBy === 'irate') && range !== '97d',
  ),
  'target-job-rule': perSelector((selector) => !asksFor(selector, 'job')),
  'target-instance-rule': perSelector((selector) => !asksFor(selector, 'instance')),
  'target-counter-agg-rule': perSelector(
    ({ metric, calledBy = '' }) => metric.endsWith('_total') && !['rate', 'irate', 'increase'].includes(calledBy),
  ),
  'uneditable-dashboard-rule, gcx': perDashboard(({ editable }) => editable),
  'mixtool: title and uid': perDashboard(({ title, uid }) => title === '' || uid === ''),
};

const isExcluded = (rule: string, [, target, selector]: readonly [string, LintedTarget?, Selector?]): boolean =>
  EXCLUSIONS.some(
    ({ rules, covers }) =>
      rules.includes(rule) && target !== undefined && selector !== undefined && covers(target, selector),
  );

const findings = (linted: Linted): readonly string[] =>
  Object.entries(RULES).flatMap(([rule, find]) =>
    find(linted)
      .filter((found) => !isExcluded(rule, found))
      .map(([where]) => `${rule}: ${where}`),
  );

/** Of the runbook, which asks nothing, the linters want a title and a uid: a test of the dashboard sees to that. */
const all = Object.entries(CONFIGURATIONS).flatMap(([name, props]) =>
  createMixin(props)
    .dashboards.slice(0, 2)
    .map((dashboard): [string, string, Linted] => [name, dashboard.uid, lintedOf(dashboard)]),
);

test.each(all)('%s: nothing is found fault with in %s', (_name, _uid, linted) => {
  expect(findings(linted)).toEqual([]);
});

test('there are three exclusions at most, and each still covers something of each of its rules', () => {
  expect(EXCLUSIONS.length).toBeLessThanOrEqual(3);
  for (const { rules, covers } of EXCLUSIONS) {
    for (const rule of rules) {
      const covered = all
        .flatMap(([, , linted]) => RULES[rule]!(linted))
        .filter(([, target, selector]) => target !== undefined && selector !== undefined && covers(target, selector));
      expect([rule, covered.length > 0]).toEqual([rule, true]);
    }
  }
});

describe('the linters find what they look for', () => {
  const [dashboard] = createMixin().dashboards;
  const good = lintedOf(dashboard!);

  /** Which rules find fault once the JSON or one query is another. */
  const brokenRules = (linted: Linted): readonly string[] => findings(linted).map((finding) => finding.split(': ')[0]!);
  const withQuery = (expression: string): Linted => ({
    ...good,
    targets: [{ where: 'x', signal: 'x', ...selectorsOf(expression) }],
  });
  const withPanel = (changes: object): Linted => ({
    ...good,
    json: { ...good.json, panels: [{ ...good.json.panels[0]!, ...changes }] },
  });
  const withVariable = (name: string, changes: object): Linted => ({
    ...good,
    json: {
      ...good.json,
      templating: {
        list: good.json.templating.list.map((variable) =>
          variable.name === name ? { ...variable, ...changes } : variable,
        ),
      },
    },
  });
  const chosen = 'job=~"$job",instance=~"$instance"';

  test.each<[string, Linted]>([
    ['target-promql-rule, gcx', withQuery(`sum(up{${chosen}}`)],
    ['target-job-rule', withQuery('up{instance=~"$instance"}')],
    ['target-job-rule', withQuery('up{job="a",job=~"$job",instance=~"$instance"}')],
    ['target-instance-rule', withQuery('up{job=~"$job"}')],
    ['target-instance-rule', withQuery('up{job=~"$job",instance=~"${instance}"}')],
    ['target-rate-interval-rule', withQuery(`rate(x{${chosen}}[5m])`)],
    ['target-counter-agg-rule', withQuery(`sum(x_total{${chosen}})`)],
    ['target-counter-agg-rule', withQuery(`max_over_time(x_total{${chosen}}[$__rate_interval])`)],
    ['panel-title-description-rule, gcx', withPanel({ description: '' })],
    ['panel-units-rule, gcx', withPanel({ fieldConfig: { defaults: { unit: 'eps' } } })],
    ['panel-no-targets-rule', withPanel({ targets: [] })],
    ['panel-datasource-rule', withPanel({ datasource: { uid: 'prometheus' } })],
    ['template-datasource-rule', withVariable('datasource', { label: 'Source' })],
    ['template-job-rule', withVariable('job', { multi: false })],
    ['template-instance-rule', withVariable('instance', { allValue: '.*' })],
    ['template-on-time-change-reload-rule', withVariable('replica_set', { refresh: 1 })],
    ['template-label-promql-rule', withVariable('replica_set', { query: 'replica_set' })],
    ['uneditable-dashboard-rule, gcx', { ...good, json: { ...good.json, editable: true } }],
    ['mixtool', { ...good, json: { ...good.json, uid: '' } }],
  ])('%s', (rule, linted) => {
    expect(brokenRules(good)).toEqual([]);
    expect(brokenRules(linted)).toContain(rule);
  });

  test('a good query is none', () => {
    expect(brokenRules(withQuery(`sum(rate(x_total{${chosen}}[$__rate_interval]))`))).toEqual([]);
  });
});
