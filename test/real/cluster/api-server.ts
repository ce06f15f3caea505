/** A real kube-apiserver: everything that it checks, stores and hands out, with neither nodes nor controllers behind it. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';

import { freePort, startProcess, type ServerProcess } from '../server-process';
import { GO_TOOLS, programOf } from './go-tools';

/** An API server that runs. */
export interface RunningApiServer {
  /** With TLS; the certificate is `certificates/apiserver.crt` in the folder. */
  readonly url: string;
  /** Stands for a user who may do everything. Made for this process alone. */
  readonly adminToken: string;
  readonly log: ServerProcess['log'];
  readonly stop: ServerProcess['stop'];
}

/** Starts one with its objects in an etcd and its files in a folder. Rejects when it is not ready within a minute. */
export async function startApiServer(etcd: string, folder: string): Promise<RunningApiServer> {
  const adminToken = randomBytes(32).toString('hex');
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${adminToken},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const key = join(folder, 'service-accounts.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const server = startProcess({
    name: 'kube-apiserver',
    program: programOf(GO_TOOLS.apiServer, 'kube-apiserver'),
    args: [
      `--etcd-servers=${etcd}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${join(folder, 'certificates')}`,
      // An address for documentation: nobody is told of it, since there are no endpoints of the server's own.
      '--advertise-address=192.0.2.1',
      '--endpoint-reconciler-type=none',
      `--token-auth-file=${tokens}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      // It refuses pods whose service account a controller has not made yet.
      '--disable-admission-plugins=ServiceAccount',
    ],
  });
  try {
    await server.until('is ready', () => isReady(port, adminToken, join(folder, 'certificates/apiserver.crt')), 60);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, adminToken, log: server.log, stop: server.stop };
}

function isReady(port: number, token: string, certificate: string): Promise<boolean> {
  if (!existsSync(certificate)) {
    return Promise.resolve(false);
  }
  return new Promise((resolve, reject) => {
    const request = get(
      {
        host: '127.0.0.1',
        port,
        path: '/readyz',
        ca: readFileSync(certificate),
        headers: { authorization: `Bearer ${token}` },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.once('error', reject);
  });
}
