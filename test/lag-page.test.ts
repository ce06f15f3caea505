/** docs/lag.md: each of its blocks is run here, or says why not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { App } from 'cdk8s';
import * as ts from 'typescript';
import { parse, parseAllDocuments } from 'yaml';

import {
  check,
  combineDeliveries,
  createMixin,
  kubePrometheusStack,
  renderDelivery,
  renderFiles,
  type Delivery,
  type KubernetesManifest,
  type MonitoringProps,
} from '../lib';
import { ALERT_NAMES } from '../lib/orchestrator';
import { warningsOf } from '../lib/cdk8s';

const PAGE = readFileSync(join(__dirname, '../docs/lag.md'), 'utf8');
const BLOCKS = [...PAGE.matchAll(/(?:(<!-- not run[^>]*-->)\n\n)?```(\w+)\n([\s\S]*?)```/g)].map(
  ([, excuse, language, code]) => ({ excuse, language, code: code ?? '' }),
);
const block = (language: string, begins = ''): string =>
  BLOCKS.find((one) => one.language === language && one.excuse === undefined && one.code.startsWith(begins))!.code;
const FLEET = parse(block('yaml')) as MonitoringProps;

interface Deployment {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [Container] } } };
}

interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string }[];
}

test('every block is run below, or says why not', () => {
  const run = BLOCKS.filter(({ excuse }) => excuse === undefined).map(({ language }) => language);
  expect(run).toEqual(['yaml', 'sh', 'ts', 'yaml']);
});

test('the description is right, and renders the files that the page speaks of', () => {
  const mixin = createMixin(FLEET);
  expect(check(mixin)).toEqual([]);
  const paths = renderFiles(mixin).map(({ path }) => path);
  expect(block('sh')).toBe('npx pupsourcing-orchestrator-monitoring render --out monitoring\n');
  expect(paths).toEqual(expect.arrayContaining(['database/queries.yaml', 'database/role.sql']));
});

test('the program runs without a warning, and its exporter asks what the description renders', () => {
  const { outputText } = ts.transpileModule(block('ts'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const run = compileFunction(`${outputText}; return app;`, ['require', 'exports']) as (
    load: (name: string) => unknown,
    exports: object,
  ) => App;
  const written = jest.spyOn(App.prototype, 'synth').mockImplementation();
  const app = run((name) => jest.requireActual(name), {});
  expect(written).toHaveBeenCalledTimes(1);
  written.mockRestore();

  expect(warningsOf(app)).toEqual([]);
  const objects = parseAllDocuments(app.synthYaml()).map((document) => document.toJS() as KubernetesManifest);
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap orchestrator-dashboard',
    'PrometheusRule orchestrator-rules',
    'PodMonitor orchestrator-workers',
    'ConfigMap orchestrator-database-queries',
    'ConfigMap orchestrator-lag-exporter-queries',
    'Deployment orchestrator-lag-exporter',
    'PodMonitor orchestrator-lag-exporter',
  ]);
  const rendered = renderFiles(createMixin(FLEET)).find(({ path }) => path === 'database/queries.yaml')!.content;
  expect(objects[3]!['data']).toEqual({ 'queries.yaml': rendered });
  expect(objects[4]!['data']).toEqual({ 'queries.yaml': rendered });

  const { args, env } = (objects[5] as unknown as Deployment).spec.template.spec.containers[0];
  const command = BLOCKS.find(({ code }) => code.includes('\npostgres_exporter '))!.code;
  const switches = (words: readonly string[]): readonly string[] =>
    words.filter((word) => /^--(no|disable)-/.test(word));
  expect(switches(args)).toHaveLength(9);
  expect(switches(command.split(/\s+/))).toEqual(switches(args));
  expect([...command.matchAll(/^export (\w+)/gm)].map(([, name]) => name)).toEqual(env.map(({ name }) => name));
});

test('the queries of a delivery are left out as the page says', () => {
  const stack = kubePrometheusStack({ release: 'monitoring' });
  const mixin = createMixin({ ...FLEET, scrape: { namespaces: ['projections'] } });
  const partsOf = (delivery: Delivery): readonly string[] =>
    renderDelivery(delivery, mixin).objects.map(({ part }) => part);
  expect(PAGE).toContain('combineDeliveries({ dashboards: stack, rules: stack, database: false })');
  expect(partsOf(combineDeliveries({ dashboards: stack, rules: stack, database: false }))).toEqual(
    partsOf(stack).filter((part) => part !== 'database'),
  );
  expect(PAGE).toContain("combineDeliveries({ dashboards: stack, rules: stack, database: { namespace: 'postgres' } })");
  expect(partsOf(combineDeliveries({ dashboards: stack, rules: stack, database: { namespace: 'postgres' } }))).toEqual(
    partsOf(stack),
  );
});

test('the job that scrapes an exporter without Kubernetes is the one that the rules ask for', () => {
  const { scrape_configs: jobs } = parse(block('yaml', 'scrape_configs')) as { scrape_configs: unknown };
  expect(jobs).toEqual([
    {
      job_name: FLEET.database!.selector['job'],
      scrape_interval: createMixin(FLEET).config.database!.interval,
      static_configs: [{ targets: ['localhost:9187'] }],
    },
  ]);
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
