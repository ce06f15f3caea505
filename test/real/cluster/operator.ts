/** The real prometheus-operator beside a cluster, and what it makes for the Prometheus that it would run. */
import { gunzipSync } from 'node:zlib';

import { parse } from 'yaml';

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
  const configuration = await unzipped(cluster, `${core}/secrets/prometheus-${name}`, 'prometheus.yaml.gz');
  const { items } = (await cluster.api<{ items: readonly Data[] }>(
    `${core}/configmaps?labelSelector=${encodeURIComponent(`prometheus-name=${name}`)}`,
  ))!;
  return {
    configuration,
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

/** The inhibitions that the operator has made for an Alertmanager object. Rejects where there are none after a minute. */
export async function generatedInhibitions(
  cluster: Cluster,
  operator: RunningOperator,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<readonly object[]> {
  const path = `/api/v1/namespaces/${namespace}/secrets/alertmanager-${name}-generated`;
  let text = '';
  const inhibitions = (): readonly object[] =>
    (parse(text) as { inhibit_rules?: readonly object[] }).inhibit_rules ?? [];
  await waitUntil(
    `the configuration of Alertmanager ${namespace}/${name}`,
    async () => {
      text = await unzipped(cluster, path, 'alertmanager.yaml.gz');
      return inhibitions().length > 0;
    },
    { seconds: 60, details: () => `${text}\n${operator.log()}` },
  );
  return inhibitions();
}

async function unzipped(cluster: Cluster, path: string, key: string): Promise<string> {
  const zipped = (await cluster.api<Data>(path))?.data?.[key];
  if (zipped === undefined) {
    throw new Error(`there is no ${key} in ${path}`);
  }
  return gunzipSync(Buffer.from(zipped, 'base64')).toString('utf8');
}
