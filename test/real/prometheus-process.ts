/** A real Prometheus on the loopback interface. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toYaml } from '../../lib';
import { pause } from './alertmanager-process';

/** A Prometheus that runs. */
export interface RunningPrometheus {
  readonly url: string;
  /** Waits until a query gives something; rejects after 20 s. */
  readonly until: (expression: string) => Promise<void>;
  /** Waits until every rule has been evaluated. */
  readonly untilEvaluated: () => Promise<void>;
  /** Ends the process, and removes what it wrote. */
  readonly stop: () => Promise<void>;
}

/** What a Prometheus is to do. */
export interface PrometheusSetup {
  readonly job: string;
  readonly targets: readonly string[];
  /** Content of a rule file; none without. */
  readonly rules?: string;
}

/** As much of the API's answers as is looked at here. */
interface ApiData {
  readonly result: readonly object[];
  readonly groups: readonly { readonly rules: readonly { readonly health: string }[] }[];
}

/** Starts a Prometheus that scrapes and evaluates every second. Rejects when it is not ready within 20 s. */
export async function startPrometheus(
  program: string,
  { job, targets, rules }: PrometheusSetup,
): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const configFile = join(folder, 'prometheus.yaml');
  writeFileSync(
    configFile,
    toYaml({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      ...(rules === undefined ? {} : { rule_files: ['rules.yaml'] }),
      scrape_configs: [{ job_name: job, static_configs: [{ targets }] }],
    }),
  );
  if (rules !== undefined) {
    writeFileSync(join(folder, 'rules.yaml'), rules);
  }
  const port = await freePort();
  const child = spawn(
    program,
    [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8');
  });
  const url = `http://127.0.0.1:${port}`;
  const waitFor = async (what: string, isDone: () => Promise<boolean>): Promise<void> => {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (child.exitCode !== null) {
        throw new Error(`Prometheus ended with ${child.exitCode}:\n${log}`);
      }
      if (await isDone().catch(() => false)) {
        return;
      }
      await pause(100);
    }
    throw new Error(`${what} is not so after 20 s:\n${log}`);
  };
  const api = async (path: string) => ((await (await fetch(url + path)).json()) as { data: ApiData }).data;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitFor('Prometheus is ready', async () => (await fetch(`${url}/-/ready`)).ok);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    until: (expression) =>
      waitFor(expression, async () => {
        const { result } = await api(`/api/v1/query?query=${encodeURIComponent(expression)}`);
        return result.length > 0;
      }),
    untilEvaluated: () =>
      waitFor('every rule evaluated', async () => {
        const { groups } = await api('/api/v1/rules');
        return groups.every(({ rules: list }) => list.every(({ health }) => health !== 'unknown'));
      }),
    stop,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
