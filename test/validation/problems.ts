/** What is wrong with props, as users of plain JavaScript see it. */
import { ConfigError, type MonitoringProps, type Problem } from '../../lib';
import { resolveConfig } from '../../lib/orchestrator';

/** The problems of a ConfigError; none when the props are valid. Any other error fails the test. */
export function problemsOf(props: unknown): readonly Problem[] {
  try {
    resolveConfig(props as MonitoringProps);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
}

/** Valid props with a value in every field there is. */
export const GOOD = {
  profile: 'hardened',
  selector: {
    job: 'projection-workers',
    namespace: { regex: 'team-.*' },
    pod: { not: '' },
    container: { notRegex: 'side.*' },
  },
  aggregateBy: ['cluster', 'namespace'],
  replicaSets: [
    { name: 'main', workers: 3 },
    { name: 'scaled', workers: { min: 2, max: 10 } },
    { name: 'deployed', workers: { deployment: 'workers', namespace: 'shop' } },
    { name: 'stateful', workers: { statefulSet: 'workers', namespace: 'shop' } },
    {
      name: 'quiet',
      alerts: {
        OrchestratorProjectionErrors: {
          enabled: true,
          threshold: 0.5,
          for: '10m',
          keepFiringFor: '1h',
          severity: 'info',
          labels: { team: 'shop' },
          annotations: { note: 'Ask the shop team.' },
        },
      },
    },
  ],
  watchUnlisted: true,
  scrapeInterval: '15s',
  evaluationInterval: '30s',
  scrape: { jobName: 'projection-workers', namespaces: ['shop'], podLabels: { 'app.kubernetes.io/name': 'worker' } },
  alerts: {
    enabled: true,
    labels: { team: 'platform' },
    annotations: { contact: '#platform' },
    overrides: { OrchestratorHighReconfigurationRate: { threshold: 0.2 } },
    evaluatedBy: 'grafana',
    grafana: {
      datasourceUid: 'prometheus',
      folder: 'Teams/Shop',
      orgId: 2,
      targetDatasourceUid: 'mimir',
      deleteRules: ['slow-heartbeat-2trn6xlpdzkha'],
    },
  },
  recordingRules: true,
  dashboard: {
    uid: 'orchestrator',
    title: 'Orchestrator',
    tags: ['shop'],
    refresh: '30s',
    timeRange: { from: 'now-6h', to: 'now' },
    datasource: 'Mimir',
  },
  runbookBaseUrl: 'https://runbooks.example/orchestrator',
  grafanaUrl: 'https://grafana.example',
} as const;

type Keys = readonly (string | number)[];

/** The good props with one value put at a place; a key that is not there is added. */
export function withValue(keys: Keys, value: unknown, props: unknown = GOOD): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) {
    return value;
  }
  if (Array.isArray(props)) {
    const copy: unknown[] = [...(props as unknown[])];
    copy[Number(key)] = withValue(rest, value, copy[Number(key)]);
    return copy;
  }
  const fields = props as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: withValue(rest, value, fields[key]) };
}

/** Every place in a value, from the root down. */
export function placesIn(value: unknown, at: Keys = []): readonly Keys[] {
  if (Array.isArray(value)) {
    return [at, ...value.flatMap((element: unknown, index) => placesIn(element, [...at, index]))];
  }
  if (typeof value === 'object' && value !== null) {
    return [at, ...Object.entries(value).flatMap(([key, field]) => placesIn(field, [...at, key]))];
  }
  return [at];
}
