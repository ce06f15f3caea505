/** One writer at a time, also where several find the lock of a run that was killed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type * as files from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { alone } from '../../../lib/cli/files/directory-lock';

/** Every removal takes its time, each another. */
jest.mock('node:fs/promises', () => {
  const actual = jest.requireActual<typeof files>('node:fs/promises');
  let removals = 0;
  return {
    ...actual,
    rm: async (...args: Parameters<typeof actual.rm>) => {
      removals += 1;
      await pause((removals % 8) * 20);
      await actual.rm(...args);
    },
  };
});

// A directory's name may look like that of a lock.
const folder = mkdtempSync(join(tmpdir(), 'app-2026-11-28-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('of eight runs that find the lock of a killed one, each works alone', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(folder, `.orchestrator-monitoring.lock-${String(pid)}-0-${hostname()}`), '');
  let working = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    working += 1;
    most = Math.max(most, working);
    await pause(30);
    working -= 1;
  };

  await Promise.all(Array.from({ length: 8 }, () => alone(folder, work, 20_000)));

  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
}, 30_000);
