/**
 * An alert that Grafana's form leaves out where others fire is told when Alertmanager, which inhibits it, would tell of it. What the alerts ask
 * is played here: a series says of each when its condition holds.
 */
import { createMixin, renderPrometheusRules, toYaml, type Mixin } from '../../lib';
import { seconds, type Alert } from '../../lib/orchestrator';
import { requireTool } from '../real/tools';
import { grafanaAlertsForPrometheus } from '../scenarios/grafana-rules';
import { notifications } from '../scenarios/inhibition';
import { replay, type FiringInterval } from '../scenarios/promtool-replay';
import { MINUTE } from '../scenarios/recorded';
import type { Series } from '../scenarios/scenario';
import { INTERVAL } from './situations/situation';

const DURATION = 3_600;

const mixin = playing(createMixin({ replicaSets: [{ name: 'a', workers: 3 }], alerts: { evaluatedBy: 'grafana' } }));

/** The same alerts, each with the condition that a series says. */
function playing(original: Mixin): Mixin {
  const played = <T extends Alert>(alert: T): T => {
    const signalExpression = `max by (job, replica_set) (holds{name="${alert.name}"})`;
    const expression = `${signalExpression} > 0`;
    const condition = { ...alert.condition, comparison: '>', threshold: 0 } as const;
    return { ...alert, condition, expression, selfContained: { signalExpression, expression } };
  };
  return {
    ...original,
    alerts: original.alerts.map(played),
    grafanaRuleGroups: original.grafanaRuleGroups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => (rule.kind === 'alert' ? played(rule) : rule)),
    })),
  };
}

const alertOf = (name: string): Alert => {
  const found = mixin.alerts.find((alert) => alert.name === name);
  if (found === undefined) {
    throw new RangeError(`there is no ${name}`);
  }
  return found;
};

/** Each alert that is left out, with one that it is left out for. */
const PAIRS = mixin.alerts.flatMap(({ name, definition: { silences = [] } }) =>
  silences.flatMap(({ leftOut = [] }) => leftOut.map((target) => [name, target] as const)),
);

/** When a condition holds. */
type Stretches = readonly (readonly [from: number, to: number])[];

/** When the conditions of both hold: of the one that silences, and of the one that is left out. */
type Situation = (source: Alert, target: Alert) => readonly [source: Stretches, target: Stretches];

const kept = ({ keepFiringFor = '0s' }: Alert): number => seconds(keepFiringFor);

const again = (from: number, on: number, off: number): Stretches =>
  Array.from({ length: Math.ceil((DURATION - from) / (on + off)) }, (_, index) => [
    from + index * (on + off),
    from + index * (on + off) + on,
  ]);

/** There it is told in one piece in both forms: nothing silences it meanwhile. */
const ALONE: Readonly<Record<string, Situation>> = {
  'nothing silences it': () => [[], [[600, 2_400]]],
  'it does not hold for long enough': (_, target) => [[], [[600, 600 + seconds(target.for)]]],
  'it holds for just long enough': (_, target) => [[], [[600, 630 + seconds(target.for)]]],
  'it holds again before it is over': (_, target) => [
    [],
    [
      [600, 1_200],
      [1_200 + kept(target), 1_500],
    ],
  ],
};

const SILENCED: Readonly<Record<string, Situation>> = {
  'what silences it ends': () => [[[300, 1_800]], [[600, DURATION]]],
  'what silences it comes and goes': (source) => [again(600, 180, kept(source) + 120), [[600, DURATION]]],
  'what silences it comes first, and comes and goes': (source) => [
    again(600, 240, kept(source) + 90),
    [[720, DURATION]],
  ],
  'it is over first': () => [[[300, 2_400]], [[600, 1_500]]],
  'it pauses meanwhile': (_, target) => [
    [[300, 1_800]],
    [
      [600, 1_740],
      [1_800 + kept(target), DURATION],
    ],
  ],
};

const seriesOf = (name: string, replicaSet: string, stretches: Stretches): Series => ({
  labels: { __name__: 'holds', name, job: 'projection-workers', replica_set: replicaSet },
  values: Array.from({ length: DURATION / INTERVAL + 1 }, (_, index) => index * INTERVAL).map((second) => [
    second,
    Number(stretches.some(([from, to]) => from <= second && second < to)),
  ]),
});

/** What fired when, as the two evaluate them; each situation in a replica set of its own. */
async function inBothForms([sourceName, targetName]: (typeof PAIRS)[number]) {
  const [source, target] = [alertOf(sourceName), alertOf(targetName)];
  const series = Object.entries({ ...ALONE, ...SILENCED }).flatMap(([replicaSet, situation]) => {
    const [silencing, silenced] = situation(source, target);
    return [seriesOf(sourceName, replicaSet, silencing), seriesOf(targetName, replicaSet, silenced)];
  });
  const recording = { ...MINUTE, t0: 0, scrapeInterval: INTERVAL, duration: DURATION, series };
  const byPrometheus = renderPrometheusRules(mixin.grafanaRuleGroups);
  const [prometheus, grafana] = await Promise.all([
    replay(recording, toYaml(byPrometheus), INTERVAL),
    replay(recording, toYaml({ groups: grafanaAlertsForPrometheus(mixin) }), INTERVAL),
  ]);
  return { prometheus, grafana };
}

/** When the alert was told first, by situation. */
function firstTold(alert: string, told: readonly { readonly alert: FiringInterval; readonly at: number }[]) {
  const own = told.filter((one) => one.alert.alert === alert);
  return Object.fromEntries(
    Object.keys({ ...ALONE, ...SILENCED }).map((situation) => {
      const times = own.filter((one) => one.alert.labels['replica_set'] === situation).map(({ at }) => at);
      return [situation, times.length === 0 ? 'never' : Math.min(...times)];
    }),
  );
}

const aloneOf = (alert: string, firing: readonly FiringInterval[]) =>
  firing
    .filter((one) => one.alert === alert && Object.hasOwn(ALONE, one.labels['replica_set'] ?? ''))
    .map(({ labels, from, to }) => [labels['replica_set'], from, to]);

requireTool('promtool')('what is left out', () => {
  test('there is something', () => {
    expect(PAIRS.length).toBeGreaterThan(10);
  });

  test.each(PAIRS)('while %s fires: %s, told when Alertmanager would tell of it', async (source, target) => {
    const { prometheus, grafana } = await inBothForms([source, target]);
    const told = firstTold(target, notifications(prometheus, mixin.inhibitions));

    expect(firstTold(target, notifications(grafana, []))).toEqual(told);
    expect(aloneOf(target, grafana.firing)).toEqual(aloneOf(target, prometheus.firing));
    expect(told).toMatchObject({ 'what silences it ends': expect.any(Number), 'it is over first': 'never' });
  });
});
