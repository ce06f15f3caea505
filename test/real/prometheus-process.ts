/** A real Prometheus on the loopback interface. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { toYaml } from '../../lib';
import { freePort, startProcess, Teardown } from './server-process';

/** A Prometheus that runs. */
export interface RunningPrometheus {
  readonly url: string;
  /** Waits until a query gives something; rejects after 20 s unless told. */
  readonly until: (expression: string, seconds?: number) => Promise<void>;
  /** Waits until every rule has been evaluated. */
  readonly untilEvaluated: () => Promise<void>;
  /** What the API answers to a path, without its envelope. */
  readonly api: <TData>(path: string) => Promise<TData>;
  /** The series that an expression gives now. */
  readonly query: (expression: string) => Promise<readonly QueriedSeries[]>;
  /** Ends the process, and removes what it wrote. */
  readonly stop: () => Promise<void>;
}

/** A series of an answer. */
export interface QueriedSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** What a Prometheus is to do. */
export interface PrometheusSetup {
  readonly job: string;
  readonly targets: readonly string[];
  /** Content of a rule file; none without. */
  readonly rules?: string;
}

/** As much of the answer about rules as is looked at here. */
interface RulesAnswer {
  readonly groups: readonly { readonly rules: readonly { readonly health: string }[] }[];
}

/** Starts a Prometheus that scrapes and evaluates every second. Rejects when it is not ready within 20 s. */
export function startPrometheus(program: string, { job, targets, rules }: PrometheusSetup): Promise<RunningPrometheus> {
  const configuration = toYaml({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    ...(rules === undefined ? {} : { rule_files: ['rules.yaml'] }),
    scrape_configs: [{ job_name: job, static_configs: [{ targets }] }],
  });
  return startConfigured(program, configuration, rules === undefined ? {} : { 'rules.yaml': rules });
}

/**
 * Starts a Prometheus with a whole configuration. Rejects when it is not ready within 20 s.
 *
 * @param configuration - content of the configuration file, or what makes it for the folder that it lies in
 * @param files - contents of the files that it refers to, by their paths beside it
 */
export async function startConfigured(
  program: string,
  configuration: string | ((folder: string) => string),
  files: Readonly<Record<string, string>>,
): Promise<RunningPrometheus> {
  const teardown = new Teardown();
  try {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    teardown.add(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const configFile = join(folder, 'prometheus.yaml');
    writeFileSync(configFile, typeof configuration === 'string' ? configuration : configuration(folder));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const address = `127.0.0.1:${await freePort()}`;
    const url = `http://${address}`;
    const server = startProcess({
      name: 'Prometheus',
      program,
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=warn',
      ],
    });
    teardown.add(server.stop);
    await server.until('is ready', async () => (await fetch(`${url}/-/ready`)).ok);
    const api = async <TData>(path: string): Promise<TData> => {
      const answer = (await (await fetch(url + path)).json()) as { status: string; data: TData; error?: string };
      if (answer.status !== 'success') {
        throw new Error(`${answer.error ?? 'refused'}: ${path}`);
      }
      return answer.data;
    };
    const query = async (expression: string): Promise<readonly QueriedSeries[]> =>
      (await api<{ result: readonly QueriedSeries[] }>(`/api/v1/query?query=${encodeURIComponent(expression)}`)).result;
    return {
      url,
      api,
      query,
      until: (expression, seconds) =>
        server.until(expression, async () => (await query(expression)).length > 0, seconds),
      // Groups begin somewhere within their interval, and the longest is a minute.
      untilEvaluated: () =>
        server.until(
          'every rule evaluated',
          async () => {
            const { groups } = await api<RulesAnswer>('/api/v1/rules');
            return groups.every(({ rules: list }) => list.every(({ health }) => health !== 'unknown'));
          },
          // Some groups are due every three minutes.
          200,
        ),
      stop: () => teardown.run(),
    };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}
