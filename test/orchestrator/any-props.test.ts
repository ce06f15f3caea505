import * as fc from 'fast-check';
import { parse } from 'yaml';

import {
  check,
  ConfigError,
  createMixin,
  renderFiles,
  renderGrafanaAlerting,
  renderGrafanaDashboard,
  renderInhibitionRules,
  renderPrometheusRules,
  renderRunbook,
  renderScrapeConfig,
  toYaml,
  type Mixin,
  type MonitoringProps,
} from '../../lib';
import { resolveConfig } from '../../lib/orchestrator';
import { validProps } from './arbitrary-props';
import { GOOD, placesIn, problemsOf, withValue } from '../validation/problems';
import { runs } from '../properties';
import { grafanaAlertsOf } from '../render/grafana/grafana-alerts';

const made = new Map<string, Mixin>();

/** The mixin of props; properties that have one seed are tried with the same ones. */
function mixinOf(props: MonitoringProps): Mixin {
  const key = fc.stringify(props);
  const mixin = made.get(key) ?? createMixin(props);
  if (made.size < 100) {
    made.set(key, mixin);
  }
  return mixin;
}

/** What is written, but for the tests of the rules: they follow from the rules, and take long to make. */
function written(props: MonitoringProps): unknown {
  const mixin = createMixin(props);
  return JSON.stringify([
    renderPrometheusRules(mixin.ruleGroups),
    renderGrafanaAlerting(mixin),
    renderInhibitionRules(mixin.inhibitions),
    renderScrapeConfig(mixin.scrapeJob),
    mixin.dashboards.map(renderGrafanaDashboard),
    renderRunbook(mixin),
  ]);
}

describe('any valid props', () => {
  test('pass every check', () => {
    fc.assert(
      fc.property(validProps, (props) => {
        expect(check(mixinOf(props)).filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
      runs(25),
    );
  });

  test('give rules that no two of are equal in name and labels, and groups that no two of share a name', () => {
    fc.assert(
      fc.property(validProps, (props) => {
        const { alerts, ruleGroups } = mixinOf(props);
        const identities = alerts.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()]));

        expect(new Set(identities).size).toBe(identities.length);
        expect(new Set(alerts.map(({ name, key }) => `${name} ${key}`)).size).toBe(alerts.length);
        expect(new Set(ruleGroups.map(({ name }) => name)).size).toBe(ruleGroups.length);
      }),
      runs(25),
    );
  });

  test('give Grafana rules that no two of share a uid or a title, and uids that it takes', () => {
    fc.assert(
      fc.property(validProps, (props) => {
        const groups = grafanaAlertsOf(mixinOf(props), { datasourceUid: 'prometheus' });
        const rules = groups.flatMap((group) => group.rules);
        const uids = rules.map(({ uid }) => uid);

        expect(uids.filter((uid) => !/^[a-zA-Z0-9_-]{1,40}$/.test(uid))).toEqual([]);
        expect(new Set(uids).size).toBe(uids.length);
        expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
        expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
      }),
      runs(25),
    );
  });

  test('give every rule to one of the two that could evaluate it', () => {
    fc.assert(
      fc.property(validProps, (props) => {
        const { alerts, recordingRules, ruleGroups, grafanaRuleGroups } = mixinOf(props);
        const evaluated = [...ruleGroups, ...grafanaRuleGroups].flatMap(({ rules }) => rules);

        expect(evaluated).toHaveLength(alerts.length + recordingRules.length);
        expect(new Set(evaluated)).toEqual(new Set([...alerts, ...recordingRules]));
      }),
      runs(25),
    );
  });

  test('give files that every reader of YAML reads alike', () => {
    fc.assert(
      fc.property(validProps, (props) => {
        const mixin = mixinOf(props);
        for (const data of [renderPrometheusRules(mixin.ruleGroups), renderGrafanaAlerting(mixin)]) {
          const text = toYaml(data);

          expect(parse(text, { version: '1.1' })).toEqual(data);
          expect(parse(text, { version: '1.2' })).toEqual(data);
        }
      }),
      runs(15),
    );
  });

  test('give every file', () => {
    fc.assert(
      fc.property(validProps, (props) => {
        expect(renderFiles(mixinOf(props)).map(({ path }) => path)).toContain('prometheus/rules.yaml');
      }),
      runs(15),
    );
  });

  test('give the same files, whatever the order of keys', () => {
    fc.assert(
      fc.property(validProps, (props) => {
        // Labels and annotations keep the order in which they were written: there, the order is the user's.
        const reordered = reverseKeys(props, ['labels', 'annotations', 'selector', 'podLabels']) as MonitoringProps;

        expect(written(reordered)).toEqual(written(props));
      }),
      runs(15),
    );
  });
});

function reverseKeys(value: unknown, kept: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => reverseKeys(element, kept));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(
    entries.map(([key, field]) => [key, kept.includes(key) ? field : reverseKeys(field, kept)]),
  );
}

describe('any invalid props', () => {
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    stringUnit: 'binary',
  });

  /** What becomes of the props: nothing but a configuration or a ConfigError with problems. */
  function outcome(props: unknown): string {
    try {
      resolveConfig(props as MonitoringProps);
      return 'accepted';
    } catch (error) {
      return error instanceof ConfigError && error.problems.length > 0 ? 'refused' : String(error);
    }
  }

  test('whatever it is', () => {
    fc.assert(
      fc.property(anything, (props) => {
        expect(outcome(props)).toMatch(/^(?:accepted|refused)$/);
      }),
      runs(250),
    );
  });

  test('whatever stands in the place of any value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...placesIn(GOOD)), anything, (keys, value) => {
        expect(outcome(withValue(keys, value))).toMatch(/^(?:accepted|refused)$/);
      }),
      runs(250),
    );
  });

  test('a symbol, a function or an instance is refused at every place', () => {
    const foreign = fc.constantFrom<unknown>(
      Symbol('x'),
      () => 'x',
      new Date(0),
      new (class Props {
        readonly profile = 'upstream';
      })(),
      new Set(),
    );

    fc.assert(
      fc.property(fc.constantFrom(...placesIn(GOOD)), foreign, (keys, value) => {
        expect(outcome(withValue(keys, value))).toBe('refused');
      }),
      runs(200),
    );
  });

  test('an unknown key is refused in every object that has known ones', () => {
    const objects = placesIn(GOOD).filter(
      (keys) =>
        problemsOf(withValue([...keys, 'x y'], 1)).length > 0 &&
        !keys.some((key) => key === 'labels' || key === 'annotations'),
    );

    expect(objects.length).toBeGreaterThan(15);
    fc.assert(
      fc.property(fc.constantFrom(...objects), fc.string({ unit: 'binary', maxLength: 30 }), (keys, key) => {
        fc.pre(
          problemsOf(withValue([...keys, key], undefined)).some(({ message }) => message.startsWith('unknown key')),
        );
        expect(outcome(withValue([...keys, key], { x: 1 }))).toBe('refused');
      }),
      runs(200),
    );
  });
});
