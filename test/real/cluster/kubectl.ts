/** The real kubectl, and the proxies that it opens to an API server for programs that have no credentials of their own. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort, startProcess, type ServerProcess } from '../server-process';
import { findTool } from '../tools';
import { KUBECTL, programOf } from './go-tools';

/** What a command comes to. */
export interface KubectlVerdict {
  readonly status: number;
  /** Both outputs. */
  readonly output: string;
}

/** kubectl as one user of one API server. */
export interface Kubectl {
  /** Runs a command, with a text as its standard input. */
  readonly run: (args: readonly string[], input?: string) => Promise<KubectlVerdict>;
  /** Opens a proxy on the loopback interface: whoever talks to it is this user. */
  readonly proxy: () => Promise<KubectlProxy>;
}

/** A proxy that runs. */
export interface KubectlProxy {
  readonly url: string;
  readonly stop: ServerProcess['stop'];
}

/** The machine's own kubectl, or the one that was built where it has none. */
export function kubectlProgram(): string {
  return findTool('kubectl') ?? programOf(KUBECTL, 'kubectl');
}

/** Makes kubectl speak to a server as the user whom a token stands for. Its files go into a folder. */
export function kubectlAs(user: string, token: string, server: string, folder: string): Kubectl {
  const configuration = join(folder, `${user}.kubeconfig`);
  writeFileSync(
    configuration,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'test', user } }],
      clusters: [
        { name: 'test', cluster: { server, 'certificate-authority': join(folder, 'certificates/apiserver.crt') } },
      ],
      users: [{ name: user, user: { token } }],
    }),
    { mode: 0o600 },
  );
  const env = { KUBECONFIG: configuration, KUBECACHEDIR: join(folder, 'kubectl-cache') };
  return {
    run: (args, input = '') =>
      new Promise((resolve, reject) => {
        const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env } } as const;
        const child = execFile(kubectlProgram(), args, options, (error, stdout, stderr) => {
          const status = error === null ? 0 : error.code;
          if (typeof status === 'number') {
            resolve({ status, output: `${stdout}${stderr}` });
          } else {
            reject(error ?? new Error('kubectl ended without a status'));
          }
        });
        child.stdin?.end(input);
      }),
    proxy: async () => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const server = startProcess({
        name: 'kubectl proxy',
        program: kubectlProgram(),
        args: ['proxy', `--port=${port}`, '--address=127.0.0.1'],
        env,
      });
      try {
        await server.until('answers', async () => (await fetch(`${url}/version`)).ok);
      } catch (error) {
        await server.stop();
        throw error;
      }
      return { url, stop: server.stop };
    },
  };
}
