/**
 * `npm run test:real`: builds what the tests in a real cluster need, once, and runs them. What else is on the command line goes to jest.
 * Without Go, etcd or Alertmanager they are left out, and one line says so; under CI (`CI=true`) that is a failure.
 */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

import { ALERTMANAGER } from '../test/real/alertmanager-process';
import { build, folderOf, GO_TOOLS, goVersion, isBuilt, KUBECTL, type GoTool } from '../test/real/cluster/go-tools';
import { findTool } from '../test/real/tools';

const ROOT = join(__dirname, '..');

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function missingTools(): readonly string[] {
  return [
    ...(goVersion() === undefined ? ['Go'] : []),
    ...(findTool('etcd') === undefined ? ['etcd (Debian: etcd-server)'] : []),
    ...(findTool(ALERTMANAGER) === undefined ? ['Alertmanager (Debian: prometheus-alertmanager)'] : []),
  ];
}

async function buildAll(tools: readonly GoTool[]): Promise<void> {
  const missing = tools.filter((tool) => !isBuilt(tool));
  if (missing.length === 0) {
    return;
  }
  const minutes = missing.reduce((total, tool) => total + tool.minutes, 0);
  const long = minutes > 0 ? `: some ${minutes} minutes where Go has built none of it` : '';
  say(`making ${missing.length} of ${tools.length} tools, once${long}`);
  for (const [index, tool] of missing.entries()) {
    const started = Date.now();
    say(`[${index + 1}/${missing.length}] ${tool.title}`);
    await build(tool, say);
    say(`[${index + 1}/${missing.length}] ${tool.title}: done after ${Math.round((Date.now() - started) / 1_000)} s`);
  }
}

async function main(): Promise<number> {
  const missing = missingTools();
  if (missing.length > 0) {
    say(`left out, for ${missing.join(' and ')} is not installed: the tests in a real cluster`);
    return process.env['CI'] === 'true' ? 1 : 0;
  }
  await buildAll([...Object.values(GO_TOOLS), ...(findTool('kubectl') === undefined ? [KUBECTL] : [])]);
  const jest = require.resolve('jest/bin/jest');
  // Two files at a time: they wait for a cluster or for alerts far longer than they compute.
  const args = [jest, '--selectProjects', 'real', '--maxWorkers', '2', ...process.argv.slice(2)];
  // Tests that want promtool or Prometheus, too, take the new ones.
  const PATH = [folderOf(GO_TOOLS.prometheus), process.env['PATH'] ?? ''].join(delimiter);
  return runAsGroup(args, { ...process.env, PATH });
}

/**
 * Runs Node in a process group of its own. When it ends, and when this process is told to end, all that it has started ends with it: tests that are
 * broken off have no chance to do so themselves.
 */
function runAsGroup(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env, detached: true });
  const endGroup = (): void => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // Nobody is left in it.
    }
  };
  return new Promise((resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        endGroup();
        resolve(1);
      });
    }
    child.once('error', reject);
    child.once('exit', (status) => {
      endGroup();
      resolve(status ?? 1);
    });
  });
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
