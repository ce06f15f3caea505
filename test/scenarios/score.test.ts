import type { InhibitionRule } from '../../lib/orchestrator';
import type { FiringInterval } from './promtool-replay';
import { needsReport, score } from './score';
import type { Fault } from './scenario';

const FAULT: Fault = { kind: 'worker-down', replicaSet: 'orders', from: 120, to: 600 };

const RULES: readonly InhibitionRule[] = [
  { source: 'OrchestratorTargetDown', targets: ['OrchestratorWorkerMismatch'], equal: ['replica_set'] },
];

/** One alert that leads to what is wrong, and fires 60 s after it began. */
const FOUND: FiringInterval = {
  alert: 'OrchestratorTargetDown',
  severity: 'warning',
  labels: { replica_set: 'orders' },
  from: 180,
  to: 630,
};

const judge = (firing: readonly FiringInterval[], fault: Fault = FAULT) =>
  score({ faults: [fault] }, { step: 30, firing, pendingAtEnd: [] }, RULES, (alert) => alert !== 'Misleading');

describe('a fault', () => {
  test('is found by the first alert that leads to it', () => {
    expect(judge([FOUND])).toEqual({
      faults: [
        {
          fault: FAULT,
          alert: 'OrchestratorTargetDown',
          delay: 60,
          reports: { OrchestratorTargetDown: 60 },
          misleading: [],
          notificationsBefore: 1,
          notificationsAfter: 1,
        },
      ],
      falseAlarms: [],
    });
  });

  test.each<[string, Partial<FiringInterval>]>([
    ['an information', { severity: 'info' }],
    ['an alert about another replica set', { labels: { replica_set: 'billing' } }],
    ['an alert that leads elsewhere', { alert: 'Misleading' }],
    ['an alert that fired before', { from: 90 }],
    ['an alert that comes minutes after its end', { from: 690, to: 720 }],
  ])('is not found by %s', (_what, change) => {
    expect(judge([{ ...FOUND, ...change }]).faults[0]!.alert).toBeUndefined();
  });

  test('of a single worker is found by an alert without a replica set, a dead replica set is not', () => {
    const nameless = [{ ...FOUND, labels: {} }];

    expect(judge(nameless).faults[0]!.delay).toBe(60);
    expect(judge(nameless, { ...FAULT, kind: 'all-workers-down' }).faults[0]!.delay).toBeUndefined();
  });

  test('is told by the alert that is notified, of two that begin together', () => {
    const both = [{ ...FOUND, alert: 'OrchestratorWorkerMismatch' }, FOUND];

    expect(judge(both).faults[0]).toMatchObject({
      alert: 'OrchestratorTargetDown',
      notificationsBefore: 2,
      notificationsAfter: 1,
    });
  });

  test('is not found by an alert that is silenced, and later by one whose silence ends', () => {
    const only = (alert: string): boolean => alert === 'OrchestratorWorkerMismatch';
    const told = (to: number) =>
      score(
        { faults: [FAULT] },
        {
          step: 30,
          firing: [
            { ...FOUND, to },
            { ...FOUND, alert: 'OrchestratorWorkerMismatch' },
          ],
          pendingAtEnd: [],
        },
        RULES,
        only,
      ).faults[0]!.delay;

    expect(told(630)).toBeUndefined();
    expect(told(300)).toBe(180);
  });

  test('counts every time that an alert begins anew', () => {
    const twice = [
      { ...FOUND, to: 300 },
      { ...FOUND, from: 400 },
    ];

    expect(judge(twice).faults[0]).toMatchObject({ delay: 60, notificationsAfter: 2 });
  });

  test('says what misled', () => {
    expect(judge([{ ...FOUND, alert: 'Misleading' }]).faults[0]!.misleading).toEqual(['Misleading']);
  });
});

describe('a false alarm', () => {
  test.each<[string, Partial<FiringInterval>]>([
    ['before the fault', { from: 90 }],
    ['about another replica set', { labels: { replica_set: 'billing' } }],
    ['that begins after the fault is over', { from: 690, to: 720 }],
    ['that goes on long after it', { to: 960 }],
  ])('is one %s', (_what, change) => {
    expect(judge([{ ...FOUND, ...change }]).falseAlarms).toHaveLength(1);
  });

  test.each<[string, Partial<FiringInterval>]>([
    ['an information', { severity: 'info', from: 0 }],
    ['one that ends while its window drains', { to: 900 }],
    ['one that leads elsewhere while something is wrong', { alert: 'Misleading' }],
  ])('is not %s', (_what, change) => {
    expect(judge([{ ...FOUND, ...change }]).falseAlarms).toEqual([]);
  });

  test('is whatever fires for normal life', () => {
    const handled: Fault = { ...FAULT, kind: 'transient-error', to: 121 };

    expect(judge([FOUND], handled)).toEqual({
      faults: [],
      falseAlarms: ['OrchestratorTargetDown{orders} from 180 to 630 s'],
    });
  });
});

test.each<[Partial<Fault>, boolean]>([
  [{}, true],
  [{ kind: 'transient-error' }, false],
  [{ kind: 'database-stall', from: 0, to: 60 }, false],
  [{ kind: 'database-stall', from: 0, to: 61 }, true],
])('somebody has to be told of %j: %s', (change, expected) => {
  expect(needsReport({ ...FAULT, ...change })).toBe(expected);
});
