import { createMixin } from '../../../lib';
import { diagnoseConvergence } from '../../../lib/cli/doctor/replica-sets';
import type { Facts } from '../../../lib/cli/doctor/facts';

const MIXIN = createMixin({ replicaSets: [{ name: 'main' }], scrapeInterval: '15s' });

/** What the doctor says of a replica set with so many workers apart at each look, the newest last. Looks are five seconds apart. */
function verdict(...values: readonly number[]): readonly string[] {
  const facts = { beyondPartitions: [{ metric: { replica_set: 'main' }, values }] } as unknown as Facts;
  return diagnoseConvergence(facts, MIXIN).map(({ code, evidence }) => `${code}: ${evidence[1] ?? ''}`);
}

const looks = (count: number, value: number): readonly number[] => Array.from({ length: count }, () => value);

test('workers that were apart at every look of the two minutes never converge', () => {
  expect(verdict(...looks(25, 2))).toEqual(['never-converges: seen at each of 25 samples of the last 2 minutes']);
});

test.each([
  ['together at the newest look', [...looks(24, 2), 0]],
  ['together at the oldest look', [0, ...looks(24, 2)]],
  ['together all the time', looks(25, 0)],
  ['never looked at', []],
])('workers that were %s do', (_when, values) => {
  expect(verdict(...values)).toEqual([]);
});

test('of a replica set that has just appeared, looks within the first scrape interval may have missed workers', () => {
  expect(verdict(0, 0, 0, ...looks(4, 2))).toEqual([
    'never-converges: seen at each of 4 samples of the last 2 minutes',
  ]);
  expect(verdict(0, 0, 0, 0, ...looks(4, 2))).toEqual([]);
  expect(verdict(2, 2, 2)).toEqual([]);
});
