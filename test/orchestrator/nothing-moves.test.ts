/** Whatever is inserted, removed, renamed or reordered: nothing else changes its label, uid, title, id or name. */
import * as fc from 'fast-check';

import {
  createMixin,
  renderGrafanaDashboard,
  type AlertOverrides,
  type MonitoringProps,
  type ReplicaSetProps,
} from '../../lib';
import { ALERT_NAMES } from '../../lib/orchestrator';
import { LIMITS } from '../../lib/validation';
import { runs } from '../properties';
import { grafanaAlertsOf } from '../render/grafana/grafana-alerts';

/** Settings of a replica set: its rules are known by them. */
const settings: fc.Arbitrary<AlertOverrides> = fc.dictionary(
  fc.constantFrom(...ALERT_NAMES),
  fc.oneof(
    fc.record({ for: fc.constantFrom('1m', '7m', '2h') }),
    fc.record({ severity: fc.constantFrom('info', 'critical') }),
    fc.record({ labels: fc.constantFrom({ team: 'a' }, { team: 'b' }) }),
    fc.constant({ enabled: false }),
  ),
  { maxKeys: 2 },
);

const workers = fc.constantFrom<ReplicaSetProps['workers']>(
  undefined,
  0,
  1,
  3,
  { min: 2, max: 5 },
  { deployment: 'x', namespace: 'n' },
);

const replicaSet: fc.Arbitrary<ReplicaSetProps> = fc
  .record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), workers, alerts: settings })
  .map(({ workers: wanted, ...set }) => (wanted === undefined ? set : { ...set, workers: wanted }));

const fleet = fc.uniqueArray(replicaSet, { selector: ({ name }) => name, maxLength: 6 });

/** Everything by which somebody outside knows a rule about a replica set, or a panel. */
function identities(props: MonitoringProps, names: readonly string[]) {
  const mixin = createMixin(props);
  const grafana = grafanaAlertsOf(mixin, { datasourceUid: 'prometheus' }).flatMap(({ rules, name }) =>
    rules.map((rule) => ({ group: name, uid: rule.uid, title: rule.title })),
  );
  const rules = mixin.alerts.flatMap((alert, index) => {
    const listed = new Set(mixin.config.replicaSets.map(({ name }) => name));
    return names
      .filter((name) => alert.scope.subjects.includes(name) || (alert.scope.unlisted && !listed.has(name)))
      .map(
        (name) =>
          [`${alert.name} of ${name}`, { group: alert.group, labels: alert.labels, ...grafana[index] }] as const,
      );
  });
  const panels = mixin.dashboards.flatMap((dashboard) => {
    const { panels: rendered } = renderGrafanaDashboard(dashboard) as unknown as {
      panels: { id: number; title: string }[];
    };
    return [
      ...dashboard.panels.map(({ name, id, title, queries }) => [
        `${dashboard.uid} ${name}`,
        { id, title, refIds: queries.map(({ refId, signal }) => `${refId} ${signal}`) },
      ]),
      [`${dashboard.uid} rendered`, rendered.map(({ id, title }) => `${String(id)} ${title}`).sort()],
    ] as [string, unknown][];
  });
  return { rules: Object.fromEntries(rules), panels: Object.fromEntries(panels) };
}

/** The group that Prometheus evaluates each alert in: it forgets what waits or fires in one that moved. */
const groupsOf = (props: MonitoringProps): Readonly<Record<string, string>> =>
  Object.fromEntries(
    createMixin(props).ruleGroups.flatMap(({ name: group, rules }) =>
      rules.flatMap((rule) => (rule.kind === 'alert' ? [[`${rule.name} ${rule.key}`, group] as const] : [])),
    ),
  );

/** Of two sets of identities what both have, to be compared. */
function kept<T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): readonly [unknown, unknown] {
  const both = Object.keys(before).filter((key) => key in after);
  return [
    Object.fromEntries(both.map((key) => [key, before[key]])),
    Object.fromEntries(both.map((key) => [key, after[key]])),
  ];
}

test('replica sets that come, go, or stand in another order', () => {
  fc.assert(
    fc.property(fleet, replicaSet, fc.nat(), fc.nat(), (sets, another, at, gone) => {
      const names = sets.map(({ name }) => name);
      const others = sets.filter(({ name }) => name !== another.name);
      const inserted = [
        ...others.slice(0, at % (others.length + 1)),
        another,
        ...others.slice(at % (others.length + 1)),
      ];
      const removed = sets.filter((_, index) => index !== gone % Math.max(1, sets.length));
      const before = identities({ replicaSets: sets }, names);
      for (const replicaSets of [[...sets].reverse(), removed, inserted]) {
        const staying = names.filter(
          (name) =>
            JSON.stringify(sets.find((set) => set.name === name)) ===
            JSON.stringify(replicaSets.find((set) => set.name === name)),
        );
        const after = identities({ replicaSets }, staying);
        const [was, is] = kept(before.rules, after.rules);
        expect(is).toEqual(was);
      }
    }),
    runs(25),
  );
});

test.each(['labels', 'annotations'] as const)('%s of replica sets, whose keys stand in another order', (kind) => {
  const withTexts = (name: string, texts: Readonly<Record<string, string>>): ReplicaSetProps => ({
    name,
    alerts: { OrchestratorNoWorkers: { [kind]: texts } },
  });
  const [a, b] = [withTexts('a', { team: 'shop', tier: 'gold' }), withTexts('b', { tier: 'gold', team: 'shop' })];
  const scopeOf = (replicaSets: readonly ReplicaSetProps[]) =>
    identities({ replicaSets }, ['b']).rules['OrchestratorNoWorkers of b'];
  const both = scopeOf([a, b]);

  expect(both?.labels).toHaveProperty('rule_scope');
  for (const sets of [[b], [b, a], [withTexts('b', { team: 'shop', tier: 'gold' })]]) {
    expect(scopeOf(sets)).toEqual(both);
  }
});

describe('where more rules than a group may have belong to an area', () => {
  const most = LIMITS.mimirRulesPerGroup.maximum;
  const withOwn = (index: number): ReplicaSetProps => ({
    name: `set-${String(index)}`,
    alerts: { OrchestratorNoWorkers: { for: `${String(index + 2)}m` } },
  });
  const fleetOf = (count: number): readonly ReplicaSetProps[] =>
    Array.from({ length: count }, (_, index) => withOwn(index));
  const another = withOwn(99);

  test.each([1, 5, 6, 7, 8, 9, 10, 11, 12, 20, 30, 31, 50])(
    'one more setting beside %i moves none of the fleet’s, and of the others one out of each full group',
    (count) => {
      const sets = fleetOf(count);
      const before = groupsOf({ replicaSets: sets });
      const variants = [[...sets, another], [another, ...sets], sets.toSpliced(count / 2, 0, another)].map(
        (replicaSets) => groupsOf({ replicaSets }),
      );
      const moved = Object.keys(before).filter((rule) => variants[0]?.[rule] !== before[rule]);
      const full = createMixin({ replicaSets: sets }).ruleGroups.filter(({ rules }) => rules.length === most).length;

      for (const variant of variants) {
        expect(variant).toEqual(variants[0]);
      }
      expect(moved.filter((rule) => rule.endsWith(' '))).toEqual([]);
      expect(moved.length).toBeLessThanOrEqual(full);
    },
  );

  test('alerts of a user’s own, in any order', () => {
    const alerts = Array.from({ length: 30 }, (_, index) => ({
      name: `Mine${String(index)}`,
      expression: 'count by ($by) (up{$targets})',
      summary: 'Mine.',
    }));

    expect(groupsOf({ extend: { alerts: alerts.toReversed() } })).toEqual(groupsOf({ extend: { alerts } }));
  });
});

test('alerts and panels of a user’s own, at the front, in the middle and at the end', () => {
  const alert = (name: string) => ({ name, expression: 'count by ($by) (up{$targets})', summary: 'Mine.' });
  const panel = (name: string, place: object = {}) => ({
    name,
    title: name,
    queries: [{ expression: 'up{$targets}' }],
    ...place,
  });
  const names = ['unlisted'];
  const before = identities(
    { extend: { alerts: [alert('MineA'), alert('MineB')], panels: [panel('a'), panel('b')] } },
    names,
  );
  const variants = [
    { alerts: [alert('MineB'), alert('MineA')], panels: [panel('b'), panel('a')] },
    { alerts: [alert('Front'), alert('MineA'), alert('MineB')], panels: [panel('front'), panel('a'), panel('b')] },
    {
      alerts: [alert('MineA'), alert('Middle'), alert('MineB')],
      panels: [panel('a'), panel('middle', { beside: 'workers-apart' }), panel('b')],
    },
    {
      alerts: [alert('MineA'), alert('MineB'), alert('End')],
      panels: [panel('a'), panel('b'), panel('end', { row: 'workers' })],
    },
    {},
  ];

  for (const extend of variants) {
    const after = identities({ extend }, names);
    const [rulesWere, rulesAre] = kept(before.rules, after.rules);
    expect(rulesAre).toEqual(rulesWere);
    const shown = (all: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(Object.entries(all).filter(([key]) => !key.endsWith(' rendered')));
    const [panelsWere, panelsAre] = kept(shown(before.panels), shown(after.panels));
    expect(panelsAre).toEqual(panelsWere);
  }
});
