/** A real Prometheus that holds recordings, one after the other, with hours in between. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startOf } from '../scenarios/promtool-replay';
import { metricOf, type Recording, type Series } from '../scenarios/scenario';
import { recordingPasses } from './recording-passes';
import { freePort, startProcess } from './server-process';

const run = promisify(execFile);

/** When the first recording begins, in Unix seconds, and how far apart they are: further than anything looks back. */
const FIRST = 1_700_000_000 - (1_700_000_000 % 7_200);
const APART = 8 * 3_600;

/** How often rules are evaluated, and how long a sample counts that is the last one of its series. */
interface Pace {
  readonly evaluation: string;
  readonly lookback: string;
}

/** Of recordings: the text that blocks are made of cannot say that a series ended, so nothing is looked back for longer than a few scrapes. */
const CLOSE: Pace = { evaluation: '5s', lookback: '18s' };

/** A series of the API's answers: its labels, and its value or values. */
export interface FoundSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [time: number, value: string];
  readonly values?: readonly (readonly [time: number, value: string])[];
}

/** A recording within the Prometheus: from when to when, in Unix seconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Prometheus with recordings. Everything rejects with Prometheus's own message where it refuses. */
export interface RecordedPrometheus {
  readonly stretches: readonly Stretch[];
  readonly instant: (expression: string, time: number) => Promise<readonly FoundSeries[]>;
  readonly range: (expression: string, stretch: Stretch, step: number) => Promise<readonly FoundSeries[]>;
  /** What Grafana asks for `label_values(selector, label)`. */
  readonly labelValues: (selector: string, label: string, stretch: Stretch) => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts it. `rulesOf` gives the rule file of a recording, whose recording rules are evaluated over it every few seconds, whatever their
 * groups say: results must be closer to each other than this Prometheus looks back. Alerts in it are not evaluated.
 */
export async function startRecorded(
  tools: { readonly prometheus: string; readonly promtool: string },
  recordings: readonly Recording[],
  rulesOf: (recording: Recording) => string,
  pace: Pace = CLOSE,
): Promise<RecordedPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(folder, 'prometheus.yaml'), '{}\n');
  const stretches = recordings.map(({ duration }, index) => ({
    from: FIRST + index * APART,
    to: FIRST + index * APART + duration,
  }));
  for (const [index, recording] of recordings.entries()) {
    const file = join(folder, 'samples.txt');
    writeFileSync(file, openMetrics(recording, stretches[index]!.from));
    await run(tools.promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, data]);
  }
  const passes = recordings.map((recording) => recordingPasses(rulesOf(recording), pace.evaluation));
  for (let pass = 0; passes.some((each) => pass < each.length); pass += 1) {
    await record(tools, { folder, data, stretches, pace }, (index) => passes[index]?.[pass]);
  }
  const server = await startServer(tools.prometheus, folder, data, pace);
  const { url } = server;
  return {
    stretches,
    instant: async (query, time) =>
      ((await ask(`${url}/api/v1/query`, { query, time })) as { result: FoundSeries[] }).result,
    range: async (query, { from, to }, step) =>
      ((await ask(`${url}/api/v1/query_range`, { query, start: from, end: to, step })) as { result: FoundSeries[] })
        .result,
    labelValues: async (selector, label, { from, to }) =>
      (await ask(
        `${url}/api/v1/label/${label}/values`,
        { 'match[]': selector, start: from, end: to },
        'GET',
      )) as string[],
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Evaluates rules, a file for each recording, with the blocks that there are; afterwards there are more. */
async function record(
  tools: { readonly prometheus: string; readonly promtool: string },
  where: {
    readonly folder: string;
    readonly data: string;
    readonly stretches: readonly Stretch[];
    readonly pace: Pace;
  },
  rulesOf: (index: number) => string | undefined,
): Promise<void> {
  const file = join(where.folder, 'rules.yaml');
  const server = await startServer(tools.prometheus, where.folder, where.data, where.pace);
  try {
    for (const [index, { from, to }] of where.stretches.entries()) {
      const rules = rulesOf(index);
      if (rules === undefined) {
        continue;
      }
      writeFileSync(file, rules);
      const times = [`--start=${from}`, `--end=${to}`];
      const places = [`--url=${server.url}`, `--output-dir=${where.data}`, file];
      await run(tools.promtool, ['tsdb', 'create-blocks-from', 'rules', ...times, ...places]);
    }
  } finally {
    await server.stop();
  }
}

async function ask(url: string, fields: Readonly<Record<string, string | number>>, method = 'POST'): Promise<unknown> {
  const body = new URLSearchParams(
    Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
  );
  const response = method === 'GET' ? await fetch(`${url}?${body.toString()}`) : await fetch(url, { method, body });
  const answer = (await response.json()) as { status: string; data: unknown; error?: string };
  if (answer.status !== 'success') {
    throw new Error(`${answer.error ?? 'refused'}: ${fields['query'] ?? ''}`);
  }
  return answer.data;
}

/** The recording as text that promtool makes blocks of. Start times of processes move with the recording. */
function openMetrics(recording: Recording, from: number): string {
  const moved = from - startOf(recording);
  const lines = recording.series.flatMap((series) => {
    const shift = metricOf(series) === 'process_start_time_seconds' ? moved : 0;
    return series.values.flatMap(([time, value]) =>
      value === null
        ? []
        : [`${selectorOf(series)} ${value === 'NaN' ? value : value + shift} ${(from + time).toFixed(3)}`],
    );
  });
  return `${lines.join('\n')}\n# EOF\n`;
}

function selectorOf({ labels: { __name__: name = '', ...labels } }: Series): string {
  const written = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${written.join(',')}}`;
}

interface Server {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function startServer(program: string, folder: string, data: string, { lookback }: Pace): Promise<Server> {
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const server = startProcess({
    name: 'Prometheus',
    program,
    args: [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      // Blocks that are put together would answer for the labels of several recordings at once.
      '--storage.tsdb.min-block-duration=2h',
      '--storage.tsdb.max-block-duration=2h',
      `--query.lookback-delta=${lookback}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
  });
  try {
    await server.until('is ready', async () => (await fetch(`${url}/-/ready`)).ok);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, stop: server.stop };
}
