/**
 * The recordings as they could have been: scraped at other moments and intervals, longer, with other names, more workers, scrapes that
 * fail, and side by side with each other. An alert that works for the files alone would be found out.
 */
import { falseAlarms, foundLater, missed, notifiedTooOften } from '../scenarios/complaints';
import { DISTURBANCES } from '../scenarios/disturbances';
import { run, type Outcome, type RunOptions } from '../scenarios/run';
import { endsQuietly, extend, loadRecording, loadRecordings, type Recording } from '../scenarios/scenario';
import {
  prolong,
  rename,
  together,
  withFailingScrapes,
  withMoreWorkers,
  withReplicaSetOnTargets,
} from '../scenarios/variants';
import { requireTool } from './tools';

jest.setTimeout(600_000);

// What no metric tells is tried in scenarios.test.ts.
const recordings = loadRecordings().filter(({ name }) => name !== 'checkpoint-lock');

/** The same recording as another fleet's. */
const other = (name: string): Recording =>
  rename(loadRecording(name), (replicaSet) => `other-${replicaSet}`, '10.9.9.9');

const NEIGHBOURS = ['scale-and-rolling', 'all-dead', 'stock-3workers', 'fail-permanent-exit'].map(other);

/** Just before the first fault, or once all have started; where the fault, or a backlog, is there from the beginning, nothing comes before it. */
function quietUntil({ name, faults: [first] }: Recording): number | undefined {
  if (name === 'backlog-and-bursts') {
    return undefined;
  }
  return first === undefined ? 120 : first.from < 100 ? undefined : first.from - 10;
}

const prolonged = (seconds: number): readonly Recording[] =>
  recordings.flatMap((recording) => {
    const until = quietUntil(recording);
    return until === undefined ? [] : [prolong(recording, until, seconds)];
  });

const VARIANTS: readonly (readonly [string, readonly Recording[], Partial<RunOptions>])[] = [
  ['scraped at other intervals and moments', recordings, { intervals: [10, 20, 45], phase: 7 }],
  ['evaluated at other moments', prolonged(13), { intervals: [15], phase: 3 }],
  ['evaluated every 15 s', recordings, { intervals: [15], props: { evaluationInterval: '15s' } }],
  ['evaluated every minute', recordings, { intervals: [30], props: { evaluationInterval: '1m' } }],
  ['after three quarters of an hour of quiet life', prolonged(2_700), { intervals: [30] }],
  [
    'going on as they ended, for twenty minutes',
    // A crash loop that stands still is none.
    recordings
      .filter((recording) => endsQuietly(recording) && recording.name !== 'long-crash-loop')
      .map((recording) => extend(recording, 1_200)),
    { intervals: [30] },
  ],
  [
    'with names that have to be escaped',
    recordings.map((recording) => rename(recording, (name) => `ä "${name}".*|x`, 'host')),
    { intervals: [15] },
  ],
  [
    'with four more workers',
    recordings.flatMap((recording) => withMoreWorkers(recording, 4) ?? []),
    { intervals: [15, 60] },
  ],
  [
    'with one scrape of forty failing',
    recordings.map((recording) => withFailingScrapes(recording, 40)),
    { intervals: [15] },
  ],
  ['with the replica set on the targets', recordings.map(withReplicaSetOnTargets), { intervals: [15] }],
  [
    'side by side with another',
    recordings.map((recording, index) => together(recording, NEIGHBOURS[index % NEIGHBOURS.length]!)),
    { intervals: [30] },
  ],
];

/** Alarms that are right although the fault itself is over. */
const AFTER_THE_FAULT: readonly string[] = [
  // Two workers time out, exit and coordinate anew once the network is back.
  'partitioned-worker at 45 s: OrchestratorCoordinationFailing{main} from 960 to 990 s',
  // Two minutes late, as everything is there that is evaluated two minutes later.
  'slow-handler at 30 s: OrchestratorSlowProjection{main} from 540 to 600 s',
];

requireTool('promtool')('what a Prometheus does', () => {
  let undisturbed: readonly Outcome[] = [];
  beforeAll(async () => {
    undisturbed = await run(recordings, { profile: 'hardened', intervals: [30] });
  });

  test.each(DISTURBANCES)('$what: found later by no more than that, and no false alarm', async ({ of, costs }) => {
    const outcomes = await run(recordings.map(of), { profile: 'hardened', intervals: [30] });

    expect({
      later: foundLater(undisturbed, outcomes, costs),
      falseAlarms: falseAlarms(outcomes).filter((alarm) => !AFTER_THE_FAULT.includes(alarm)),
    }).toEqual({ later: [], falseAlarms: [] });
  });
});

requireTool('promtool')('the recorded faults are reported all the same', () => {
  test.each(VARIANTS)('%s', async (_what, variants, options) => {
    const outcomes = await run(variants, { profile: 'hardened', intervals: [15], ...options });

    expect(outcomes.flatMap(({ faults }) => faults).length).toBeGreaterThan(4);
    expect({
      missed: missed(outcomes),
      falseAlarms: falseAlarms(outcomes).filter((alarm) => !AFTER_THE_FAULT.includes(alarm)),
      often: notifiedTooOften(outcomes),
    }).toEqual({ missed: [], falseAlarms: [], often: [] });
  });
});
