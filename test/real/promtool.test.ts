/** What we render, given to the real promtool: it parses every expression, label, template and duration as Prometheus does. */
import * as fc from 'fast-check';

import {
  createMixin,
  renderPrometheusRules,
  renderScrapeJob,
  toYaml,
  type MonitoringProps,
  type ReplicaSetProps,
} from '../../lib';
import { select } from '../../lib/orchestrator';
import { validProps } from '../orchestrator/arbitrary-props';
import { GOOD } from '../validation/problems';
import { ACCEPTED, NEWER_REFUSED, REFUSED } from '../promql/refusal-cases';
import { NEWER_RE2_EXPRESSIONS, NO_RE2_EXPRESSIONS, RE2_EXPRESSIONS } from '../promql/re2-cases';
import { expectAccepted, promtoolCheck, isOlderPromtool } from './promtool';
import { requireTool } from './tools';

// Some of the tests check dozens of files.
jest.setTimeout(60_000);

const PROFILES = ['upstream', 'hardened'] as const;

const rulesOf = (props: MonitoringProps): string => toYaml(renderPrometheusRules(createMixin(props).ruleGroups));

/** Those of some expressions that promtool accepts in a rule. */
function acceptedOf(expressions: readonly string[]): readonly string[] {
  const rules = expressions.map((expr, index) => ({ record: `rule:number:${String(index)}`, expr }));
  const { output } = promtoolCheck('rules', { 'rules.yaml': toYaml({ groups: [{ name: 'expressions', rules }] }) });
  const refused = new Set(
    [...output.matchAll(/"rule:number:(\d+)": could not parse/g)].map(([, index]) => Number(index)),
  );
  return expressions.filter((_, index) => !refused.has(index));
}

/** Those of some regular expressions that promtool accepts in a matcher. */
const acceptedValues = (values: readonly string[]): readonly string[] => {
  const asking = (value: string): string => select('up', [{ label: 'job', op: '=~', value }]);
  const accepted = new Set(acceptedOf(values.map(asking)));
  return values.filter((value) => accepted.has(asking(value)));
};

/** A Prometheus configuration with the job; without its discovery, which Debian's Prometheus is compiled without. */
function configOf(props: MonitoringProps): string {
  const { kubernetes_sd_configs: discovery, ...job } = renderScrapeJob(createMixin(props).scrapeJob);
  expect(discovery).toHaveLength(1);
  return toYaml({ scrape_configs: [{ ...job, static_configs: [{ targets: ['worker:9090'] }] }] });
}

const numbered = (count: number, workers: (index: number) => ReplicaSetProps['workers']): readonly ReplicaSetProps[] =>
  Array.from({ length: count }, (_, index) => {
    const expected = workers(index);
    return { name: `set-${String(index)}`, ...(expected === undefined ? {} : { workers: expected }) };
  });

/** Fleets that differ in how many rules they need: one for all, or several of one name. */
const FLEETS: readonly (readonly [string, readonly ReplicaSetProps[]])[] = [
  ['1 replica set', numbered(1, () => 3)],
  ['1 replica set with a range', numbered(1, () => ({ min: 2, max: 10 }))],
  ['1 replica set with a workload', numbered(1, () => ({ deployment: 'workers', namespace: 'shop' }))],
  ['50 replica sets alike', numbered(50, () => 3)],
  ['50 replica sets without a number', numbered(50, () => undefined)],
  ['50 replica sets that all differ', numbered(50, (index) => index)],
  ['50 ranges', numbered(50, (index) => ({ min: index % 3, max: 5 + (index % 7) }))],
];

const ODD_NAMES = [
  'a"b',
  "a'b",
  'a`b',
  'a\\b',
  'a\\"b',
  'a\\nb',
  '\\',
  'größe-漢-😀',
  'a.b|c*d+e?(f)[g]{h}^i$',
  '{{',
  '{{ $labels.job }}',
  '}}{{',
  '{{{',
  '$1',
  '${replica_set}',
  '%s',
  '#a',
  'a: b',
  '- a',
  'no',
  '0o14',
  '/below',
  'a/b%2Fc',
  ' a ',
  '<a>&amp;',
];

requireTool('promtool')('rendered rules and scrape configurations, checked by promtool', () => {
  describe.each(PROFILES)('accepts the rules of %s', (profile) => {
    describe.each([true, false])('recording rules: %p', (recordingRules) => {
      test.each(FLEETS)('%s', (_what, replicaSets) => {
        const props: MonitoringProps = { profile, recordingRules, replicaSets };

        expectAccepted('rules', {
          'all.yaml': rulesOf(props),
          'listed.yaml': rulesOf({ ...props, watchUnlisted: false }),
          'aggregated.yaml': rulesOf({ ...props, aggregateBy: ['cluster', 'namespace'] }),
        });
      });
    });

    test('without any configuration', () => {
      expectAccepted('rules', { 'rules.yaml': rulesOf({ profile }) });
    });

    test('with all props', () => {
      expectAccepted('rules', { 'rules.yaml': rulesOf({ ...GOOD, profile }) });
    });

    test('of replica sets with odd names, each alone and all together', () => {
      // A number of its own for each, so that there is a rule for each.
      const replicaSets = ODD_NAMES.map((name, index) => ({ name, workers: index + 1 }));
      const alone = replicaSets.map((set, index): [string, string] => [
        `alone-${String(index)}.yaml`,
        rulesOf({ profile, replicaSets: [set, { name: 'main', workers: 30 }] }),
      ]);
      const deployed = ODD_NAMES.map((name) => ({ name, workers: { deployment: 'a', namespace: 'b' } }));

      expectAccepted('rules', {
        ...Object.fromEntries(alone),
        'together.yaml': rulesOf({ profile, replicaSets }),
        'alike.yaml': rulesOf({ profile, replicaSets: ODD_NAMES.map((name) => ({ name })), watchUnlisted: false }),
        'deployed.yaml': rulesOf({ profile, replicaSets: deployed }),
      });
    });

    test('of replica sets with settings of their own for every alert', () => {
      const replicaSets = ['{{a}}', 'b', 'c"'].map((name, index) => ({
        name,
        workers: index + 1,
        alerts: Object.fromEntries(
          createMixin({ profile, replicaSets: [{ name, workers: 1 }] }).alerts.map((alert) => [
            alert.name,
            { for: `${String(index)}s`, annotations: { note: `{{ $labels.replica_set }} ${String(index)}` } },
          ]),
        ),
      }));

      expectAccepted('rules', { 'rules.yaml': rulesOf({ profile, replicaSets }) });
    });

    test('with selectors of every kind', () => {
      const regex = String.raw`(?i:team)-\w+\.(a|b)"{1,2}`;
      const selector = { job: 'a"\\', namespace: { regex }, pod: { notRegex: '.*-\\d+' }, tier: { not: '' } };

      expectAccepted('rules', { 'rules.yaml': rulesOf({ profile, selector, aggregateBy: ['cluster'] }) });
    });
  });

  test('accepts the rules of any valid props', () => {
    const samples = fc.sample(validProps, { seed: 20_240_508, numRuns: 130 });
    const files = samples
      .map((props, index): [string, string] => [`${String(index)}.yaml`, rulesOf(props)])
      // A file without a rule is none: no alerts, or Grafana's to evaluate.
      .filter(([, content]) => content !== 'groups: []\n');

    expect(files.length).toBeGreaterThan(40);
    expectAccepted('rules', Object.fromEntries(files));
  });

  describe('would not accept', () => {
    const good = rulesOf({ profile: 'upstream' });

    test.each<[string, string, RegExp]>([
      ['an expression that does not parse', good.replace('[5m]', '[5m'), /could not parse expression/],
      ['a template that does not', good.replace('{{ $value }}', '{{ $value'), /bad character|unclosed action/],
      ['a variable that templates do not have', good.replace('$value', '$valeu'), /undefined variable "\$valeu"/],
      [
        'a duration that is none',
        good.replace('for: 5m', 'for: 5 minutes'),
        /not a valid duration string|unknown unit/,
      ],
      ['a label that cannot be one', good.replace('severity:', '__name__:'), /invalid label name/],
      [
        'two groups of one name',
        good.replace('orchestrator_aggregations', 'orchestrator'),
        /repeated in the same file/,
      ],
    ])('%s', (_what, altered, complaint) => {
      const verdict = promtoolCheck('rules', { 'rules.yaml': altered });

      expect(altered).not.toBe(good);
      expect(verdict.status).not.toBe(0);
      expect(verdict.output).toMatch(complaint);
    });

    test('two alerts that are equal in name and labels, without the label that tells them apart', () => {
      const rules = rulesOf({
        profile: 'upstream',
        replicaSets: [
          { name: 'a', workers: 1 },
          { name: 'b', workers: 2 },
        ],
      });
      const verdict = promtoolCheck('rules', { 'rules.yaml': rules.replace(/^ +rule_scope: .*\n/gm, '') });

      expect(rules).toContain('rule_scope: ');
      expect(verdict.status).not.toBe(0);
      expect(verdict.output).toMatch(/duplicate rule\(s\) found/);
    });
  });

  describe('agrees on expressions', () => {
    const ofNewer = NEWER_REFUSED.map(([expression]) => expression);

    test('that nothing is wrong with', () => {
      expect(acceptedOf(ACCEPTED)).toEqual(ACCEPTED);
    });

    test('that check refuses', () => {
      expect(acceptedOf(REFUSED.map(([expression]) => expression))).toEqual([]);
    });

    test('that check refuses for the sake of Prometheus 2.42', () => {
      expect(acceptedOf(ofNewer)).toEqual(isOlderPromtool() ? [] : ofNewer);
    });
  });

  describe('agrees on regular expressions', () => {
    test('that the props take', () => {
      expect(acceptedValues(RE2_EXPRESSIONS)).toEqual(RE2_EXPRESSIONS);
    });

    test('that the props refuse', () => {
      // Prometheus 2 puts its own parentheses around an expression, and this one would swallow the second of them; Prometheus 3 reads it alone.
      expect(acceptedValues(NO_RE2_EXPRESSIONS).filter((value) => value !== String.raw`\Q(`)).toEqual([]);
    });

    test('that the props refuse for the sake of Prometheus 2.42', () => {
      expect(acceptedValues(NEWER_RE2_EXPRESSIONS)).toEqual(isOlderPromtool() ? [] : NEWER_RE2_EXPRESSIONS);
    });
  });

  describe.each(PROFILES)('accepts the scrape configuration of %s', (profile) => {
    test.each<[string, MonitoringProps]>([
      ['without any configuration', {}],
      ['with all props', GOOD],
      ['with an odd name', { scrape: { jobName: 'a"\\ 漢: #{{' } }],
      [
        'with labels that pods must have',
        { scrape: { podLabels: { 'app.kubernetes.io/name': 'a.b', tier: '', x: 'true' } } },
      ],
    ])('%s', (_what, props) => {
      expectAccepted('config', { 'prometheus.yaml': configOf({ ...props, profile }) });
    });
  });

  test('would not accept the scrape jobs of two fleets under one name', () => {
    const jobs = (...names: readonly string[]): string =>
      `scrape_configs:\n${names
        .map((job, index) => configOf({ selector: { job }, scrape: { podLabels: { team: String(index) } } }))
        .join('')
        .replaceAll('scrape_configs:\n', '')}`;

    expect(promtoolCheck('config', { 'prometheus.yaml': jobs('workers', 'workers') })).toMatchObject({
      status: 1,
      output: expect.stringContaining('found multiple scrape configs with job name "workers"') as string,
    });
    expectAccepted('config', { 'prometheus.yaml': jobs('shop', 'billing') });
  });

  test('would not accept a relabelling that is none', () => {
    const config = configOf({}).replace('action: keep', 'action: hold');
    const verdict = promtoolCheck('config', { 'prometheus.yaml': config });

    expect(verdict.status).not.toBe(0);
    expect(verdict.output).toMatch(/unknown relabel action "hold"/);
  });
});
