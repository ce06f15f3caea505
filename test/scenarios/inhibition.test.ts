import { createMixin } from '../../lib';
import { ALERT_NAMES } from '../../lib/orchestrator';
import { type InhibitionRule } from '../../lib/orchestrator';
import { notifications } from './inhibition';
import type { FiringInterval } from './promtool-replay';

const RULES: readonly InhibitionRule[] = [
  {
    source: 'OrchestratorNoWorkers',
    targets: ['OrchestratorTargetDown', 'OrchestratorWorkerMismatch'],
    equal: ['replica_set'],
  },
  { source: 'OrchestratorTargetDown', targets: ['OrchestratorWorkerMismatch'], equal: ['replica_set'] },
];

const firing = (
  alert: string,
  from: number,
  to: number,
  labels: Record<string, string> = { replica_set: 'orders' },
): FiringInterval => ({
  alert,
  severity: 'warning',
  labels,
  from,
  to,
});

const sent = (all: readonly FiringInterval[], rules: readonly InhibitionRule[] = RULES) =>
  notifications({ step: 30, firing: all, pendingAtEnd: [] }, rules).map(({ alert, at }) => [alert.alert, at]);

describe('who is told', () => {
  test('without rules, everybody of everything', () => {
    expect(sent([firing('A', 0, 60), firing('B', 30, 60)], [])).toEqual([
      ['A', 0],
      ['B', 30],
    ]);
  });

  test('nobody of what fires only while its cause does', () => {
    expect(sent([firing('OrchestratorNoWorkers', 0, 300), firing('OrchestratorTargetDown', 0, 300)])).toEqual([
      ['OrchestratorNoWorkers', 0],
    ]);
  });

  test('of a consequence that outlasts its cause, when the cause ends', () => {
    expect(sent([firing('OrchestratorNoWorkers', 0, 120), firing('OrchestratorTargetDown', 30, 300)])).toEqual([
      ['OrchestratorNoWorkers', 0],
      ['OrchestratorTargetDown', 120],
    ]);
  });

  test('once only: a silence that comes later takes nothing back, and its end tells nothing anew', () => {
    expect(sent([firing('OrchestratorTargetDown', 0, 300), firing('OrchestratorNoWorkers', 60, 120)])).toEqual([
      ['OrchestratorTargetDown', 0],
      ['OrchestratorNoWorkers', 60],
    ]);
  });

  test('of each replica set for itself', () => {
    const other = firing('OrchestratorTargetDown', 0, 300, { replica_set: 'billing' });
    expect(sent([firing('OrchestratorNoWorkers', 0, 300), other])).toHaveLength(2);
  });

  test('labels that both lack are equal, one that only one has is not', () => {
    const nameless = firing('OrchestratorTargetDown', 0, 60, {});
    expect(sent([firing('OrchestratorNoWorkers', 0, 60, {}), nameless])).toHaveLength(1);
    expect(sent([firing('OrchestratorNoWorkers', 0, 60), nameless])).toHaveLength(2);
  });

  test('an alert that is silenced itself still silences', () => {
    const all = ['OrchestratorNoWorkers', 'OrchestratorTargetDown', 'OrchestratorWorkerMismatch'];
    const withoutShortcut = [{ ...RULES[0]!, targets: ['OrchestratorTargetDown' as const] }, RULES[1]!];
    expect(
      sent(
        all.map((name) => firing(name, 0, 60)),
        withoutShortcut,
      ),
    ).toEqual([['OrchestratorNoWorkers', 0]]);
  });

  test('an alert does not silence itself, nor another one of its kind', () => {
    const itself: InhibitionRule = { ...RULES[0]!, targets: ['OrchestratorNoWorkers'] };
    expect(sent([firing('OrchestratorNoWorkers', 0, 60)], [itself])).toHaveLength(1);
  });
});

describe('the relation of the profile hardened', () => {
  const { inhibitions, alerts } = createMixin({
    replicaSets: [{ name: 'orders', workers: 3, inputNeverPausesFor: '30m' }],
  });

  test('names only alerts that exist', () => {
    const names = inhibitions.flatMap(({ source, targets }) => [source, ...targets]);

    expect(
      names.filter(
        (name) => !ALERT_NAMES.some((known) => known === name) || !alerts.some((alert) => alert.name === name),
      ),
    ).toEqual([]);
  });

  test('has no cycles, or two alerts would silence each other', () => {
    const reach = (from: string, path: readonly string[]): string[] =>
      inhibitions
        .filter(({ source }) => source === from)
        .flatMap(({ targets }) => targets)
        .flatMap((target) =>
          path.includes(target) ? [[...path, target].join(' > ')] : reach(target, [...path, target]),
        );

    expect(inhibitions.flatMap(({ source }) => reach(source, [source]))).toEqual([]);
  });

  test('holds within a replica set and the labels that tell fleets apart', () => {
    const apart = createMixin({
      aggregateBy: ['cluster'],
      replicaSets: [{ name: 'orders', workers: 3, inputNeverPausesFor: '30m' }],
    }).inhibitions;

    expect(apart.length).toBe(inhibitions.length);
    for (const { equal } of apart) {
      expect(equal).toEqual(expect.arrayContaining(['cluster', 'replica_set']));
    }
  });

  test('lets no information silence what somebody should be told of', () => {
    const information = alerts.filter(({ severity }) => severity === 'info').map(({ name }) => name);

    expect(information.length).toBeGreaterThan(0);
    expect(inhibitions.filter(({ source }) => information.includes(source))).toEqual([]);
  });
});
