/** What is wrong with what a user adds is said before anything is rendered. */
import { check, ConfigError, createMixin, defineSignal, type MonitoringProps } from '../../lib';

const backlog = defineSignal({
  name: 'backlog',
  title: 'Backlog',
  description: 'Messages that wait.',
  unit: 'count',
  labels: ['replica_set'],
  expression: () => 'shop_backlog',
});

describe('what is refused', () => {
  const problems = (extend: unknown): readonly string[] => {
    try {
      return check(createMixin({ extend } as MonitoringProps))
        .filter(({ severity }) => severity === 'error')
        .map(({ path, what }) => `${path}: ${what}`);
    } catch (error) {
      return error instanceof ConfigError
        ? error.problems.map(({ path, message }) => `${path}: ${message}`)
        : ['another error'];
    }
  };

  test.each<[string, unknown, string]>([
    ['another kind', 5, 'extend: found 5; allowed: an object with signals, alerts, recordingRules and panels'],
    [
      'a key that is none',
      { alert: [] },
      'extend.alert: unknown key `alert`; allowed: signals, alerts, recordingRules, panels',
    ],
    ['no list', { alerts: {} }, 'extend.alerts: found {}; allowed: a list'],
    [
      'a name that is none',
      { alerts: [{ name: 'x', expression: 'up', summary: 'X.' }] },
      'extend.alerts[0].name: found "x"; allowed: a name in PascalCase, at most 40 letters and digits',
    ],
    [
      'no question',
      { alerts: [{ name: 'Mine', summary: 'X.' }] },
      'extend.alerts[0]: found Mine, which is no alert of the profile, without a signal or an expression',
    ],
    [
      'two of a name',
      { panels: [1, 2].map(() => ({ name: 'a', title: 'A', queries: [{ expression: 'up' }] })) },
      'extend.panels[1].name: found "a", which extend.panels[0] has too; give each a name of its own',
    ],
    [
      'a signal that stands in for nothing',
      { signals: [{ ...backlog }] },
      'extend.signals[0].name: found backlog, which is no signal of the profile',
    ],
    [
      'PromQL that is none',
      { alerts: [{ name: 'Mine', summary: 'X.', expression: 'sum by (' }] },
      'alert Mine: the expression does not parse at character 10: sum by (',
    ],
  ])('%s', (_what, extend, expected) => {
    expect(problems(extend).join('\n')).toContain(expected);
  });

  test.each([
    ['a panel', {}, { panels: [{ name: 'up', title: 'Up', queries: [{ expression: 'up{$workers}' }] }] }],
    [
      'settings of one replica set',
      { replicaSets: [{ name: 'orders', alerts: { Mine: { threshold: 5 } } }] },
      { alerts: [{ name: 'Mine', summary: 'X.', expression: 'up{$workers}' }] },
    ],
    ['a grouping', {}, { alerts: [{ name: 'Mine', summary: 'X.', expression: 'sum by ($by) (up)' }] }],
  ])('a metric without the label replica_set, in %s: $targets', (_what, props, extend) => {
    const [finding] = check(createMixin({ ...props, extend }));

    expect(finding?.what).toMatch(/ label replica_set( that it groups by)?$/);
    expect(finding?.fix).toBe(
      'select what the scrape adds with `$targets` (`context.targets`): `$workers` asks for a replica set too',
    );
  });

  test('an override of an alert that nobody added names the nearest', () => {
    const extend = { alerts: [{ name: 'ShopBacklogGrows', expression: 'up', summary: 'X.' }] };

    expect(() => createMixin({ extend, alerts: { overrides: { ShopBacklogGrow: { threshold: 1 } } } })).toThrow(
      /unknown key `ShopBacklogGrow`.*ShopBacklogGrows/s,
    );
  });
});

describe('an expression that compares already', () => {
  const warnings = (alert: object): readonly string[] =>
    check(createMixin({ extend: { alerts: [{ name: 'Mine', summary: 'X.', ...alert }] } })).map(
      ({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`,
    );

  test.each([
    [
      'with a number',
      { expression: 'up{$workers} == 0' },
      'warning extend.alerts[0]: found up{job="projection-workers"} == 0, which compares already; its value is compared once more, with > 0, and what does not pass both never fires; leave it to the alert: comparison ==, threshold 0',
    ],
    [
      'in parentheses, before unless',
      { expression: '(up{$workers} < 1)\nunless on (job) up{$workers}', comparison: '<=', threshold: 5 },
      'warning extend.alerts[0]: found up{job="projection-workers"} < 1, which compares already; its value is compared once more, with <= 5, and what does not pass both never fires; leave it to the alert: comparison <, threshold 1',
    ],
    [
      'with another series',
      { signal: { ...backlog, expression: () => 'up > up offset 1h' }, description: () => 'X.' },
      'warning extend.alerts[0]: found up > up offset 1h, which compares already; its value is compared once more, with > 0, and what does not pass both never fires; leave it to the alert: ask for the difference of the two sides, and set comparison and threshold',
    ],
  ])('%s', (_what, alert, expected) => {
    expect(warnings(alert)).toEqual([expected]);
  });

  test.each(['up{$workers} == bool 0', 'sum(up{$workers} == 0)', 'up{$workers} - 1'])('not %s', (expression) => {
    expect(warnings({ expression })).toEqual([]);
  });
});
