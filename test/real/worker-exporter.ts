/** Workers that are none: they expose what recorded workers exposed at the end of a recording, and count on from there. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS } from '../../lib';
import type { Metric } from '../../lib/orchestrator';
import type { Recording, Series } from '../scenarios/scenario';

/** Workers of one recording, each at an address of its own. */
export interface RunningWorkers {
  /** `127.0.0.1:port` of each. */
  readonly addresses: readonly string[];
  readonly stop: () => Promise<void>;
}

/** One worker that runs. */
export interface RunningWorker {
  readonly host: '127.0.0.1' | '::1';
  readonly port: number;
  /** Both, as Prometheus writes them. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

const COUNTERS = new Set(
  Object.values<Metric>(METRICS).flatMap(({ name, type }) =>
    type === 'counter' ? [name] : type === 'histogram' ? [`${name}_count`, `${name}_sum`, `${name}_bucket`] : [],
  ),
);

/** Starts one server for each instance of a recording that was up at its end. Events go on as fast as they were recorded. */
export async function startWorkers(recording: Recording): Promise<RunningWorkers> {
  const workers: RunningWorker[] = [];
  for (const series of workersOf(recording)) {
    workers.push(await startWorker(series, '127.0.0.1'));
  }
  return {
    addresses: workers.map(({ address }) => address),
    stop: async () => {
      for (const { stop } of workers) {
        await stop();
      }
    },
  };
}

/** What each recorded worker exposed of itself. */
export function workersOf({ series }: Recording): readonly (readonly Series[])[] {
  const instances = [...new Set(series.map(({ labels }) => labels['instance'] ?? ''))];
  return instances.map((instance) =>
    series.filter(({ labels }) => labels['instance'] === instance && labels['__name__'] !== 'up'),
  );
}

/** Starts a single worker, at a free port of a loopback address. It answers to `/metrics` and to nothing else. */
export async function startWorker(
  series: readonly Series[],
  host: '127.0.0.1' | '::1',
  replicaSet?: string,
): Promise<RunningWorker> {
  const started = Date.now();
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/metrics' ? 200 : 404;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(request.url === '/metrics' ? series.map((one) => line(one, started, replicaSet)).join('') : '');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    host,
    port,
    address: host === '::1' ? `[::1]:${port}` : `${host}:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The last sample of a series in Prometheus's text format; nothing where the series had ended. */
function line({ labels, values }: Series, started: number, replicaSet: string | undefined): string {
  const last = values.at(-1)?.[1];
  const { __name__: name = '', job: _job, instance: _instance, ...others } = labels;
  if (typeof last !== 'number') {
    return '';
  }
  // A process that is as old as the recording, whenever it was made.
  const value =
    name === 'process_start_time_seconds'
      ? started / 1_000 - 3_600
      : last + (COUNTERS.has(name) ? slope(values) * ((Date.now() - started) / 1_000) : 0);
  const renamed =
    replicaSet === undefined || others['replica_set'] === undefined ? others : { ...others, replica_set: replicaSet };
  const pairs = Object.entries(renamed).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `${name}{${pairs.join(',')}} ${value}\n`;
}

/** Growth a second over the last samples. */
function slope(values: Series['values']): number {
  const numbers = values.slice(-5).flatMap(([time, value]) => (typeof value === 'number' ? [{ time, value }] : []));
  const [first, last] = [numbers[0], numbers.at(-1)];
  return first === undefined || last === undefined || last.time === first.time
    ? 0
    : Math.max(0, (last.value - first.value) / (last.time - first.time));
}
