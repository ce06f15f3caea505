/** docs/lag.md: each of its blocks is run here, or says why not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import * as ts from 'typescript';
import { parse } from 'yaml';

import { ALERT_NAMES, check, createMixin, renderFiles, type MonitoringProps } from '../lib';

const PAGE = readFileSync(join(__dirname, '../docs/lag.md'), 'utf8');
const BLOCKS = [...PAGE.matchAll(/(?:(<!-- not run[^>]*-->)\n\n)?```(\w+)\n([\s\S]*?)```/g)].map(
  ([, excuse, language, code]) => ({ excuse, language, code: code ?? '' }),
);
const block = (language: string): string =>
  BLOCKS.find((one) => one.language === language && one.excuse === undefined)!.code;
const FLEET = parse(block('yaml')) as MonitoringProps;

test('every block is run below, or says why not', () => {
  const run = BLOCKS.filter(({ excuse }) => excuse === undefined).map(({ language }) => language);
  expect(run).toEqual(['yaml', 'sh', 'ts']);
});

test('the description is right, and renders the files that the page speaks of', () => {
  const mixin = createMixin(FLEET);
  expect(check(mixin)).toEqual([]);
  const paths = renderFiles(mixin).map(({ path }) => path);
  expect(block('sh')).toBe('npx orchestrator-monitoring render -o out\n');
  expect(paths).toEqual(expect.arrayContaining(['database/queries.yaml', 'database/role.sql']));
});

test('the program runs', () => {
  const { outputText } = ts.transpileModule(block('ts'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const run = compileFunction(`${outputText}; return chart.toJson();`, ['require', 'exports']) as (
    load: (name: string) => unknown,
    exports: object,
  ) => readonly { readonly kind: string }[];
  const load = (name: string): unknown =>
    name === 'cdk8s' ? jest.requireActual('cdk8s') : jest.requireActual('pupsourcing-orchestrator-monitoring/cdk8s');
  expect(run(load, {}).map(({ kind }) => kind)).toEqual(['ConfigMap', 'Deployment', 'PodMonitor']);
});

test('alerts that the page names are there, with those severities and paces', () => {
  const { alerts } = createMixin(FLEET);
  const named = [...PAGE.matchAll(/`(Orchestrator\w+)` \((critical|warning)\)(?: \| ([\d.]+))?/g)];
  expect(named.length).toBe(9);
  for (const [, name, severity, pace] of named) {
    expect(ALERT_NAMES).toContain(name);
    const alert = alerts.find((one) => one.name === name)!;
    expect(alert.severity).toBe(severity);
    expect(pace === undefined || alert.condition.threshold === Number(pace)).toBe(true);
  }
});
