/** The props with every default filled in: what the rest of the package works from. */
import { accept, stated } from '../../validation';
import { resolveExtension, type Extension } from '../extension/extension';
import type { DatabaseConfig, ObjectiveConfig } from './database-config';
import { monitoringSchemaOf } from './schema';
import { seconds, type Duration } from '../../promql/duration';
import type { LabelMatcher } from '../../promql/write';
import type {
  AlertsProps,
  DashboardProps,
  GrafanaAlertingProps,
  MonitoringProps,
  Profile,
  ReplicaSetProps,
  ScrapeProps,
} from './props';
import type { SelectorProps } from './selector-props';

/** Name of the scrape job in the orchestrator's own README. */
export const DEFAULT_JOB = 'projection-workers';

/** Uid of the orchestrator's own dashboard. */
export const DEFAULT_DASHBOARD_UID = 'pupsourcing-orchestrator';

/** Uid of the Prometheus data source where nobody says otherwise: rules refer to it, and our data source file carries it. */
export const DEFAULT_DATASOURCE_UID = 'prometheus';

/** MonitoringProps, checked and complete. */
export interface MonitoringConfig {
  readonly profile: Profile;
  readonly selector: readonly LabelMatcher[];
  readonly aggregateBy: readonly string[];
  readonly replicaSets: readonly ReplicaSetProps[];
  readonly watchUnlisted: boolean;
  readonly scrapeInterval: Duration;
  readonly evaluationInterval: Duration;
  readonly scrape: ScrapeProps & { readonly jobName: string };
  /** Undefined where nothing is asked of the database. */
  readonly database: DatabaseConfig | undefined;
  readonly objectives: readonly ObjectiveConfig[];
  readonly alerts: Required<Omit<AlertsProps, 'grafana'>> & {
    readonly grafana: Required<Omit<GrafanaAlertingProps, 'targetDatasourceUid'>> & {
      readonly targetDatasourceUid: string | undefined;
    };
  };
  readonly recordingRules: boolean;
  readonly ruleNamespace: string;
  readonly dashboard: Required<Omit<DashboardProps, 'datasource'>> & { readonly datasource: string | undefined };
  readonly runbookBaseUrl: string | undefined;
  readonly grafanaUrl: string | undefined;
  readonly extend: Extension;
}

/**
 * Checks the props and fills in the defaults.
 *
 * @throws ConfigError with every problem that was found, each with its path
 */
export function resolveConfig(input: MonitoringProps = {}): MonitoringConfig {
  // A copy: what was passed may change later.
  const props = accept(monitoringSchemaOf(input), input);
  const selector = resolveSelector(props.selector ?? { job: DEFAULT_JOB });
  const { alerts = {}, dashboard = {} } = props;
  const dashboardUid = dashboard.uid ?? DEFAULT_DASHBOARD_UID;
  return {
    profile: props.profile ?? 'hardened',
    selector,
    aggregateBy: props.aggregateBy ?? [],
    replicaSets: props.replicaSets ?? [],
    watchUnlisted: props.watchUnlisted ?? true,
    scrapeInterval: props.scrapeInterval ?? '15s',
    evaluationInterval: props.evaluationInterval ?? '30s',
    scrape: { ...props.scrape, jobName: props.scrape?.jobName ?? jobOf(selector) },
    database: resolveDatabase(props),
    objectives: resolveObjectives(props),
    alerts: {
      enabled: true,
      labels: {},
      annotations: {},
      overrides: {},
      evaluatedBy: 'prometheus',
      ...stated(alerts),
      grafana: {
        datasourceUid: DEFAULT_DATASOURCE_UID,
        folder: fleetTitle(dashboardUid),
        orgId: 1,
        targetDatasourceUid: undefined,
        deleteRules: [],
        ...stated(alerts.grafana ?? {}),
      },
    },
    recordingRules: props.recordingRules ?? true,
    ruleNamespace: props.ruleNamespace ?? dashboardUid,
    dashboard: {
      uid: dashboardUid,
      title: fleetTitle(dashboardUid),
      tags: ['pupsourcing', 'orchestrator', 'projections'],
      refresh: '10s',
      datasource: undefined,
      ...stated(dashboard),
      // Field by field, in an order of our own: it is written down as it stands here.
      timeRange: { from: dashboard.timeRange?.from ?? 'now-1h', to: dashboard.timeRange?.to ?? 'now' },
    },
    runbookBaseUrl: props.runbookBaseUrl,
    grafanaUrl: props.grafanaUrl,
    extend: resolveExtension(props.extend),
  };
}

function resolveDatabase({ database, profile, scrapeInterval = '15s' }: MonitoringProps): DatabaseConfig | undefined {
  if (database === undefined || profile === 'upstream') {
    return undefined;
  }
  // A query is more work than a scrape of a worker.
  const usual = seconds(scrapeInterval) < 5 ? '5s' : scrapeInterval;
  return {
    interval: usual,
    ...stated(database),
    selector: resolveSelector(database.selector),
    tables: {
      events: 'events',
      checkpoints: 'projection_checkpoints',
      generations: 'orchestrator_generations',
      workers: 'orchestrator_workers',
      ...stated(database.tables ?? {}),
    },
  };
}

function resolveObjectives({
  profile,
  objectives = [],
  replicaSets = [],
  watchUnlisted = true,
}: MonitoringProps): readonly ObjectiveConfig[] {
  if (profile === 'upstream') {
    return [];
  }
  const watched = watchUnlisted || replicaSets.length === 0 ? {} : { among: replicaSets.map(({ name }) => name) };
  return objectives.map(({ window = '30d', ...objective }) => ({
    ...objective,
    window,
    ...(objective.replicaSet === undefined ? watched : {}),
  }));
}

/**
 * What a fleet is called where people see it: in titles of dashboards, and of folders, which two fleets of one Grafana may not share. It is the
 * orchestrator's own README's, unless the fleet has a dashboard of its own.
 */
export function fleetTitle(dashboardUid: string): string {
  const title = 'Pupsourcing Orchestrator';
  return dashboardUid === DEFAULT_DASHBOARD_UID ? title : `${title} ${dashboardUid}`;
}

function resolveSelector(selector: SelectorProps): LabelMatcher[] {
  return Object.entries(selector).map(([label, value]): LabelMatcher => {
    if (typeof value === 'string') {
      return { label, op: '=', value };
    }
    if ('not' in value) {
      return { label, op: '!=', value: value.not };
    }
    return 'regex' in value ? { label, op: '=~', value: value.regex } : { label, op: '!~', value: value.notRegex };
  });
}

function jobOf(selector: readonly LabelMatcher[]): string {
  return selector.find((matcher) => matcher.label === 'job' && matcher.op === '=')?.value ?? DEFAULT_JOB;
}
