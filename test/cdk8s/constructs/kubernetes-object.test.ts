import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { createMixin } from 'pupsourcing-orchestrator-monitoring';
import {
  DashboardConfigMap,
  OrchestratorPrometheusRule,
  RuleConfigMap,
  warningsOf,
} from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { CONSTRUCTS } from '../every-construct';
import { problemsOf } from '../problems-of';

beforeEach(() => {
  jest.spyOn(process, 'emitWarning').mockImplementation();
});

describe.each(CONSTRUCTS)('$construct', ({ kind, defaultName, make }) => {
  test('stands alone, in no namespace that nobody named', () => {
    const chart = Testing.chart();

    make(chart, 'alone');

    const manifests = Testing.synth(chart);
    expect(manifests).toHaveLength(1);
    expect(manifests[0]).toMatchObject({ kind, apiVersion: expect.stringMatching(/v1(alpha1)?$/) });
    expect(manifests[0].metadata).toEqual({ name: defaultName });
  });

  test('follows the chart: its namespace, and its labels', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'observability', labels: { team: 'read-models' } });

    make(chart, 'object', { labels: { release: 'stack' } });

    expect(Testing.synth(chart)[0].metadata).toEqual({
      name: defaultName,
      namespace: 'observability',
      labels: { team: 'read-models', release: 'stack' },
    });
  });

  test('takes name, namespace, labels and annotations', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'observability' });
    const metadata = {
      name: 'other.name',
      namespace: 'elsewhere',
      labels: { 'example.com/release': 'stack' },
      annotations: { note: 'any text: at all' },
    };

    const made = make(chart, 'object', metadata);

    expect(Testing.synth(chart)[0].metadata).toEqual(metadata);
    expect(made.name).toBe('other.name');
  });

  test('can be patched', () => {
    const chart = Testing.chart();
    const made = make(chart, 'object');

    made.apiObject.addJsonPatch(JsonPatch.add('/metadata/labels', { patched: 'yes' }));

    expect(ApiObject.of(made as never)).toBe(made.apiObject);
    expect(Testing.synth(chart)[0].metadata.labels).toEqual({ patched: 'yes' });
  });

  test('takes undefined, as JavaScript has it, for what is not given', () => {
    const [without, withUndefined] = [Testing.chart(), Testing.chart()];
    const nothing = { name: undefined, namespace: undefined, labels: undefined, annotations: undefined };

    make(without, 'object');
    make(withUndefined, 'object', nothing as never);

    expect(Testing.synth(withUndefined)).toEqual(Testing.synth(without));
  });

  test('gives the same bytes twice', () => {
    const [first, second] = [Testing.chart(), Testing.chart()];

    make(first, 'object');
    make(second, 'object');

    expect(JSON.stringify(Testing.synth(second))).toBe(JSON.stringify(Testing.synth(first)));
  });

  test('refuses wrong metadata, all of it at once', () => {
    const wrong = {
      name: 'Upper Case',
      namespace: 'with.dot',
      labels: { 'a b': 'x', release: true, empty: '' },
      annotations: { note: 1 },
      lables: {},
    };

    expect(problemsOf(() => make(Testing.chart(), 'wrong', wrong as never))).toEqual([
      `[test/wrong] name: found "Upper Case"; allowed: the name of a Kubernetes object (up to 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends)`,
      `[test/wrong] namespace: found "with.dot"; allowed: the name of a Kubernetes namespace (up to 63 lower-case letters, digits and '-', with a letter or digit at both ends)`,
      `[test/wrong] labels["a b"]: found the key "a b"; allowed: a name such as app or app.kubernetes.io/name (up to 63 letters, digits, '-', '_' and '.', behind an optional DNS name and '/'); rename it`,
      `[test/wrong] labels.release: found true; allowed: the value of a Kubernetes label (up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends)`,
      `[test/wrong] annotations.note: found 1; allowed: a text without control characters but line feeds and tabs; write "1"`,
      expect.stringMatching(
        /^\[test\/wrong\] lables: unknown key `lables`; allowed: name, namespace, labels, annotations/,
      ),
    ]);
  });
});

describe('objects of one kind and name', () => {
  const twice = (chart: Chart, second: object = {}): void => {
    new RuleConfigMap(chart, 'first');
    new RuleConfigMap(chart, 'second', second);
  };

  test('in one chart are an error at synth, told once', () => {
    const chart = Testing.chart();
    twice(chart);

    expect(() => Testing.synth(chart)).toThrow(
      'Validation failed with the following errors:\n' +
        '  [test/second] ConfigMap orchestrator-rules: found another of this kind and name, made by test/first; one would overwrite the other; give one of them another name',
    );
  });

  test('are found when somebody else made the other, later', () => {
    const chart = Testing.chart();
    new RuleConfigMap(chart, 'ours');
    new ApiObject(chart, 'theirs', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'orchestrator-rules' },
    });

    expect(() => Testing.synth(chart)).toThrow(
      '[test/ours] ConfigMap orchestrator-rules: found another of this kind and name, made by test/theirs',
    );
  });

  test.each([
    ['names', { name: 'other' }],
    ['namespaces', { namespace: 'other' }],
  ])('differ by their %s', (_what, second) => {
    const chart = Testing.chart();
    twice(chart, second);

    expect(Testing.synth(chart)).toHaveLength(2);
  });

  test('differ by their kinds, and by a patch', () => {
    const chart = Testing.chart();
    new RuleConfigMap(chart, 'first');
    new OrchestratorPrometheusRule(chart, 'rule');
    new RuleConfigMap(chart, 'patched').apiObject.addJsonPatch(JsonPatch.replace('/metadata/name', 'patched'));

    expect(Testing.synth(chart)).toHaveLength(3);
  });

  test('may be in two charts, which may go to two clusters', () => {
    const app = Testing.app();
    new RuleConfigMap(new Chart(app, 'staging'), 'rules');
    new RuleConfigMap(new Chart(app, 'production'), 'rules');

    expect(() => app.synthYaml()).not.toThrow();
  });
});

describe('sizes', () => {
  /** A mixin whose dashboard has a description of so many characters in it. */
  const sized = (characters: number) => {
    const mixin = createMixin({ alerts: { enabled: false } });
    // The smallest dashboard that there is: what is added should be what counts.
    const [dashboard] = createMixin({ profile: 'upstream' }).dashboards;
    return { ...mixin, dashboards: [{ ...dashboard!, title: 'x'.repeat(characters) }] };
  };

  test('up to what kubectl apply takes are fine', () => {
    const chart = Testing.chart();
    new DashboardConfigMap(chart, 'dashboard', { mixin: sized(200_000) });

    expect(warningsOf(chart)).toEqual([]);
  });

  test('above that are a warning', () => {
    const chart = Testing.chart();
    new DashboardConfigMap(chart, 'dashboard', { mixin: sized(262_144) });

    expect(warningsOf(chart)).toEqual([
      {
        constructPath: 'test/dashboard',
        severity: 'warning',
        path: 'ConfigMap orchestrator-dashboard',
        what: expect.stringMatching(/^found 2[67]\d,\d{3} bytes$/),
        why: 'kubectl apply fails above 262,144 bytes, because kubectl keeps a copy in an annotation',
        fix: "use kubectl apply --server-side, or set json: 'minified', or use a delivery with splitDashboards: true",
      },
    ]);
  });

  test('above what Kubernetes takes are an error', () => {
    expect(problemsOf(() => new DashboardConfigMap(Testing.chart(), 'dashboard', { mixin: sized(1_048_576) }))).toEqual(
      [
        expect.stringMatching(
          /^\[test\/dashboard\] ConfigMap orchestrator-dashboard: found 1,0\d\d,\d{3} bytes of data; Kubernetes takes at most 1,048,576 bytes; /,
        ),
      ],
    );
  });

  test('of a PrometheusRule end where the operator does', () => {
    const mixin = createMixin();
    const copy = (number: number) => mixin.ruleGroups.map((group) => ({ ...group, name: `${group.name}_${number}` }));
    const many = { ...mixin, ruleGroups: Array.from({ length: 100 }, (_, number) => copy(number)).flat() };

    expect(problemsOf(() => new OrchestratorPrometheusRule(Testing.chart(), 'rules', { mixin: many }))).toEqual([
      expect.stringContaining('the Prometheus operator takes at most 524,288 bytes'),
    ]);
  });
});
