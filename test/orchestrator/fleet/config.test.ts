import { type MonitoringProps } from '../../../lib';
import { DEFAULT_JOB, resolveConfig } from '../../../lib/orchestrator';
import { GOOD } from '../../validation/problems';

const DEFAULTS = {
  profile: 'hardened',
  selector: [{ label: 'job', op: '=', value: 'projection-workers' }],
  aggregateBy: [],
  replicaSets: [],
  watchUnlisted: true,
  scrapeInterval: '15s',
  evaluationInterval: '30s',
  scrape: { jobName: 'projection-workers' },
  database: undefined,
  objectives: [],
  alerts: {
    enabled: true,
    labels: {},
    annotations: {},
    overrides: {},
    evaluatedBy: 'prometheus',
    grafana: {
      datasourceUid: 'prometheus',
      folder: 'Pupsourcing Orchestrator',
      orgId: 1,
      targetDatasourceUid: undefined,
      deleteRules: [],
    },
  },
  recordingRules: true,
  ruleNamespace: 'pupsourcing-orchestrator',
  dashboard: {
    uid: 'pupsourcing-orchestrator',
    title: 'Pupsourcing Orchestrator',
    tags: ['pupsourcing', 'orchestrator', 'projections'],
    refresh: '10s',
    timeRange: { from: 'now-1h', to: 'now' },
    datasource: undefined,
  },
  runbookBaseUrl: undefined,
  grafanaUrl: undefined,
  extend: { signals: [], alerts: [], recordingRules: [], panels: [], unlabelled: [] },
};

test('defaults', () => {
  expect(resolveConfig()).toStrictEqual(DEFAULTS);
  expect(resolveConfig({})).toStrictEqual(DEFAULTS);
  expect(DEFAULT_JOB).toBe('projection-workers');
});

test('undefined is as good as nothing, in every field', () => {
  const undefinedFields = Object.fromEntries(Object.keys(GOOD).map((key) => [key, undefined]));
  const nested = {
    ...undefinedFields,
    scrape: { jobName: undefined },
    alerts: { enabled: undefined, labels: undefined, annotations: undefined, overrides: undefined },
    dashboard: Object.fromEntries(Object.keys(GOOD.dashboard).map((key) => [key, undefined])),
  };

  expect(resolveConfig(undefinedFields as MonitoringProps)).toStrictEqual(DEFAULTS);
  expect(resolveConfig(nested as unknown as MonitoringProps)).toStrictEqual(DEFAULTS);
});

test('what is given is kept', () => {
  const config = resolveConfig(GOOD);

  expect(config).toEqual({
    ...GOOD,
    database: DEFAULTS.database,
    objectives: DEFAULTS.objectives,
    extend: DEFAULTS.extend,
    ruleNamespace: GOOD.dashboard.uid,
    selector: [
      { label: 'job', op: '=', value: 'projection-workers' },
      { label: 'namespace', op: '=~', value: 'team-.*' },
      { label: 'pod', op: '!=', value: '' },
      { label: 'container', op: '!~', value: 'side.*' },
    ],
  });
});

test.each<[string, MonitoringProps, string]>([
  ['the one of the selector', { selector: { job: 'workers' } }, 'workers'],
  ['its own', { selector: { job: 'workers' }, scrape: { jobName: 'scraped' } }, 'scraped'],
  ['the default, where the selector has none', { selector: { app: 'workers' } }, 'projection-workers'],
  ['the default, where the selector has several', { selector: { job: { regex: 'a|b' } } }, 'projection-workers'],
])('name of the scrape job: %s', (_what, props, expected) => {
  expect(resolveConfig(props).scrape.jobName).toBe(expected);
});

test('a selector in place of the default, not beside it', () => {
  expect(resolveConfig({ selector: { app: 'workers' } }).selector).toEqual([
    { label: 'app', op: '=', value: 'workers' },
  ]);
});

test('props are not changed', () => {
  const props = structuredClone(GOOD) as MonitoringProps;
  const config = resolveConfig(props);

  expect(props).toEqual(GOOD);
  expect(config.replicaSets).not.toBe(props.replicaSets);
});
