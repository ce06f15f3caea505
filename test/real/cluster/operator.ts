/** The real prometheus-operator beside a cluster, and what it makes for the Prometheus that it would run. */
import { gunzipSync } from 'node:zlib';

import { freePort, startProcess, waitUntil, type ServerProcess } from '../server-process';
import type { Cluster } from './cluster';
import { GO_TOOLS, programOf } from './go-tools';

/** An operator that runs. */
export interface RunningOperator {
  readonly log: ServerProcess['log'];
  readonly stop: ServerProcess['stop'];
}

/** Starts one that looks after a cluster. Rejects when it is not ready within a minute. */
export async function startOperator({ url }: Cluster): Promise<RunningOperator> {
  const address = `127.0.0.1:${await freePort()}`;
  const server = startProcess({
    name: 'prometheus-operator',
    program: programOf(GO_TOOLS.prometheusOperator, 'operator'),
    args: [`--apiserver=${url}`, `--web.listen-address=${address}`, '--kubelet-endpoints=false', '--log-level=warn'],
  });
  try {
    await server.until('is ready', async () => (await fetch(`http://${address}/healthz`)).ok, 60);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { log: server.log, stop: server.stop };
}

/** What the operator mounts into the pods of a Prometheus object. */
export interface GeneratedFiles {
  /** The configuration. */
  readonly configuration: string;
  /** Rule files, by their names. */
  readonly rules: Readonly<Record<string, string>>;
}

/** As much of ConfigMaps and Secrets as is read here. */
interface Data {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * What the operator has made by now for a Prometheus object. Rejects where there is nothing yet.
 *
 * @param name - of the Prometheus object
 */
export async function generatedFiles(cluster: Cluster, namespace: string, name: string): Promise<GeneratedFiles> {
  const core = `/api/v1/namespaces/${namespace}`;
  const secret = await cluster.api<Data>(`${core}/secrets/prometheus-${name}`);
  const zipped = secret?.data?.['prometheus.yaml.gz'];
  if (zipped === undefined) {
    throw new Error(`the operator has made no configuration for ${namespace}/${name}`);
  }
  const { items } = (await cluster.api<{ items: readonly Data[] }>(
    `${core}/configmaps?labelSelector=${encodeURIComponent(`prometheus-name=${name}`)}`,
  ))!;
  return {
    configuration: gunzipSync(Buffer.from(zipped, 'base64')).toString('utf8'),
    rules: Object.assign({}, ...items.map(({ data }) => data ?? {})) as Readonly<Record<string, string>>,
  };
}

/** Waits until what the operator has made is as it should be, and gives it. Rejects after a minute, with the operator's log. */
export async function generatedFilesWhere(
  cluster: Cluster,
  operator: RunningOperator,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  isSo: (files: GeneratedFiles) => boolean,
): Promise<GeneratedFiles> {
  let files: GeneratedFiles = { configuration: '', rules: {} };
  await waitUntil(
    `the files of Prometheus ${namespace}/${name}`,
    async () => {
      files = await generatedFiles(cluster, namespace, name);
      return isSo(files);
    },
    {
      seconds: 60,
      details: () => `${files.configuration}\n${Object.keys(files.rules).join('\n')}\n${operator.log()}`,
    },
  );
  return files;
}
