import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

import manifest from '../../package.json';

import { createConsumer, type Consumer } from './packed-package';

// Packing, and the type checker, take seconds on a busy machine.
jest.setTimeout(60_000);

const platforms = ['cdk8s', 'cdk8s-plus-28', 'constructs'];

/** What must not be loaded: the optional peers, and whatever else speaks to Kubernetes. */
const platformPackage = /^(?:cdk8s(?:-.+)?|constructs|@cdk8s\/.+|@pulumi\/.+|@pulumiverse\/.+|.*kubernetes.*)$/;

/** Requires an entry in a new process, and names the packages that this process has loaded since, in order. */
function packagesLoadedBy(specifier: string, consumer: Consumer): string[] {
  const script = `
    require(${JSON.stringify(specifier)});
    process.stdout.write(JSON.stringify(Object.keys(require.cache)));
  `;
  const output = execFileSync(process.execPath, ['-e', script], { cwd: consumer.folder, encoding: 'utf8' });
  const packages = (JSON.parse(output) as string[]).map((file) => {
    const parts = file.split(/[\\/]/);
    const name = parts.slice(parts.lastIndexOf('node_modules') + 1);
    return name[0]?.startsWith('@') === true ? `${name[0]}/${name[1] ?? ''}` : (name[0] ?? file);
  });
  return [...new Set(packages)];
}

describe('beside installed platform packages', () => {
  let consumer: Consumer;
  beforeAll(() => {
    consumer = createConsumer([...platforms, '@pulumi/pulumi', '@pulumi/kubernetes', '@pulumiverse/grafana']);
  });
  afterAll(() => {
    consumer.remove();
  });

  test('the root entry loads the package and none of them', () => {
    const loaded = packagesLoadedBy(manifest.name, consumer);

    expect(loaded).toContain(manifest.name);
    expect(loaded.filter((name) => platformPackage.test(name))).toEqual([]);
  });

  test('the root entry leaves everything to the calls that need it', () => {
    const script = `
      const root = require(${JSON.stringify(manifest.name)});
      const loaded = () => Object.keys(require.cache).map((file) => file.replace(/.*[\\\\/](?:dist|node_modules)[\\\\/]/, ''));
      const before = loaded();
      root.createMixin({ replicaSets: [{ name: 'main', workers: 3 }] });
      process.stdout.write(JSON.stringify([before, loaded()]));
    `;

    const output = execFileSync(process.execPath, ['-e', script], { cwd: consumer.folder, encoding: 'utf8' });
    const [before, after] = JSON.parse(output) as [string[], string[]];

    expect(before).toEqual(['index.js']);
    expect(after).toContain(path.join('orchestrator', 'mixin.js'));
    // What renders and delivers, and what parses, compresses and writes.
    expect(after.filter((name) => /^render\b|^(?:yaml|fflate|re2js|@lezer|@prometheus-io)\b/.test(name))).toEqual([]);
  });

  test('the pulumi entry loads neither cdk8s nor constructs, nor what is slow to load', () => {
    const loaded = packagesLoadedBy(`${manifest.name}/pulumi`, consumer);

    expect(loaded).toEqual(expect.arrayContaining([manifest.name, '@pulumi/pulumi']));
    expect(loaded.filter((name) => platforms.includes(name))).toEqual([]);
    // Left for later, or to others: what renders files and objects of the Grafana operator; and a package that programs without a cluster need not have.
    const slow = ['yaml', 'fflate', '@pulumi/kubernetes'];
    expect(loaded.filter((name) => slow.includes(name))).toEqual([]);
  });

  test('the cdk8s entry does load cdk8s: the look-out sees what is loaded', () => {
    const loaded = packagesLoadedBy(`${manifest.name}/cdk8s`, consumer);

    expect(loaded.filter((name) => platformPackage.test(name))).toEqual(
      expect.arrayContaining(['cdk8s', 'constructs']),
    );
    expect(loaded).not.toContain('cdk8s-plus-28');
  });
});

describe('without any platform package', () => {
  let consumer: Consumer;
  beforeAll(() => {
    consumer = createConsumer();
  });
  afterAll(() => {
    consumer.remove();
  });

  test('the root entry loads, also as an ES module with named imports', () => {
    const script = `
      import { createMixin } from ${JSON.stringify(manifest.name)};
      process.stdout.write(typeof createMixin);
    `;

    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: consumer.folder,
      encoding: 'utf8',
    });

    expect(packagesLoadedBy(manifest.name, consumer)).toContain(manifest.name);
    expect(output).toBe('function');
  });

  test('the testing entry loads no test runner, and its serializer works in that of vitest', () => {
    fs.symlinkSync(
      path.join(__dirname, '../../node_modules/@vitest'),
      path.join(consumer.folder, 'node_modules/@vitest'),
      'junction',
    );
    const script = `
      import { format } from '@vitest/pretty-format';
      import { monitoringSerializer } from '${manifest.name}/testing';
      const configMap = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
        data: { 'a.json': '{"title":"A","panels":[{"title":"Up","type":"stat"}]}' },
      };
      process.stdout.write(format({ configMap }, { plugins: [monitoringSerializer] }));
    `;

    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: consumer.folder,
      encoding: 'utf8',
    });

    expect(packagesLoadedBy(`${manifest.name}/testing`, consumer)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/jest|vitest/)]),
    );
    expect(output).toContain('Up: {type: stat}');
  });

  test('the command line tells what it can do', () => {
    const bin = `node_modules/${manifest.name}/${manifest.bin['orchestrator-monitoring']}`;

    const output = execFileSync(process.execPath, [bin, '--help'], { cwd: consumer.folder, encoding: 'utf8' });

    expect(output).toMatch(/^Usage: pupsourcing-orchestrator-monitoring/);
  });
});
