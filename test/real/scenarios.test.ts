/** Every recording of the real orchestrator, replayed with the real promtool: what the alerts are worth. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { scenariosOf, scenariosPart } from '../../tools/alerts-page-scenarios';
import { PAGE_PROFILES, RECORDINGS } from '../../tools/generate-docs';
import { falseAlarms, missed, notifiedTooOften } from '../scenarios/complaints';
import { INTERVALS, run, summarize, type Outcome, type RunOptions } from '../scenarios/run';
import { loadRecordings } from '../scenarios/scenario';
import { requireTool } from './tools';

// 14 recordings at four intervals take about ten seconds of two cores, and a busy machine may have less.
jest.setTimeout(180_000);

const recordings = loadRecordings(RECORDINGS);

const replayed = (options: Partial<RunOptions> = {}): Promise<readonly Outcome[]> =>
  run(recordings, { profile: 'hardened', intervals: INTERVALS, ...options });

requireTool('promtool')('the recorded faults', () => {
  let hardened: readonly Outcome[] = [];
  let upstream: readonly Outcome[] = [];
  beforeAll(async () => {
    hardened = await replayed();
    upstream = await replayed({ profile: 'upstream' });
  });

  test('there is something to find, and something to be silent about, at every interval', () => {
    for (const interval of INTERVALS) {
      const outcomes = hardened.filter((outcome) => outcome.interval === interval);
      expect(outcomes.filter(({ faults }) => faults.length > 0).length).toBeGreaterThanOrEqual(9);
      expect(outcomes.filter(({ faults }) => faults.length === 0).length).toBeGreaterThanOrEqual(4);
    }
  });

  test('every fault is found by an alert whose text leads to it', () => {
    expect(missed(hardened)).toEqual([]);
  });

  test('nothing above info fires outside faults', () => {
    expect(falseAlarms(hardened)).toEqual([]);
  });

  test('half of the faults are found within three minutes', () => {
    expect(summarize(hardened).medianDelay).toBeLessThanOrEqual(180);
  });

  test('after inhibition nobody is told more than twice of one fault', () => {
    expect(notifiedTooOften(hardened)).toEqual([]);
  });

  test('the same holds when the scrapes fall at other moments', async () => {
    const moved = await replayed({ intervals: [15, 60], phase: 7 });

    expect({ missed: missed(moved), falseAlarms: falseAlarms(moved), often: notifiedTooOften(moved) }).toEqual({
      missed: [],
      falseAlarms: [],
      often: [],
    });
  });

  test('without recording rules the alerts say the same', async () => {
    const raw = await replayed({ intervals: [15, 60], props: { recordingRules: false } });
    const recorded = hardened.filter(({ interval }) => interval === 15 || interval === 60);

    expect(raw).toEqual(recorded);
  });

  test('workers that expose only what the library does still tell everything but a slow projection', async () => {
    const outcomes = await replayed({ libraryOnly: true });

    expect(falseAlarms(outcomes)).toEqual([]);
    expect(missed(outcomes)).toEqual(INTERVALS.map((interval) => `slow-handler at ${interval} s: slow-projection`));
  });

  test("docs/alerts.md shows what replaying gives, upstream's numbers among it; else run `npm run docs`", () => {
    const page = readFileSync(join(__dirname, '../../docs/alerts.md'), 'utf8');

    expect(scenariosOf(page)).toBe(scenariosPart([...hardened, ...upstream], PAGE_PROFILES, INTERVALS));
    expect(summarize(upstream).found).toBeLessThan(summarize(hardened).found / 2);
    expect(summarize(upstream).falseAlarms).toBeGreaterThan(0);
  });
});
