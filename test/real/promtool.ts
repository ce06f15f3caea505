/** The real promtool, over files that are written for it and removed afterwards. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a run of promtool comes to. */
export interface Verdict {
  readonly status: number | null;
  /** Both outputs, with the files by their names alone. */
  readonly output: string;
}

/** `promtool check <what>` with every lint, over files given as texts, keyed by their names. */
export function promtoolCheck(what: 'rules' | 'config', files: Readonly<Record<string, string>>): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    const paths = Object.entries(files).map(([name, content]) => {
      const file = join(folder, name);
      writeFileSync(file, content);
      return file;
    });
    const run = spawnSync('promtool', ['check', what, '--lint=all', '--lint-fatal', ...paths], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (run.error !== undefined) {
      throw run.error;
    }
    return { status: run.status, output: `${run.stdout}${run.stderr}`.replaceAll(`${folder}/`, '') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether promtool is 2.42 or thereabouts: newer ones take more. */
export function isOlderPromtool(): boolean {
  const { stdout, stderr } = spawnSync('promtool', ['--version'], { encoding: 'utf8' });
  return /version 2\.[1-4]\d\./.test(stdout + stderr);
}

/** Fails with all that promtool says, unless it accepts every file. */
export function expectAccepted(what: 'rules' | 'config', files: Readonly<Record<string, string>>): void {
  const verdict = promtoolCheck(what, files);

  expect(verdict).toEqual({ status: 0, output: expect.stringContaining('SUCCESS') });
  expect(verdict.output.match(/SUCCESS/g)?.length).toBeGreaterThanOrEqual(Object.keys(files).length);
}
