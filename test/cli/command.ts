/** The built program, as a user's shell starts it, in a folder of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

  /** Runs the program and waits for it; nothing else happens in this process meanwhile. */
  run(...args: string[]): Ended {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr };
  }

  /** Runs the program while servers of this process go on answering. */
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
