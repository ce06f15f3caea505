/** Some recordings, disturbed in every way in which a Prometheus disturbs them; recording-variants.test.ts has all of them. */
import { falseAlarms, foundLater } from '../scenarios/complaints';
import { DISTURBANCES } from '../scenarios/disturbances';
import { run, type Outcome } from '../scenarios/run';
import { loadRecordings } from '../scenarios/scenario';
import { requireTool } from './tools';

jest.setTimeout(300_000);

/** A rollout, a dead worker, a whole replica set that is dead, and one that never converges: the smallest of each. */
const SOME = ['scale-and-rolling', 'kill-one', 'all-dead', 'stock-3workers'];

const recordings = loadRecordings().filter(({ name }) => SOME.includes(name));

requireTool('promtool')('disturbed', () => {
  let undisturbed: readonly Outcome[] = [];
  beforeAll(async () => {
    undisturbed = await run(recordings, { profile: 'hardened', intervals: [30] });
    expect(undisturbed).toHaveLength(SOME.length);
  });

  test.each(DISTURBANCES)('$what', async ({ of, costs }) => {
    const outcomes = await run(recordings.map(of), { profile: 'hardened', intervals: [30] });

    expect({ later: foundLater(undisturbed, outcomes, costs), falseAlarms: falseAlarms(outcomes) }).toEqual({
      later: [],
      falseAlarms: [],
    });
  });
});
