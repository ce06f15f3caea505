/** The program's commands, each in a folder of its own: in this process, or the built program as a user's shell starts it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../lib/cli/program';
import { called } from './called';

/** The compiled entry. */
export const MAIN = join(__dirname, '..', '..', 'dist', 'cli', 'main.js');

/** What a command says on standard error where it finds no configuration. */
export const DEFAULTS_NOTICE =
  'no --config given, and no orchestrator-monitoring.yaml, .yml or .json here: using the defaults\n';

/** What `render` says of a configuration without an address for links. */
export const LINKS_SUGGESTION =
  'info: grafanaUrl: is not set, and neither is runbookBaseUrl; notifications link to no dashboard and no runbook; set grafanaUrl, for links to the dashboards, or runbookBaseUrl, for links to a runbook of your own\n';

/** What a command left behind. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder that commands run in. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'orchestrator-monitoring-'));

  /** Runs a command in this process, with these variables added to the environment. */
  run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return called(this, (output) => run(args, output), environment);
  }

  /** Runs the built program in a process of its own. */
  start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [MAIN, ...args], {
        cwd: this.folder,
        env: { ...process.env, ...environment },
      });
      const [out, err]: [string[], string[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString('utf8')));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString('utf8')));
      child.once('close', (code) => {
        resolve({ code, out: out.join(''), err: err.join('') });
      });
    });
  }

  /** Writes a file and returns its name. */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return name;
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Paths of the files below a directory, in order. */
  filesBelow(directory: string): string[] {
    return readdirSync(join(this.folder, directory), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + directory.length + 2))
      .sort();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
