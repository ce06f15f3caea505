/** Workers that are none: they expose what recorded workers exposed at the end of a recording, and count on from there. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { METRICS, type Metric } from '../../lib';
import type { Recording, Series } from '../scenarios/scenario';

/** Workers of one recording, each at an address of its own. */
export interface RunningWorkers {
  /** `127.0.0.1:port` of each. */
  readonly addresses: readonly string[];
  readonly stop: () => Promise<void>;
}

const COUNTERS = new Set(
  Object.values<Metric>(METRICS).flatMap(({ name, type }) =>
    type === 'counter' ? [name] : type === 'histogram' ? [`${name}_count`, `${name}_sum`, `${name}_bucket`] : [],
  ),
);

/** Starts one server for each instance of a recording that was up at its end. Events go on as fast as they were recorded. */
export async function startWorkers({ series }: Recording): Promise<RunningWorkers> {
  const instances = [...new Set(series.map(({ labels }) => labels['instance'] ?? ''))];
  const servers: Server[] = [];
  const addresses: string[] = [];
  for (const instance of instances) {
    const own = series.filter(({ labels }) => labels['instance'] === instance && labels['__name__'] !== 'up');
    const started = Date.now();
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(own.map((one) => line(one, started)).join(''));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    addresses.push(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  return {
    addresses,
    stop: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** The last sample of a series in Prometheus's text format; nothing where the series had ended. */
function line({ labels, values }: Series, started: number): string {
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
  const pairs = Object.entries(others).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
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
