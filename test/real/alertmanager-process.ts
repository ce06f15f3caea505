/** A real Alertmanager on the loopback interface, and a receiver of ours that writes down what it is told. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { toYaml } from '../../lib';

/** Labels of one alert. */
export type Labels = Readonly<Record<string, string>>;

/** An Alertmanager that runs. */
export interface RunningAlertmanager {
  /** Its configuration file. */
  readonly configFile: string;
  /** Posts alerts as Prometheus does: they fire, or have just ended. */
  readonly post: (firing: readonly Labels[], ended: readonly Labels[]) => Promise<void>;
  /** Labels of the alerts that the receiver was told of, without repetition, in the order in which it was. */
  readonly notified: () => readonly Labels[];
  /** Ends the process and the receiver, and removes what they wrote. */
  readonly stop: () => Promise<void>;
}

/** Milliseconds after which a group of alerts is notified. Each alert is a group of its own. */
export const GROUP_WAIT = 300;

/** Starts an Alertmanager with a part of its configuration, such as `inhibit_rules`. Rejects when it is not ready within 20 s. */
export async function startAlertmanager(program: string, part: object): Promise<RunningAlertmanager> {
  const told = new Map<string, Labels>();
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const { alerts } = JSON.parse(body) as { alerts: { status: string; labels: Labels }[] };
      alerts
        .filter(({ status }) => status === 'firing')
        .forEach(({ labels }) => told.set(JSON.stringify(labels), labels));
      response.end();
    });
  });
  const receiverPort = await listen(receiver);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  const configFile = join(folder, 'alertmanager.yaml');
  const wait = `${GROUP_WAIT}ms`;
  writeFileSync(
    configFile,
    toYaml({
      route: { receiver: 'test', group_by: ['...'], group_wait: wait, group_interval: wait, repeat_interval: '1h' },
      receivers: [{ name: 'test', webhook_configs: [{ url: `http://127.0.0.1:${receiverPort}/` }] }],
      ...part,
    }),
  );
  const child = spawn(
    program,
    [
      `--config.file=${configFile}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // Empty: no cluster, no second port.
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8');
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await end(child);
    await new Promise((resolve) => receiver.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(`${url}/-/ready`, child);
  } catch (error) {
    await stop();
    throw new Error(`Alertmanager did not start:\n${log}`, { cause: error });
  }
  return { configFile, post: (firing, ended) => post(url, firing, ended), notified: () => [...told.values()], stop };
}

async function post(url: string, firing: readonly Labels[], ended: readonly Labels[]): Promise<void> {
  const now = Date.now();
  const alert = (labels: Labels, endsAt: number): object => ({
    labels,
    startsAt: new Date(now - 1_000).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  });
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([
      ...firing.map((labels) => alert(labels, now + 3_600_000)),
      ...ended.map((labels) => alert(labels, now)),
    ]),
  });
  if (!response.ok) {
    throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) {
      throw new Error(`Alertmanager ended with ${child.exitCode}`);
    }
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) {
      return;
    }
    await pause(100);
  }
  throw new Error('Alertmanager is not ready after 20 s');
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** Waits for some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
