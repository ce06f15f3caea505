import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

import ts from 'typescript';

import manifest from '../../package.json';
import { blocksIn } from '../docs/pages';

import { createConsumer, tarballFiles, type Consumer } from './packed-package';

// Packing, and the type checker, take seconds on a busy machine.
jest.setTimeout(60_000);

const root = path.join(__dirname, '../..');
const INSTALLED = `node_modules/${manifest.name}/dist/`;

const files = tarballFiles();

let consumer: Consumer;
beforeAll(() => {
  const platforms = ['cdk8s', 'cdk8s-plus-28', 'constructs', '@pulumi/pulumi', '@pulumiverse/grafana'];
  consumer = createConsumer([...platforms, '@types/node']);
});
afterAll(() => {
  consumer.remove();
});

describe('the tarball', () => {
  test('holds what users need, and nothing else', () => {
    // Without scripts: `prepack` would build once more, and change dist under tests that run beside this one.
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
    const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
    const [packed] = JSON.parse(output) as [{ files: { path: string }[] }];

    expect(packed.files.map((file) => file.path).sort()).toEqual(files);
  });

  test('has the pictures of its pages, and they stay small', () => {
    const shown = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...fs.readFileSync(path.join(root, file), 'utf8').matchAll(/(?:!\[[^\]]*\]\(|src(?:set)?=")([^)"]+)/g)].map(
          ([, picture = '']) => path.posix.join(path.posix.dirname(file), picture),
        ),
      );
    const packed = files.filter((file) => file.endsWith('.png'));
    const bytes = packed.map((file) => fs.statSync(path.join(root, file)).size);

    expect([...new Set(shown)].sort()).toEqual(packed);
    expect(Math.max(...bytes)).toBeLessThan(200_000);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
  });

  test('has a source for every map', () => {
    const maps = files.filter((file) => file.endsWith('.map'));
    const missing = maps.flatMap((file) => {
      const { sources } = JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as { sources: string[] };
      return sources.map((source) => path.posix.join(path.posix.dirname(file), source));
    });

    expect(maps.length).toBeGreaterThan(0);
    expect(missing.filter((source) => !files.includes(source))).toEqual([]);
  });

  test('has every file that its package.json names', () => {
    const named = [
      manifest.main,
      manifest.types,
      ...Object.values(manifest.bin),
      ...Object.values(manifest.exports).flatMap((entry) =>
        typeof entry === 'string' ? [entry] : Object.values(entry),
      ),
      ...Object.values(manifest.typesVersions['*']).flat(),
    ].map((file) => path.posix.normalize(file));

    expect(named.filter((file) => !files.includes(file))).toEqual([]);
  });
});

/** One consumer for each way in which TypeScript looks for a module. */
const resolutions: readonly (readonly [string, string, ts.CompilerOptions])[] = [
  ['node10', 'ts', { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 }],
  ['node16 from CommonJS', 'cts', { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
  [
    'node16 from an ES module',
    'mts',
    { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  ],
  ['bundler', 'ts', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
];

const rootSource = `
import { createMixin, type MonitoringProps } from '${manifest.name}';
export const props: MonitoringProps = { replicaSets: [{ name: 'main', workers: 3 }] };
export const alerts: number = createMixin(props).alerts.length;
// @ts-expect-error -- the types are ours, not any
export const wrong: MonitoringProps = { replicaSets: [{ name: 'main', workers: 'three' }] };
`;

const cdk8sSource = `
import { App, Chart } from 'cdk8s';
import { OrchestratorMonitoring } from '${manifest.name}/cdk8s';
const chart = new Chart(new App(), 'monitoring');
export const monitoring = new OrchestratorMonitoring(chart, 'orchestrator', { replicaSets: [{ name: 'main', workers: 3 }] });
// @ts-expect-error -- the types are ours, not any
export const wrong = new OrchestratorMonitoring(chart, 'wrong', { replicaSets: [{ name: 'main', workers: 'three' }] });
`;

const pulumiSource = `
import { output } from '@pulumi/pulumi';
import { kubePrometheusStack } from '${manifest.name}';
import { OrchestratorMonitoring, OrchestratorKubernetesObjects } from '${manifest.name}/pulumi';
const fleet = { replicaSets: [{ name: 'main', workers: 3 }], alerts: { evaluatedBy: 'grafana' } } as const;
export const monitoring = new OrchestratorMonitoring('orders', {
  ...fleet,
  datasourceUid: output('metrics'),
  contactPoints: { Team: { webhooks: [{ url: 'https://hooks.example' }] } },
});
export const url: string = monitoring.dashboardUrl.get();
export const manifests = new OrchestratorKubernetesObjects('orders', {
  ...fleet,
  delivery: kubePrometheusStack({ release: 'monitoring' }),
});
// @ts-expect-error -- the types are ours, not any
export const wrong = new OrchestratorMonitoring('wrong', { ...fleet, datasourceUid: 3 });
`;

/** What a library of a user's own exports: its declarations name types of ours. */
const declaredSource = `
import { combineDeliveries, createMixin, METRICS, renderDelivery, sidecar, type AlertsProps, type DeliveryContext } from '${manifest.name}';
export const metrics = METRICS;
export const one = METRICS.activeWorkers;
const delivered = renderDelivery(combineDeliveries({ dashboards: sidecar() }), createMixin({}));
export const { objects, mounts, findings } = delivered;
export const metadataOf = (context: DeliveryContext) => context.metadata('x');
export const overridesOf = ({ overrides }: AlertsProps) => overrides;
`;

/** An object that the package knows nothing of, with metadata as every other has. */
const deliverySource = `
import { renderPrometheusRules, type Delivery } from '${manifest.name}';
export const delivery: Delivery = {
  name: 'victoriaMetrics',
  rules: ({ mixin, metadata }) => ({
    objects: [
      {
        apiVersion: 'operator.victoriametrics.com/v1beta1',
        kind: 'VMRule',
        metadata: metadata('rules'),
        spec: renderPrometheusRules(mixin.ruleGroups),
      },
    ],
  }),
};
`;

const testingSource = `
import { createMixin } from '${manifest.name}';
import { expectAlert, monitoringSerializer, summaryOf, type MonitoringSubject } from '${manifest.name}/testing';
const subject: MonitoringSubject = createMixin({ replicaSets: [{ name: 'main', workers: 3 }] });
export const text: string = summaryOf(subject) + monitoringSerializer.serialize([]);
expectAlert(subject, 'OrchestratorNoWorkers', { severity: 'critical' });
// @ts-expect-error -- the types are ours, not any
expectAlert(subject, 'OrchestratorNoWorkers', { threshold: 'one' });
`;

/** Files that were read once, by how: the declarations of TypeScript and of platforms are the same in every program. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What reads files for a compiler with these options, those of others once for all programs. */
function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    getSourceFile: (file, how, ...rest) => {
      const key = JSON.stringify([file, how]);
      if (!parsed.has(key)) {
        parsed.set(key, host.getSourceFile(file, how, ...rest));
      }
      return parsed.get(key);
    },
  };
}

/**
 * Compiles sources, by the names of their files, in one program: what is wrong with them, and in what they read of the package.
 *
 * @param isChecked further files that are checked
 */
function compile(
  sources: Readonly<Record<string, string>>,
  options: ts.CompilerOptions,
  isChecked: (file: ts.SourceFile) => boolean = () => false,
): { errors: string[]; files: string[] } {
  const locations = Object.entries(sources).map(([file, source]) => {
    const location = path.join(consumer.folder, file);
    fs.writeFileSync(location, source);
    return location;
  });
  const all = { target: ts.ScriptTarget.ES2022, strict: true, noEmit: true, types: [], ...options };
  const program = ts.createProgram(locations, all, hostOf(all));
  const nameOf = ({ fileName }: ts.SourceFile) => path.relative(consumer.folder, fileName).split(path.sep).join('/');
  const read = program.getSourceFiles().filter((file) => !program.isSourceFileDefaultLibrary(file));
  // What others declare, down to the library of TypeScript, is theirs to check, and takes most of the time.
  const errors = read
    .filter((file) => locations.includes(file.fileName) || nameOf(file).startsWith(INSTALLED) || isChecked(file))
    .flatMap((file) => ts.getPreEmitDiagnostics(program, file))
    .map(({ file, messageText }) => {
      const place = file === undefined ? '' : `${nameOf(file)}: `;
      return place + ts.flattenDiagnosticMessageText(messageText, '\n');
    });
  return { errors, files: read.map(nameOf) };
}

/** What the platforms' own templates for TypeScript set: older libraries than ours, and none of them skips what packages declare. */
const templates: readonly (readonly [string, string, ts.CompilerOptions])[] = [
  [
    'cdk8s and kube-prometheus-stack',
    'main.ts',
    { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2017, lib: ['lib.es2016.d.ts'], types: ['node'] },
  ],
  [
    'Pulumi and Grafana',
    'index.ts',
    {
      module: ts.ModuleKind.CommonJS,
      moduleResolution: ts.ModuleResolutionKind.Node10,
      target: ts.ScriptTarget.ES2020,
      types: ['node'],
    },
  ],
];

test.each(templates)('the README’s program compiles as the template sets it up: %s', (quickStart, file, options) => {
  const [program = ''] = blocksIn('README.md', `Quick start: ${quickStart}`, 'ts');

  const sources = { [file]: program, 'tests.ts': testingSource };
  // A user has chosen the platform. What checks the props comes with the package.
  const { errors, files: read } = compile(sources, options, ({ fileName }) => fileName.includes('/valibot/'));

  expect(errors).toEqual([]);
  expect(read.some((name) => name.includes('/valibot/'))).toBe(true);
});

test('a library that is made with the package can be declared by names that the package exports', () => {
  const [, , options] = resolutions[3]!;
  const { errors } = compile({ 'declared.ts': declaredSource }, { ...options, declaration: true });

  expect(errors).toEqual([]);
});

test.each([false, true])('an object of a delivery of one’s own, exactOptionalPropertyTypes: %s', (exact) => {
  const [, , options] = resolutions[3]!;

  expect(compile({ 'own.ts': deliverySource }, { ...options, exactOptionalPropertyTypes: exact }).errors).toEqual([]);
});

describe.each(resolutions)('types, found as %s', (_name, extension, options) => {
  test('the root entry stands alone: it reads no declarations of a platform', () => {
    const { errors, files: read } = compile({ [`root.${extension}`]: rootSource }, options);

    expect(errors).toEqual([]);
    expect(read).toContain(`${INSTALLED}index.d.ts`);
    // What checks the props is a dependency of the package itself; those of platforms are not.
    const foreign = read.filter((file) => !file.startsWith(INSTALLED) && !file.includes('node_modules/valibot/'));
    expect(foreign).toEqual([`root.${extension}`]);
  });

  test('the other entries', () => {
    const sources = {
      [`cdk8s-app.${extension}`]: cdk8sSource,
      [`stack.${extension}`]: pulumiSource,
      [`tests.${extension}`]: testingSource,
    };

    expect(compile(sources, options).errors).toEqual([]);
  });
});

test('a consumer that does not compile is seen', () => {
  const source = `import { createMixin } from '${manifest.name}/gone'; export const made = createMixin;`;

  const { errors } = compile({ 'gone.ts': source }, resolutions[0]![2]);

  expect(errors).toEqual([
    `gone.ts: Cannot find module '${manifest.name}/gone' or its corresponding type declarations.`,
  ]);
});
