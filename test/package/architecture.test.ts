import * as fs from 'node:fs';
import * as path from 'node:path';

import { architectureBreaches } from './architecture';

const root = path.join(__dirname, '../..');

function sourcesOf(folder: string): Map<string, string> {
  const files = fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort();
  return new Map(files.map((file) => [file, fs.readFileSync(path.join(root, file), 'utf8')]));
}

/** Breaches of a single source, beside empty ones that it may want to import. */
function breachesOf(file: string, text: string): string[] {
  const others = [
    'lib/promql/a.ts',
    'lib/orchestrator/a.ts',
    'lib/model/a.ts',
    'lib/render/a.ts',
    'lib/cdk8s/a.ts',
    'lib/pulumi/a.ts',
    'lib/cli/a.ts',
  ];
  return architectureBreaches(new Map([...others.map((other): [string, string] => [other, '']), [file, text]]));
}

test('lib keeps to the architecture', () => {
  const sources = sourcesOf('lib');

  expect(sources.size).toBeGreaterThan(10);
  expect([...sources.keys()]).toContain('lib/index.ts');
  expect(architectureBreaches(sources)).toEqual([]);
});

describe('what a layer may import', () => {
  test.each([
    ['lib/model/x.ts', `import { a } from './a';`],
    ['lib/validation/x.ts', `import * as v from 'valibot';`],
    ['lib/model/x.ts', `import { a } from '../promql/a';`],
    [
      'lib/promql/x.ts',
      `import { parser } from '@prometheus-io/lezer-promql'; import type { Tree } from '@lezer/common';`,
    ],
    ['lib/model/deeper/x.ts', `import { a } from '../a';`],
    ['lib/render/x.ts', `import { a } from '../model/a'; import { stringify } from 'yaml';`],
    [
      'lib/cdk8s/x.ts',
      `import { a } from '../model/a'; import { b } from '../render/a'; import { Chart } from 'cdk8s';`,
    ],
    ['lib/cdk8s/x.ts', `import type { Container } from 'cdk8s-plus-28';`],
    ['lib/cdk8s/x.ts', `import { type Container, type Pod } from 'cdk8s-plus-28';`],
    [
      'lib/pulumi/x.ts',
      `import * as pulumi from '@pulumi/pulumi'; import * as grafana from '@pulumiverse/grafana/oss';`,
    ],
    ['lib/cli/x.ts', `import { Command } from 'commander'; import * as fs from 'node:fs';`],
    ['lib/index.ts', `export * from './model/a'; export type { B } from './render/a';`],
    ['lib/pulumi/index.ts', `export {};`],
  ])('%s: %s', (file, text) => {
    expect(breachesOf(file, text)).toEqual([]);
  });
});

describe('a breach is found', () => {
  const domain = `the engine knows neither the orchestrator, Kubernetes, Pulumi, files nor Grafana's JSON`;

  test.each([
    ['lib/model/x.ts', `import { App } from 'cdk8s';`, `lib/model/x.ts:1: model may not import 'cdk8s': ${domain}`],
    ['lib/model/x.ts', `import 'cdk8s';`, `lib/model/x.ts:1: model may not import 'cdk8s': ${domain}`],
    [
      'lib/model/x.ts',
      `\nimport type { App } from 'cdk8s';`,
      `lib/model/x.ts:2: model may not import 'cdk8s' (its types): ${domain}`,
    ],
    ['lib/model/x.ts', `export { App } from 'cdk8s';`, `lib/model/x.ts:1: model may not import 'cdk8s': ${domain}`],
    ['lib/model/x.ts', `import cdk8s = require('cdk8s');`, `lib/model/x.ts:1: model may not import 'cdk8s': ${domain}`],
    [
      'lib/model/x.ts',
      `const app = () => require('cdk8s');`,
      `lib/model/x.ts:1: model may not import 'cdk8s': ${domain}`,
    ],
    ['lib/model/x.ts', `require.resolve('cdk8s');`, `lib/model/x.ts:1: model may not import 'cdk8s': ${domain}`],
    ['lib/model/x.ts', 'void import(`cdk8s`);', `lib/model/x.ts:1: model may not import 'cdk8s' (lazily): ${domain}`],
    [
      'lib/model/x.ts',
      `let app: import('cdk8s').App;`,
      `lib/model/x.ts:1: model may not import 'cdk8s' (its types): ${domain}`,
    ],
    [
      'lib/model/x.ts',
      `declare module 'cdk8s' {}`,
      `lib/model/x.ts:1: model may not import 'cdk8s' (its types): ${domain}`,
    ],
    [
      'lib/model/x.ts',
      `/// <reference types="cdk8s" />`,
      `lib/model/x.ts:1: model may not import 'cdk8s' (its types): ${domain}`,
    ],
    [
      'lib/model/x.ts',
      `import { readFileSync } from 'node:fs';`,
      `lib/model/x.ts:1: model may not import 'node:fs': ${domain}`,
    ],
    ['lib/model/x.ts', `import { parse } from 'yaml';`, `lib/model/x.ts:1: model may not import 'yaml': ${domain}`],
    [
      'lib/model/x.ts',
      `import { a } from '../render/a';`,
      `lib/model/x.ts:1: model may not import lib/render/a.ts: ${domain}`,
    ],
    [
      'lib/model/x.ts',
      `import { a } from '../orchestrator/a';`,
      `lib/model/x.ts:1: model may not import lib/orchestrator/a.ts: ${domain}`,
    ],
    ['lib/model/x.ts', `const name = 'cdk8s'; require(name);`, `lib/model/x.ts:1: imports what only runs can tell`],
    ['lib/model/x.ts', `import { a } from './gone';`, `lib/model/x.ts:1: imports './gone', which is no source in lib`],
    [
      'lib/model/x.ts',
      `import p from '../../package.json';`,
      `lib/model/x.ts:1: imports '../../package.json', which is no source in lib`,
    ],
    [
      'lib/render/x.ts',
      `import { a } from '../cdk8s/a';`,
      `lib/render/x.ts:1: render may not import lib/cdk8s/a.ts: a renderer turns the model into an object or a text: no input, no output, no platform`,
    ],
    [
      'lib/cdk8s/x.ts',
      `import { Volume, type Container } from 'cdk8s-plus-28';`,
      `lib/cdk8s/x.ts:1: cdk8s may not import 'cdk8s-plus-28': an adapter for cdk8s; cdk8s-plus-28 is an optional peer, so that loading this entry must not need it`,
    ],
    [
      'lib/pulumi/x.ts',
      `import { a } from '../cdk8s/a';`,
      `lib/pulumi/x.ts:1: pulumi may not import lib/cdk8s/a.ts: an adapter for Pulumi`,
    ],
    [
      'lib/cli/x.ts',
      `import { a } from '../cdk8s/a';`,
      `lib/cli/x.ts:1: cli may not import lib/cdk8s/a.ts: an adapter for people with neither platform`,
    ],
    [
      'lib/index.ts',
      `export * from './cdk8s/a';`,
      `lib/index.ts:1: index.ts may not import lib/cdk8s/a.ts: the root entry must load without any platform`,
    ],
    [
      'lib/helm/x.ts',
      `import 'yaml';`,
      `lib/helm/x.ts:1: imports 'yaml', and tools/layers.json does not know this layer`,
    ],
    [
      'lib/model/index.ts',
      `export * from './a';\nexport const b = 1;`,
      `lib/model/index.ts:2: an index only re-exports`,
    ],
    ['lib/model/utils.ts', '', `lib/model/utils.ts: 'utils' does not say what it is about`],
    ['lib/model/promql-helpers.ts', '', `lib/model/promql-helpers.ts: 'promql-helpers' does not say what it is about`],
    ['lib/common/x.ts', '', `lib/common/x.ts: 'common' does not say what it is about`],
    ['lib/model/types.d.ts', '', `lib/model/types.d.ts: 'types' does not say what it is about`],
  ])('%s: %s', (file, text, breach) => {
    expect(breachesOf(file, text)).toEqual([breach]);
  });

  test('a cycle, also one of types', () => {
    const sources = new Map([
      ['lib/model/a.ts', `import type { B } from './b';`],
      ['lib/model/b.ts', `import { c } from './c';`],
      ['lib/model/c.ts', `export * from './a';`],
    ]);

    expect(architectureBreaches(sources)).toEqual([
      'lib/model/a.ts -> lib/model/b.ts -> lib/model/c.ts -> lib/model/a.ts: a cycle',
    ]);
  });

  test('every breach of every file', () => {
    const sources = new Map([
      ['lib/model/a.ts', `import 'cdk8s'; import 'constructs';`],
      ['lib/render/a.ts', `import '../model/a'; import '@pulumi/pulumi';`],
    ]);

    expect(architectureBreaches(sources)).toHaveLength(3);
  });
});
