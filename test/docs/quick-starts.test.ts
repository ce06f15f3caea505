/** The quick starts of the README, and the commands of the pages it leads to, run as they are written. */
import { execSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { compileFunction } from 'node:vm';

import * as pulumi from '@pulumi/pulumi';
import * as components from 'pupsourcing-orchestrator-monitoring/pulumi';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

import { createConsumer, type Consumer } from '../package/packed-package';
import { runStack } from '../pulumi/stack';
import { blocksIn, CDK8S_PROGRAMS, pages, ROOT } from './pages';

// Packing, and commands of other packages, take seconds on a busy machine.
jest.setTimeout(120_000);

const NAME = 'pupsourcing-orchestrator-monitoring';

let consumer: Consumer;
const bin = (): string => path.join(consumer.folder, 'node_modules', '.bin');
beforeAll(() => {
  consumer = createConsumer(['cdk8s', 'constructs', 'typescript', '@types/node']);
  // What `npm install` links beside them.
  fs.mkdirSync(bin());
  ['cdk8s', 'tsx'].forEach((name) => {
    fs.symlinkSync(path.join(ROOT, 'node_modules', '.bin', name), path.join(bin(), name));
  });
  const main = path.join(consumer.folder, 'node_modules', NAME, 'dist', 'cli', 'main.js');
  fs.chmodSync(main, 0o755);
  fs.symlinkSync(main, path.join(bin(), NAME));
  // Finds what is installed, and nothing else; npm's own takes longer than most of what it runs.
  fs.writeFileSync(path.join(bin(), 'npx'), '#!/bin/sh\nexec "$(dirname "$0")/$@"\n', { mode: 0o755 });
});
afterAll(() => {
  consumer.remove();
});

/** What a user sees after a command: everything it wrote, on both streams. */
function seenAfter(command: string): string {
  // The check for a newer cdk8s-cli would ask a registry.
  const env = { ...process.env, CDK8S_CHECK_UPGRADE: 'false', PATH: [bin(), process.env['PATH']].join(path.delimiter) };
  return execSync(`(${command.trim()}) 2>&1`, { cwd: consumer.folder, encoding: 'utf8', env });
}

const write = (file: string, text: string): void => {
  fs.writeFileSync(path.join(consumer.folder, file), text);
};

test.each(CDK8S_PROGRAMS)('cdk8s: %s', (file, heading, apply) => {
  const [app = ''] = blocksIn(file, heading, 'yaml');
  const [program = ''] = blocksIn(file, heading, 'ts');
  const command = blocksIn(file, apply === '*' ? heading : apply, 'sh').find((text) => text.includes('cdk8s synth'));
  write('cdk8s.yaml', app);
  write('main.ts', program);

  const seen = seenAfter(command!.split('\n')[0]!);

  expect(seen).toContain('dist/monitoring.k8s.yaml');
  expect(seen).not.toMatch(/warning/i);
  const manifests = fs.readFileSync(path.join(consumer.folder, 'dist', 'monitoring.k8s.yaml'), 'utf8');
  const kinds = parseAllDocuments(manifests).map((document) => document.get('kind'));
  expect(kinds).toEqual(expect.arrayContaining(['PrometheusRule', 'PodMonitor']));
});

test('plain files: README.md', () => {
  const [description = ''] = blocksIn('README.md', 'Quick start: plain files', 'yaml');
  const [commands = ''] = blocksIn('README.md', 'Quick start: plain files', 'sh');
  write('orchestrator-monitoring.yaml', description);

  const seen = seenAfter(commands);

  expect(seen).toMatch(/^No problems found\nmonitoring\/prometheus\/rules\.yaml\n/);
  expect(seen).not.toMatch(/warning|info:/);
});

test('plain files: docs/getting-started/plain-files.md', () => {
  const file = 'docs/getting-started/plain-files.md';
  const [description = ''] = blocksIn(file, '1. Describe the fleet', 'yaml');
  write('orchestrator-monitoring.yaml', description);
  fs.rmSync(path.join(consumer.folder, 'monitoring'), { recursive: true, force: true });

  const seen = seenAfter(blocksIn(file, '2. Check and render', 'sh')[0] ?? '');

  expect(seen).toMatch(/^No problems found\nmonitoring\/prometheus\/rules\.yaml\n/);
  expect(() => seenAfter(blocksIn(file, '7. In a pipeline', 'sh')[0] ?? 'false')).not.toThrow();
});

test('several fleets: docs/several-fleets.md', () => {
  const [shop = '', billing = ''] = blocksIn('docs/several-fleets.md', 'Two fleets in one Prometheus', 'yaml');
  const [command = 'false'] = blocksIn('docs/several-fleets.md', 'Two fleets in one Prometheus', 'sh');
  write('shop.yaml', shop);
  write('billing.yaml', billing);

  expect(seenAfter(command)).toBe('No problems found\n');
});

test('the warnings that docs/several-fleets.md lists are those of check', () => {
  const text = pages().find(({ path: file }) => file === 'docs/several-fleets.md')?.text ?? '';
  const table = text.split('| Path in the configuration ')[1]?.split('\n\n')[0] ?? '';
  const listed = [...table.matchAll(/^\| `([\w.]+)`/gm)].map(([, cell]) => cell);
  const fleet = (namespace: string): string =>
    `replicaSets: [{ name: orders, workers: 3 }]\nalerts: { evaluatedBy: grafana }\nscrape: { namespaces: [${namespace}] }\n`;
  write('one.yaml', fleet('one'));
  write('two.yaml', fleet('two'));

  const seen = seenAfter(`npx ${NAME} check one.yaml two.yaml || true`);

  const found = [...seen.matchAll(/^two\.yaml:\d+:\d+: warning: (\S+)/gm)].map(([, where]) => where);
  expect(found).toEqual(listed);
});

test.each([
  ['README.md', 'Quick start: Pulumi and Grafana'],
  ['docs/getting-started/pulumi.md', '1. Make a project'],
])('Pulumi: %s', async (file, heading) => {
  const [program = ''] = blocksIn(file, heading, 'ts');
  const code = ts.transpile(program, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 });
  const entries: Readonly<Record<string, unknown>> = {
    '@pulumi/pulumi': pulumi,
    'pupsourcing-orchestrator-monitoring/pulumi': components,
  };
  const run = compileFunction(code, ['require', 'exports']) as (
    require: (name: string) => unknown,
    exports: object,
  ) => void;
  const config = { 'shop:datasourceUid': 'prometheus', 'shop:webhook': 'https://hooks.example/T0' };

  const { resources, warnings } = await runStack(
    () => {
      const exported = {};
      run((name) => entries[name], exported);
      return exported;
    },
    { config },
  );

  expect(warnings).toEqual([]);
  expect(resources.map(({ type }) => type)).toEqual(
    expect.arrayContaining([
      'grafana:alerting/ruleGroup:RuleGroup',
      'grafana:alerting/contactPoint:ContactPoint',
      'grafana:oss/dashboard:Dashboard',
    ]),
  );
});
