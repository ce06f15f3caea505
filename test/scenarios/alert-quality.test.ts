import { notificationsPerFault, qualityOf } from './alert-quality';
import type { Outcome } from './run';

const FAULT = { kind: 'worker-down', replicaSet: 'orders', from: 100, to: 600 };

const outcome = (reports: Readonly<Record<string, number>>, falseAlarms: readonly string[] = []): Outcome => ({
  recording: 'kill-one',
  profile: 'hardened',
  interval: 15,
  extendedBy: 0,
  faults: [
    {
      fault: FAULT,
      alert: Object.keys(reports)[0],
      delay: Object.values(reports)[0],
      reports,
      misleading: [],
      notificationsBefore: 3,
      notificationsAfter: 2,
    },
  ],
  falseAlarms,
});

const fits = (alert: string, kind: string): boolean => alert !== 'Other' && kind === 'worker-down';

test('precision, recall and the mean time to detect of each alert', () => {
  const outcomes = [
    outcome({ Down: 60, Missing: 300 }),
    outcome({ Down: 120 }),
    outcome({}, ['Down{orders} from 0 to 30 s']),
  ];

  expect(qualityOf(outcomes, ['Down', 'Missing', 'Other'], fits)).toEqual([
    { alert: 'Down', truePositives: 2, falsePositives: 1, faults: 3, precision: 2 / 3, recall: 2 / 3, meanDelay: 90 },
    { alert: 'Missing', truePositives: 1, falsePositives: 0, faults: 3, precision: 1, recall: 1 / 3, meanDelay: 300 },
    {
      alert: 'Other',
      truePositives: 0,
      falsePositives: 0,
      faults: 0,
      precision: undefined,
      recall: undefined,
      meanDelay: undefined,
    },
  ]);
});

test('notifications for each fault that was found', () => {
  expect(notificationsPerFault([outcome({ Down: 60 }), outcome({})])).toBe(2);
  expect(notificationsPerFault([outcome({})])).toBeUndefined();
});
