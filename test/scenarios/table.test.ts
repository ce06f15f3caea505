import type { Outcome } from './run';
import { summarize } from './run';
import { formatTable, rowsOf } from './table';

const FAULT = { kind: 'worker-down', replicaSet: 'orders', from: 100, to: 600 };

const FOUND: Outcome = {
  recording: 'kill-one',
  profile: 'hardened',
  interval: 5,
  extendedBy: 0,
  faults: [
    {
      fault: FAULT,
      alert: 'OrchestratorTargetDown',
      delay: 90,
      reports: { OrchestratorTargetDown: 90 },
      misleading: [],
      notificationsBefore: 3,
      notificationsAfter: 1,
    },
  ],
  falseAlarms: [],
};

const QUIET: Outcome = { ...FOUND, recording: 'steady', faults: [], falseAlarms: ['OrchestratorTargetDown{orders}'] };

const MISSED: Outcome = {
  ...FOUND,
  interval: 60,
  faults: [{ ...FOUND.faults[0]!, alert: undefined, delay: undefined, misleading: ['OrchestratorSlowCoordination'] }],
};

test('a row says what each interval gave', () => {
  const other = {
    ...FOUND,
    interval: 15,
    faults: [{ ...FOUND.faults[0]!, alert: 'OrchestratorWorkerMismatch', delay: 300 }],
  };

  expect(rowsOf([FOUND, other, MISSED], ['hardened'], [5, 15, 30, 60])).toEqual([
    {
      recording: 'kill-one',
      fault: 'worker-down (orders)',
      extendedBy: 0,
      cells: [
        {
          profile: 'hardened',
          alerts: ['OrchestratorTargetDown', 'OrchestratorWorkerMismatch'],
          foundBy: 'TargetDown (at 5 s), WorkerMismatch (at 15 s)',
          delays: ['90', '300', '-', 'missed'],
          falseAlarms: ['0', '0', '-', '0'],
          notifications: '3→1',
          misleading: ['SlowCoordination'],
        },
      ],
    },
  ]);
});

test('the table has a line for a recording without faults, and a summary', () => {
  expect(formatTable([FOUND, QUIET], ['hardened'], [5]).split('\n')).toEqual([
    'recording  fault                 hardened: found by  delay in s at 5 s  false  notified',
    '---------  --------------------  ------------------  -----------------  -----  --------',
    'kill-one   worker-down (orders)  TargetDown          90                 0      3→1',
    'steady     -                     -                                      1',
    '',
    'hardened: found 1 of 1, delay median 90 s, worst 90 s; 1 false alarms; at most 3 notifications a fault, 1 after inhibition',
  ]);
});

test('a summary without anything found has no delays', () => {
  expect(summarize([MISSED])).toEqual({
    faults: 1,
    found: 0,
    medianDelay: undefined,
    worstDelay: undefined,
    falseAlarms: 0,
    worstNotificationsBefore: 3,
    worstNotificationsAfter: 1,
  });
});
