/** A real etcd, which the API server keeps its objects in. */
import { join } from 'node:path';

import { freePort, startProcess, type ServerProcess } from '../server-process';

/** An etcd that runs. */
export interface RunningEtcd {
  readonly url: string;
  /**
   * Writes an object past the API server, which hands out whatever it finds. For objects that Kubernetes' own controllers write in a real
   * cluster, and that the API refuses here only because their addresses are loopback ones.
   *
   * @param key - for instance `/registry/endpointslices/<namespace>/<name>`
   */
  readonly put: (key: string, object: object) => Promise<void>;
  readonly stop: ServerProcess['stop'];
}

/** Starts one that keeps its data in a folder. Rejects when it is not ready within 20 s. */
export async function startEtcd(folder: string): Promise<RunningEtcd> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peers = `http://127.0.0.1:${await freePort()}`;
  const server = startProcess({
    name: 'etcd',
    program: 'etcd',
    args: [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      '--log-level=warn',
    ],
  });
  try {
    await server.until('is ready', async () => (await fetch(`${url}/health`)).ok);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  return {
    url,
    put: async (key, object) => {
      const body = JSON.stringify({ key: base64(key), value: base64(JSON.stringify(object)) });
      const response = await fetch(`${url}/v3/kv/put`, { method: 'POST', body });
      if (!response.ok) {
        throw new Error(`etcd answered ${response.status}: ${await response.text()}`);
      }
    },
    stop: server.stop,
  };
}
