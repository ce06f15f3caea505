/** A real Alertmanager on the loopback interface, and a receiver of ours that writes down what it is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { toYaml } from '../../lib';
import { freePort, startProcess, Teardown } from './server-process';
import { findTool } from './tools';

/** Labels of one alert. */
export type Labels = Readonly<Record<string, string>>;

/** One alert of one notification. */
export interface Notified {
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An Alertmanager that runs. */
export interface RunningAlertmanager {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Its configuration file. */
  readonly configFile: string;
  /** Posts alerts as Prometheus does: they fire, or have just ended. */
  readonly post: (firing: readonly Labels[], ended: readonly Labels[]) => Promise<void>;
  /** Labels of the alerts that the receiver was told of, without repetition, in the order in which it was. */
  readonly notified: () => readonly Labels[];
  /** Everything that the receiver was told, in order, repetitions too. */
  readonly notifications: () => readonly Notified[];
  /** Names of the alerts that Alertmanager knows of and keeps back for an inhibition. */
  readonly inhibited: () => Promise<readonly string[]>;
  /** Ends the process and the receiver, and removes what they wrote. */
  readonly stop: () => Promise<void>;
}

/** Name of Alertmanager's program: Debian's own for it, where it is installed. */
export const ALERTMANAGER =
  findTool('prometheus-alertmanager') === undefined ? 'alertmanager' : 'prometheus-alertmanager';

/** Milliseconds after which a group of alerts is notified. Each alert is a group of its own. */
export const GROUP_WAIT = 600;

/**
 * Starts an Alertmanager with a part of its configuration, such as `inhibit_rules`. Rejects when it is not ready within 20 s.
 *
 * @param groupWait - milliseconds after which an alert is notified
 */
export async function startAlertmanager(
  program: string,
  part: object,
  groupWait = GROUP_WAIT,
): Promise<RunningAlertmanager> {
  const teardown = new Teardown();
  try {
    const told: Notified[] = [];
    const receiver = createReceiver(told);
    const receiverPort = await listen(receiver);
    teardown.add(async () => {
      await new Promise((resolve) => receiver.close(resolve));
    });
    const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
    teardown.add(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const address = `127.0.0.1:${await freePort()}`;
    const configFile = join(folder, 'alertmanager.yaml');
    const wait = `${groupWait}ms`;
    writeFileSync(
      configFile,
      toYaml({
        route: { receiver: 'test', group_by: ['...'], group_wait: wait, group_interval: wait, repeat_interval: '1h' },
        receivers: [{ name: 'test', webhook_configs: [{ url: `http://127.0.0.1:${receiverPort}/` }] }],
        ...part,
      }),
    );
    const server = startProcess({
      name: 'Alertmanager',
      program,
      args: [
        `--config.file=${configFile}`,
        `--storage.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        // Empty: no cluster, no second port.
        '--cluster.listen-address=',
        '--log.level=warn',
      ],
    });
    teardown.add(server.stop);
    await server.until('is ready', async () => (await fetch(`http://${address}/-/ready`)).ok);
    return {
      address,
      configFile,
      post: (firing, ended) => post(address, firing, ended),
      notified: () => [
        ...new Map(
          told
            .filter(({ status }) => status === 'firing')
            .map(({ labels }): [string, Labels] => [JSON.stringify(labels), labels]),
        ).values(),
      ],
      notifications: () => [...told],
      inhibited: () => inhibited(address),
      stop: () => teardown.run(),
    };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

function createReceiver(told: Notified[]): Server {
  return createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      told.push(...(JSON.parse(body) as { alerts: readonly Notified[] }).alerts);
      response.end();
    });
  });
}

async function post(address: string, firing: readonly Labels[], ended: readonly Labels[]): Promise<void> {
  const now = Date.now();
  const alert = (labels: Labels, startsAt: number, endsAt: number): object => ({
    labels,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  });
  const response = await fetch(`http://${address}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([
      // From now: of an alert older than the group's wait, Alertmanager notifies at once, maybe before it knows what silences it.
      ...firing.map((labels) => alert(labels, now, now + 3_600_000)),
      ...ended.map((labels) => alert(labels, now - 1_000, now)),
    ]),
  });
  if (!response.ok) {
    throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
  }
}

async function inhibited(address: string): Promise<readonly string[]> {
  const response = await fetch(`http://${address}/api/v2/alerts?active=false&silenced=false`);
  const alerts = (await response.json()) as { labels: Labels; status: { inhibitedBy: readonly string[] } }[];
  return alerts
    .filter(({ status }) => status.inhibitedBy.length > 0)
    .map(({ labels }) => labels['alertname'] ?? '')
    .sort();
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}
