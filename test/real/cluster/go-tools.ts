/**
 * The programs that no registry carries ready-made: they are built of their Go modules, once, into an ignored folder. Each module under
 * test/real/go pins one of them, down to the checksums of all that it is made of; a change of it builds anew.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const MODULES = join(ROOT, 'test/real/go');
const CACHE = join(ROOT, '.cache/real');

/** What is had of one Go module. */
export interface GoTool {
  /** Its folder under test/real/go. */
  readonly module: string;
  /** What people call it. */
  readonly title: string;
  /** Packages to build; a program is called as the last part of its package. */
  readonly packages: readonly string[];
  /** Build tags: Prometheus is built without the discoveries that we have no use for. */
  readonly tags?: string;
  /** For the linker: programs know their own version only where it is told, and others ask them for it. */
  readonly linkerFlags?: string;
  /** Folders of modules whose YAML files are taken over as they are, keyed by the module. */
  readonly files?: Readonly<Record<string, string>>;
  /** Roughly how long it takes to build with an empty build cache on two processors, in minutes. */
  readonly minutes: number;
}

/** Everything, in the order in which it is built. */
export const GO_TOOLS = {
  prometheus: {
    module: 'prometheus',
    title: 'promtool and prometheus 3.16',
    packages: ['github.com/prometheus/prometheus/cmd/promtool', 'github.com/prometheus/prometheus/cmd/prometheus'],
    tags: 'remove_all_sd,enable_kubernetes_sd,enable_dns_sd,enable_consul_sd',
    linkerFlags: '-X github.com/prometheus/common/version.Version=3.16.0',
    minutes: 4,
  },
  apiServer: {
    module: 'kube-apiserver',
    title: 'kube-apiserver 1.34.1',
    packages: ['k8s.io/kubernetes/cmd/kube-apiserver'],
    linkerFlags: [
      '-X k8s.io/component-base/version.gitVersion=v1.34.1',
      '-X k8s.io/component-base/version.gitMajor=1',
      '-X k8s.io/component-base/version.gitMinor=34',
    ].join(' '),
    minutes: 6,
  },
  prometheusOperator: {
    module: 'prometheus-operator',
    title: 'prometheus-operator 0.87.1',
    packages: ['github.com/prometheus-operator/prometheus-operator/cmd/operator'],
    minutes: 2,
  },
  prometheusOperatorObjects: {
    module: 'prometheus-operator',
    title: 'object definitions of prometheus-operator 0.87.1',
    packages: [],
    files: { 'github.com/prometheus-operator/prometheus-operator': 'example/prometheus-operator-crd' },
    minutes: 0,
  },
  grafanaOperatorObjects: {
    module: 'grafana-operator',
    title: 'object definitions of grafana-operator 5.21.4',
    packages: [],
    files: { 'github.com/grafana/grafana-operator/v5': 'config/crd/bases' },
    minutes: 0,
  },
  olderGrafanaOperatorObjects: {
    module: 'grafana-operator-5.18',
    title: 'object definitions of grafana-operator 5.18.0',
    packages: [],
    files: { 'github.com/grafana/grafana-operator/v5': 'config/crd/bases' },
    minutes: 0,
  },
} as const satisfies Readonly<Record<string, GoTool>>;

/** Only where the machine has no kubectl of its own. */
export const KUBECTL: GoTool = {
  module: 'kube-apiserver',
  title: 'kubectl 1.34.1',
  packages: ['k8s.io/kubernetes/cmd/kubectl'],
  minutes: 1,
};

/** Where a tool lies once it is built: a folder for each version, named after everything that it is made of. */
export function folderOf(tool: GoTool): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) {
    hash.update(readFileSync(join(MODULES, tool.module, file)));
  }
  hash.update(JSON.stringify([tool.packages, tool.tags, tool.linkerFlags, tool.files]));
  return join(CACHE, `${prefixOf(tool)}${hash.digest('hex').slice(0, 12)}`);
}

/** Path of a built program, whether it is there or not. */
export function programOf(tool: GoTool, program: string): string {
  return join(folderOf(tool), program);
}

/** Whether a tool is there already. */
export function isBuilt(tool: GoTool): boolean {
  return existsSync(folderOf(tool));
}

/**
 * Builds a tool, unless it is there. `say` is told what is going on, a line at a time. Rejects with what Go says where it refuses.
 * Builds of earlier versions are removed.
 */
export async function build(tool: GoTool, say: (line: string) => void): Promise<void> {
  const target = folderOf(tool);
  if (isBuilt(tool)) {
    return;
  }
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    for (const [module, folder] of Object.entries(tool.files ?? {})) {
      const source = join(await sourceOf(tool, module), folder);
      for (const file of readdirSync(source).filter((name) => name.endsWith('.yaml'))) {
        copyFileSync(join(source, file), join(unfinished, file));
      }
    }
    if (tool.packages.length > 0) {
      const tags = tool.tags === undefined ? [] : ['-tags', tool.tags];
      const linker = `-ldflags=-s -w ${tool.linkerFlags ?? ''}`.trim();
      const options = ['-mod=readonly', '-trimpath', linker, ...tags, '-o', `${unfinished}/`];
      await go(tool, ['build', ...options, ...tool.packages], say);
    }
    for (const earlier of readdirSync(CACHE).filter((name) => name.startsWith(prefixOf(tool)))) {
      if (join(CACHE, earlier) !== unfinished) {
        rmSync(join(CACHE, earlier), { recursive: true, force: true });
      }
    }
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Version that `go` has, or undefined where there is none. */
export function goVersion(): string | undefined {
  try {
    return execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function prefixOf({ module, packages }: GoTool): string {
  return `${module}-${packages.map((path) => basename(path)).join('-') || 'files'}-`;
}

/** Folder of a module's sources; downloaded, and checked against go.sum, if it is not there. */
async function sourceOf(tool: GoTool, module: string): Promise<string> {
  const { Dir } = JSON.parse(await go(tool, ['mod', 'download', '-json', module], () => undefined)) as { Dir: string };
  return Dir;
}

/** Runs `go` in a tool's module, at a low priority; a line every half minute says that it still does. */
function go(tool: GoTool, args: readonly string[], say: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const child = spawn('go', args, {
      cwd: join(MODULES, tool.module),
      env: { ...process.env, CGO_ENABLED: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) {
      setPriority(child.pid, 10);
    }
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    const ticking = setInterval(() => {
      say(`  ${tool.title}: ${Math.round((Date.now() - started) / 1_000)} s`);
    }, 30_000);
    child.once('error', (error) => {
      clearInterval(ticking);
      reject(error);
    });
    child.once('close', (status) => {
      clearInterval(ticking);
      if (status === 0) {
        resolve(output);
      } else {
        reject(new Error(`go ${args[0] ?? ''} of ${tool.title} ended with ${status ?? 'a signal'}:\n${errors}`));
      }
    });
  });
}
