/** Every recording of the real orchestrator, replayed with the real promtool: what the alerts are worth. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PAGE_PROFILES, scenariosOf, scenariosPart } from '../../tools/pages/alerts-page-scenarios';
import { falseAlarms, missed, notifiedTooOften } from '../scenarios/complaints';
import { INTERVALS, run, summarize, type Outcome, type RunOptions } from '../scenarios/run';
import { loadRecordings, type Recording } from '../scenarios/scenario';
import { requireTool } from './tools';

// 24 recordings at four intervals take half a minute of two cores, and a busy machine may have less.
jest.setTimeout(600_000);

/** What no metric tells from an idle night: see `inputNeverPausesFor`. */
const UNTOLD = 'checkpoint-lock';

const of = (name: string): readonly Recording[] => recordings.filter((recording) => recording.name === name);

const at = (intervals: readonly number[], recording: string, kind: string): readonly string[] =>
  intervals.map((interval) => `${recording} at ${interval} s: ${kind}`);

const recordings = loadRecordings();

const replayed = (options: Partial<RunOptions> = {}): Promise<readonly Outcome[]> =>
  run(recordings, { profile: 'hardened', intervals: INTERVALS, ...options });

requireTool('promtool')('the recorded faults', () => {
  let hardened: readonly Outcome[] = [];
  let upstream: readonly Outcome[] = [];
  let library: readonly Outcome[] = [];
  beforeAll(async () => {
    hardened = await replayed();
    upstream = await replayed({ profile: 'upstream' });
    library = await replayed({ libraryOnly: true });
  });

  test('there is something to find, and something to be silent about, at every interval', () => {
    for (const interval of INTERVALS) {
      const outcomes = hardened.filter((outcome) => outcome.interval === interval);
      expect(outcomes.filter(({ faults }) => faults.length > 0).length).toBeGreaterThanOrEqual(9);
      expect(outcomes.filter(({ faults }) => faults.length === 0).length).toBeGreaterThanOrEqual(4);
    }
  });

  test('every fault is found by an alert whose text leads to it, but the one that no metric shows', () => {
    expect(missed(hardened)).toEqual(at(INTERVALS.slice(1), UNTOLD, 'projections-standing'));
  });

  test('that one, too, where somebody said that the input never pauses; and no bursts are taken for it', async () => {
    const told = await run([...of(UNTOLD), ...of('backlog-and-bursts')], {
      profile: 'hardened',
      intervals: [15, 60],
      replicaSetProps: { inputNeverPausesFor: '5m' },
    });

    expect(falseAlarms(told)).toEqual([]);
    expect(told.flatMap(({ faults }) => faults.map(({ alert }) => alert))).toEqual(
      [15, 60].map(() => 'OrchestratorNoEventsHandled'),
    );
  });

  test('nothing above info fires outside faults', () => {
    expect(falseAlarms(hardened)).toEqual([]);
  });

  test('half of the faults are found within two minutes where scrapes are as they were recorded', () => {
    const native = recordings.flatMap(({ name, scrapeInterval }) =>
      hardened.filter(({ recording, interval }) => recording === name && interval === scrapeInterval),
    );

    expect(native).toHaveLength(recordings.length);
    expect(summarize(native).medianDelay).toBeLessThanOrEqual(120);
  });

  test('after inhibition nobody is told more than twice of one fault', () => {
    expect(notifiedTooOften(hardened)).toEqual([]);
  });

  test('the same holds when the scrapes fall at other moments', async () => {
    const moved = await replayed({ intervals: [15, 60], phase: 7 });

    expect({ missed: missed(moved), falseAlarms: falseAlarms(moved), often: notifiedTooOften(moved) }).toEqual({
      missed: at([15, 60], UNTOLD, 'projections-standing'),
      falseAlarms: [],
      often: [],
    });
  });

  test('without recording rules the alerts say the same', async () => {
    const raw = await replayed({ intervals: [15, 60], props: { recordingRules: false } });
    const recorded = hardened.filter(({ interval }) => interval === 15 || interval === 60);

    expect(raw).toEqual(recorded);
  });

  test('workers that expose only what the library does tell all but what projections and heartbeats would show', () => {
    expect(falseAlarms(library)).toEqual([]);
    expect(missed(library)).toEqual([
      ...at(INTERVALS.slice(1), UNTOLD, 'projections-standing'),
      ...at(INTERVALS.slice(1), 'slow-database', 'slow-database'),
      ...at(INTERVALS, 'slow-handler', 'slow-projection'),
    ]);
  });

  test('with Grafana’s alerting, which has no inhibition, nobody is told more than twice of one fault either', async () => {
    const outcomes = await replayed({ intervals: INTERVALS, props: { alerts: { evaluatedBy: 'grafana' } } });

    expect(falseAlarms(outcomes)).toEqual([]);
    expect(missed(outcomes)).toEqual(at(INTERVALS.slice(1), UNTOLD, 'projections-standing'));
    expect(notifiedTooOften(outcomes)).toEqual([]);
  });

  test('two Prometheus servers in one store alarm nobody, with and without a word in the configuration', async () => {
    for (const aggregateBy of [[], ['prometheus_replica']]) {
      const outcomes = await run(of('ha-pair-idle'), {
        profile: 'hardened',
        intervals: [15, 60],
        props: { aggregateBy },
      });
      expect(falseAlarms(outcomes)).toEqual([]);
    }
  });

  test("docs/alerts.md shows what replaying gives, upstream's numbers among it; else run `npm run docs`", () => {
    const page = readFileSync(join(__dirname, '../../docs/alerts.md'), 'utf8');

    expect(scenariosOf(page)).toBe(scenariosPart([...hardened, ...upstream], PAGE_PROFILES, INTERVALS, library));
    expect(summarize(upstream).found).toBeLessThan(summarize(hardened).found / 2);
    expect(summarize(upstream).falseAlarms).toBeGreaterThan(0);
  });
});
