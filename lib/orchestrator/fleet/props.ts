/**
 * What a user writes: the props of everything in this package, and the keys of the command line's configuration file.
 *
 * Durations are Prometheus durations (`30s`, `5m`, `1h30m`).
 */
import type { AlertOverride } from '../../model/alerts/alert-settings';
import type { AlertName } from '../alert-names';
import type { DatabaseProps, ObjectiveProps } from './database-props';
import type { ExtendProps } from '../extension/extension-props';
import type { SelectorProps } from './selector-props';
import type { Duration } from '../../promql/duration';

/**
 * `hardened` holds expressions that were replayed against faults of the real orchestrator; `upstream` holds the dashboard and the rules
 * of the orchestrator's own README to the letter, with their gaps.
 */
export type Profile = 'hardened' | 'upstream';

/** How many workers an autoscaler may run; both bounds are inclusive. */
export interface WorkerRange {
  readonly min: number;
  readonly max: number;
}

/** The workload whose number of replicas is the expected number of workers, as kube-state-metrics reports it. */
export type WorkloadReference =
  | { readonly deployment: string; readonly namespace: string }
  | { readonly statefulSet: string; readonly namespace: string };

/**
 * Settings of alerts, keyed by the alert's name. Replica sets with their own settings get their own rules, with the label `rule_scope`,
 * which says what differs: Prometheus distinguishes rules by name and labels.
 */
export type AlertOverrides = Readonly<Partial<Record<AlertName | (string & {}), AlertOverride>>>;

/** Who evaluates the alerts and sends notifications: Prometheus with Alertmanager, or Grafana's own alerting. */
export type Evaluator = 'prometheus' | 'grafana';

/** How Grafana evaluates the alerts, where it does. */
export interface GrafanaAlertingProps {
  /**
   * Uid of the Prometheus data source that Grafana queries: up to 40 letters, digits, `-` and `_`.
   * @default 'prometheus' (that of the data source file of this package)
   */
  readonly datasourceUid?: string;
  /**
   * Title of the folder that holds the rules; `/` separates nested folders, except in `grafanaOperator`.
   * @default - 'Pupsourcing Orchestrator', and the dashboard's uid where the fleet has one of its own; with `grafanaOperator`, that of the dashboards
   */
  readonly folder?: string;
  /**
   * Grafana organization of the rules, and of the dashboards and data sources beside them, as far as files say it: with a sidecar, its chart says
   * it for dashboards, and Grafana's operator takes that of its credentials. Links in notifications name it. @default 1
   */
  readonly orgId?: number;
  /**
   * Uid of the data source that Grafana writes recorded series to. If set, Grafana evaluates the recording rules, too. `datasourceUid`, which
   * is asked for them, has to show what this one takes in: it is the same, or another entry for the same store.
   * @default - Prometheus evaluates them
   */
  readonly targetDatasourceUid?: string;
  /**
   * Uids of rules that an earlier configuration created and this one no longer has. Grafana keeps and evaluates such rules until it is told
   * to delete them. Rules of alerts that are disabled here are deleted without being listed; those of removed replica sets are not, nor the
   * former rule of a replica set whose own settings of an alert have changed. `render` remembers what it wrote, and has them deleted, too;
   * otherwise, `doctor` names those that Grafana has.
   * @default []
   */
  readonly deleteRules?: readonly string[];
}

/** All alerts of the fleet. */
export interface AlertsProps {
  /** Whether to create alerts. @default true */
  readonly enabled?: boolean;
  /** Labels added to every alert, such as `team`. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations added to every alert. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Settings of individual alerts, for the whole fleet. @default - every alert as its documentation says */
  readonly overrides?: AlertOverrides;
  /** Who evaluates the alerts. The other one gets no alerts, so that none is evaluated twice. @default 'prometheus' */
  readonly evaluatedBy?: Evaluator;
  /** @default - see GrafanaAlertingProps */
  readonly grafana?: GrafanaAlertingProps;
}

/** A named group of projection workers that share partitions: the `replica_set` label of their metrics. */
export interface ReplicaSetProps {
  /** Value of the `replica_set` label. 1 to 200 characters, no control characters. */
  readonly name: string;
  /**
   * The expected number of workers: a number of 0 or more, a range, or a workload to read it from (needs kube-state-metrics). Where workers have
   * the label `cluster` or `namespace`, each cluster and namespace that has some is expected to have so many.
   * @default - not checked (profile `upstream`: 3, as its README says)
   */
  readonly workers?: number | WorkerRange | WorkloadReference;
  /**
   * The longest time without an event to handle, from 1m to 1w, if the input never rests for longer. OrchestratorNoEventsHandled then tells
   * when all projections stand still, which otherwise looks like an idle night. It needs an application that counts handled events, and
   * fires where none does. The profile `upstream` ignores it. @default - the input may rest forever, and there is no such alert
   */
  readonly inputNeverPausesFor?: Duration;
  /** Settings of individual alerts, for this replica set only. They override the fleet's. @default - the fleet's */
  readonly alerts?: AlertOverrides;
  /**
   * Names of the projections that it runs, for `database`: the tables do not say it. Needed where replica sets with different numbers of
   * partitions share a database. At least one name; no projection belongs to two replica sets.
   * @default - those that no other replica set names
   */
  readonly projections?: readonly string[];
}

/** One key of a Kubernetes Secret. */
export interface SecretKeyProps {
  /** Name of the Secret, in the namespace of the object that scrapes. */
  readonly name: string;
  readonly key: string;
}

/** How Prometheus and the workers authenticate each other. */
export interface ScrapeTlsProps {
  /** CA certificates that the workers' certificates are verified with. @default - those of the system */
  readonly ca?: SecretKeyProps;
  /** Prometheus's client certificate; requires `key`. @default - none */
  readonly cert?: SecretKeyProps;
  /** Private key of `cert`. @default - none */
  readonly key?: SecretKeyProps;
  /** Server name to verify the workers' certificates against. @default - the address of the pod */
  readonly serverName?: string;
  /** Whether to accept any certificate, such as a self-signed one. @default false */
  readonly insecureSkipVerify?: boolean;
}

/**
 * How Prometheus discovers and scrapes the workers.
 *
 * Secrets are referenced by name. Objects of the Prometheus operator refer to them; the scrape job of a Prometheus without operator reads them as
 * files, at `/etc/prometheus/secrets/<name>/<key>`, which is also where the operator mounts `spec.secrets`.
 */
export interface ScrapeProps {
  /** Name of the job. @default - the `job` of the selector, `projection-workers` where it has none */
  readonly jobName?: string;
  /** Kubernetes namespaces to discover pods in. @default - all that Prometheus may read */
  readonly namespaces?: readonly string[];
  /**
   * Labels that a pod must have. Its container port named `port` is then scraped, without any annotation.
   * @default - every pod with the annotation `prometheus.io/scrape: "true"`
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /**
   * Name of the container port that serves the metrics. Pods with the annotation `prometheus.io/scrape: "true"` are scraped at the port that their
   * annotations name. The profile `upstream` supports annotations only. @default 'metrics'
   */
  readonly port?: string;
  /**
   * Pod label that holds the name of the replica set. Targets then have a label `replica_set`, so that `up` tells whose worker does not
   * answer, and the job sets `honor_labels`, so that the metrics keep their own. The profile `upstream` ignores it. @default - none
   */
  readonly replicaSetPodLabel?: string;
  /** Scheme, unless a pod's annotation `prometheus.io/scheme` overrides it. @default 'http' */
  readonly scheme?: 'http' | 'https';
  /** @default - see ScrapeTlsProps */
  readonly tlsConfig?: ScrapeTlsProps;
  /** Credentials of an `Authorization` header; `type` defaults to `Bearer`. Cannot be combined with `basicAuth`. @default - none */
  readonly authorization?: { readonly type?: string; readonly credentials: SecretKeyProps };
  /** User and password. Without operator, it requires Prometheus 2.50 or newer, because the user name is read from a file. @default - none */
  readonly basicAuth?: { readonly username: SecretKeyProps; readonly password: SecretKeyProps };
  /** Scrape timeout, at most `scrapeInterval`. @default - Prometheus's own, 10s */
  readonly timeout?: Duration;
  /** Most samples of a scrape. Prometheus drops the whole scrape of a worker that exposes more, which protects it from overload. @default - none */
  readonly sampleLimit?: number;
}

/** The main dashboard. */
export interface DashboardProps {
  /** Up to 40 letters, digits, `-` and `_`. @default 'pupsourcing-orchestrator' */
  readonly uid?: string;
  /** Grafana refuses two dashboards with the same title in a folder. @default - 'Pupsourcing Orchestrator', followed by the uid if that is not the default */
  readonly title?: string;
  /** @default ['pupsourcing', 'orchestrator', 'projections'] */
  readonly tags?: readonly string[];
  /** How often an open dashboard refreshes; `''` for never. @default '10s' (as in the orchestrator's own dashboard) */
  readonly refresh?: Duration;
  /** Time range on opening, in Grafana's notation. @default { from: 'now-1h', to: 'now' } */
  readonly timeRange?: { readonly from: string; readonly to: string };
  /** Name of the Prometheus data source that is selected on opening, or under `upstream`, where none can be selected, asked. @default - Grafana's default data source */
  readonly datasource?: string;
}

/** Description of a fleet of projection workers, from which everything else is derived. */
export interface MonitoringProps {
  /** @default 'hardened' */
  readonly profile?: Profile;
  /**
   * Matchers that find the workers' targets. They apply to `up` as well as to the orchestrator's metrics, so only labels that the scrape
   * sets can be used. The profile `upstream` has no matchers and ignores them. @default { job: 'projection-workers' }
   */
  readonly selector?: SelectorProps;
  /**
   * Labels besides `replica_set` that distinguish fleets, such as `['cluster', 'namespace']`: every rule aggregates by them, too.
   * The profile `upstream` aggregates nothing and ignores them. @default []
   */
  readonly aggregateBy?: readonly string[];
  /** The replica sets that should exist. @default [] */
  readonly replicaSets?: readonly ReplicaSetProps[];
  /** Whether to monitor replica sets that are not listed, too, as far as is possible without an expected number of workers. @default true */
  readonly watchUnlisted?: boolean;
  /** How often Prometheus scrapes the workers. 1s to 1m. @default '15s' */
  readonly scrapeInterval?: Duration;
  /**
   * How often rules are evaluated. 1s to 1m: windows of two minutes have to be looked at twice. Groups that read very much wait for at least 1m
   * (`orchestrator_throughput`, with its alerts) or 3m (`orchestrator_distributions`). @default '30s'
   */
  readonly evaluationInterval?: Duration;
  /** How workers are discovered. @default - see ScrapeProps */
  readonly scrape?: ScrapeProps;
  /**
   * How far behind the projections are, from the database. It adds queries for an exporter, alerts, panels and recorded series. The profile
   * `upstream` ignores it. @default - nothing is asked of the database
   */
  readonly database?: DatabaseProps;
  /** What the fleet promises. The profile `upstream` ignores it. @default [] */
  readonly objectives?: readonly ObjectiveProps[];
  /** @default - every alert of the profile, with its own settings */
  readonly alerts?: AlertsProps;
  /** Whether to create the profile's recording rules, and panels read recorded series. Those of `extend` are created with false, too. @default true */
  readonly recordingRules?: boolean;
  /**
   * Namespace of the rules in Mimir or Cortex. Two fleets of one tenant must not share it: loading it replaces everything in it.
   * @default - dashboard.uid
   */
  readonly ruleNamespace?: string;
  /** @default - see DashboardProps */
  readonly dashboard?: DashboardProps;
  /** Your own signals, alerts, recording rules and panels, and replacements of shipped ones. @default - none */
  readonly extend?: ExtendProps;
  /**
   * Address of a runbook of your own. The annotation `runbook_url` of each alert is this URL, `#` and the alert's name in lower case.
   * @default - the runbook dashboard where `grafanaUrl` is set; otherwise alerts carry no `runbook_url`
   */
  readonly runbookBaseUrl?: string;
  /** Address of Grafana, for the annotations `dashboard_url` and `runbook_url`. @default - alerts carry no links to dashboards */
  readonly grafanaUrl?: string;
}
