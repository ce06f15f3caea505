/** A real cluster without nodes: etcd, API server, the operators' object definitions, and an administrator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Teardown, waitUntil } from '../server-process';
import { startApiServer } from './api-server';
import { startEtcd, type RunningEtcd } from './etcd';
import { folderOf, GO_TOOLS, type GoTool } from './go-tools';
import { kubectlAs, type Kubectl, type KubectlVerdict } from './kubectl';

/** A Kubernetes object, as it is written and as the API gives it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A cluster that runs. */
export interface Cluster {
  /** As an administrator. */
  readonly kubectl: Kubectl;
  /** Where whoever talks to the API is the administrator: `http://127.0.0.1:port`. */
  readonly url: string;
  readonly etcd: RunningEtcd;
  /** Asks the API; undefined where it answers that there is no such thing. Rejects with what it says where it refuses. */
  readonly api: <TAnswer>(path: string, request?: ApiRequest) => Promise<TAnswer | undefined>;
  /** Creates or changes objects as a user's `kubectl apply --server-side --validate=strict` does. Rejects where one is refused. */
  readonly apply: (objects: readonly KubernetesObject[]) => Promise<void>;
  /** Makes namespaces; pods in them are held to the restricted security standard by warnings, unless told otherwise. */
  readonly createNamespaces: (names: Iterable<string>) => Promise<void>;
  /** Opens the API to a program with no more rights than a service account has: its address. */
  readonly proxyAs: (namespace: string, serviceAccount: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** A request that changes something. */
export interface ApiRequest {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly body?: object;
}

/** Starts a cluster. It takes some ten seconds; rejects where a part of it does not come up, and leaves nothing behind then. */
export async function startCluster(): Promise<Cluster> {
  const teardown = new Teardown();
  try {
    const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
    teardown.add(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const etcd = await startEtcd(folder);
    teardown.add(etcd.stop);
    const server = await startApiServer(etcd.url, folder);
    teardown.add(server.stop);
    const kubectl = kubectlAs('admin', server.adminToken, server.url, folder);
    const { url, stop } = await kubectl.proxy();
    teardown.add(stop);
    await defineOperatorObjects(kubectl);
    return {
      kubectl,
      url,
      etcd,
      api: (path, request) => ask(url, path, request),
      apply: async (objects) => {
        const { status, output } = await applyStrictly(kubectl, objects);
        if (status !== 0) {
          throw new Error(`kubectl apply ended with ${status}:\n${output}`);
        }
      },
      createNamespaces: async (names) => {
        for (const name of names) {
          await ask(url, '/api/v1/namespaces', {
            method: 'POST',
            body: {
              apiVersion: 'v1',
              kind: 'Namespace',
              metadata: { name, labels: { 'pod-security.kubernetes.io/warn': 'restricted' } },
            },
          });
        }
      },
      proxyAs: async (namespace, serviceAccount) => {
        const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
        const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
        const answer = await ask<{ status: { token: string } }>(url, path, { method: 'POST', body });
        if (answer === undefined) {
          throw new Error(`no service account ${namespace}/${serviceAccount}`);
        }
        const { token } = answer.status;
        const proxy = await kubectlAs(`${namespace}-${serviceAccount}`, token, server.url, folder).proxy();
        teardown.add(proxy.stop);
        return proxy.url;
      },
      stop: () => teardown.run(),
    };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

/** `kubectl apply`, with unknown fields refused by the server: of objects, or of a YAML text as it was written. */
export function applyStrictly(
  kubectl: Kubectl,
  objects: string | readonly KubernetesObject[],
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<KubectlVerdict> {
  const text =
    typeof objects === 'string'
      ? objects
      : JSON.stringify(objects.length === 1 ? objects[0] : { apiVersion: 'v1', kind: 'List', items: objects });
  const options = ['--server-side', '--validate=strict', ...(dryRun ? ['--dry-run=server'] : [])];
  return kubectl.run(['apply', ...options, '-f', '-'], text);
}

/** As it is written in a path of the API, for instance `/apis/apps/v1/namespaces/<namespace>/deployments`. */
async function ask<TAnswer>(url: string, path: string, request?: ApiRequest): Promise<TAnswer | undefined> {
  const response = await fetch(url + path, {
    method: request?.method ?? 'GET',
    headers: {
      'content-type': request?.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
    },
    ...(request?.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  if (response.status === 404) {
    return undefined;
  }
  if (!response.ok) {
    throw new Error(`the API answered ${response.status} to ${path}: ${await response.text()}`);
  }
  return (await response.json()) as TAnswer;
}

/** Makes the objects of both operators known, as their own modules define them. */
async function defineOperatorObjects(kubectl: Kubectl): Promise<void> {
  for (const tool of [GO_TOOLS.prometheusOperatorObjects, GO_TOOLS.grafanaOperatorObjects]) {
    await defineObjects(kubectl, tool);
  }
  const wait = ['wait', '--for=condition=Established', 'customresourcedefinitions', '--all', '--timeout=60s'];
  const { status, output } = await kubectl.run(wait);
  if (status !== 0) {
    throw new Error(`object definitions are not established:\n${output}`);
  }
  // Established, yet not among what the server says it has: kubectl would not find the kind.
  await waitUntil(
    'the operators’ objects are known',
    async () => (await kubectl.run(['get', 'prometheusrules,grafanadashboards', '--all-namespaces'])).status === 0,
    { seconds: 30 },
  );
}

/** Makes kinds of objects known, or known anew as another version of their operator has them. */
export async function defineObjects(kubectl: Kubectl, tool: GoTool): Promise<void> {
  const { status, output } = await kubectl.run(['apply', '--server-side', '-f', folderOf(tool)]);
  if (status !== 0) {
    throw new Error(`object definitions were refused:\n${output}`);
  }
}
