/**
 * What a user writes: the props of everything in this package, and the keys of the command line's configuration file.
 *
 * Durations are Prometheus durations (`30s`, `5m`, `1h30m`).
 */
import type { AlertOverride } from '../../model/alert-settings';
import type { AlertName } from '../alert-names';
import type { ExtendProps } from './extension';
import type { Duration } from '../../promql/duration';

/**
 * `hardened` holds expressions that were replayed against faults of the real orchestrator; `upstream` holds the dashboard and the rules
 * of the orchestrator's own README to the letter, with what they miss.
 */
export type Profile = 'hardened' | 'upstream';

/**
 * A matcher that is more than equality. The regular expressions are RE2 (no looking around, no back references), anchored at both ends by
 * Prometheus.
 */
export type MatcherProps = { readonly not: string } | { readonly regex: string } | { readonly notRegex: string };

/** Label matchers, keyed by label: a plain string means equality. */
export type SelectorProps = Readonly<Record<string, string | MatcherProps>>;

/** How many workers an autoscaler may keep: both bounds inclusive. */
export interface WorkerRange {
  readonly min: number;
  readonly max: number;
}

/** The workload whose number of replicas, as kube-state-metrics reports it, is the expected number of workers. */
export type WorkloadReference =
  | { readonly deployment: string; readonly namespace: string }
  | { readonly statefulSet: string; readonly namespace: string };

/**
 * Settings of alerts, keyed by the alert's name. Replica sets with settings of their own have rules of their own, with the label
 * `rule_scope`, which says what is different: Prometheus tells rules apart by name and labels.
 */
export type AlertOverrides = Readonly<Partial<Record<AlertName | (string & {}), AlertOverride>>>;

/** Who evaluates the alerts, and sends them on: Prometheus with Alertmanager, or Grafana's own alerting. */
export type Evaluator = 'prometheus' | 'grafana';

/** How Grafana evaluates the alerts, where it does. */
export interface GrafanaAlertingProps {
  /**
   * Uid of the Prometheus data source that Grafana asks: up to 40 letters, digits, `-` and `_`.
   * @default 'prometheus' (that of the data source file of this package)
   */
  readonly datasourceUid?: string;
  /** Title of the folder that holds the rules; with `/` between them, of folders within folders. @default 'Pupsourcing Orchestrator' */
  readonly folder?: string;
  /** Grafana organization. @default 1 */
  readonly orgId?: number;
  /**
   * Uid of the data source that Grafana writes recorded series to. With it, Grafana evaluates the recording rules, too.
   * @default - Prometheus evaluates them
   */
  readonly targetDatasourceUid?: string;
  /**
   * Uids of rules that an earlier configuration made and this one has no more. Grafana keeps such rules, and goes on evaluating them, until
   * it is told to delete them; those of alerts that are switched off here are known, those of replica sets that are gone are not.
   * @default []
   */
  readonly deleteRules?: readonly string[];
}

/** All alerts of the fleet. */
export interface AlertsProps {
  /** Whether there are alerts at all. @default true */
  readonly enabled?: boolean;
  /** Labels added to every alert, for instance `team`. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations added to every alert. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Settings of single alerts, for the whole fleet. @default - every alert as its documentation says */
  readonly overrides?: AlertOverrides;
  /** Who evaluates the alerts. The other one gets none of them, so that no rule is evaluated twice. @default 'prometheus' */
  readonly evaluatedBy?: Evaluator;
  /** @default - see GrafanaAlertingProps */
  readonly grafana?: GrafanaAlertingProps;
}

/** A named group of projection workers that share partitions: the `replica_set` label of their metrics. */
export interface ReplicaSetProps {
  /** Value of the `replica_set` label. 1 to 200 characters, no control characters. */
  readonly name: string;
  /**
   * How many workers there should be: a number from 0 on, a range, or a workload to read it from (needs kube-state-metrics).
   * @default - not checked (profile `upstream`: 3, as its README says)
   */
  readonly workers?: number | WorkerRange | WorkloadReference;
  /** Settings of single alerts, for this replica set only; they win over the fleet's. @default - the fleet's */
  readonly alerts?: AlertOverrides;
}

/** One key of a Kubernetes Secret. */
export interface SecretKeyProps {
  /** Name of the Secret, in the namespace of the object that scrapes. */
  readonly name: string;
  readonly key: string;
}

/** How Prometheus and the workers convince each other who they are. */
export interface ScrapeTlsProps {
  /** Certificates of the authority that signed the workers' certificates. @default - those of the system */
  readonly ca?: SecretKeyProps;
  /** Prometheus's own certificate; it goes with `key`. @default - none */
  readonly cert?: SecretKeyProps;
  /** Key of that certificate. @default - none */
  readonly key?: SecretKeyProps;
  /** Name that the workers' certificates are for. @default - the address of the pod */
  readonly serverName?: string;
  /** Whether any certificate will do, as that of a worker that made its own. @default false */
  readonly insecureSkipVerify?: boolean;
}

/**
 * How Prometheus finds the workers, and how it asks them.
 *
 * Secrets are named, never given. Objects of the Prometheus operator refer to them; the scrape job of a Prometheus without operator reads them as
 * files, at `/etc/prometheus/secrets/<name>/<key>`, which is also where the operator mounts `spec.secrets`.
 */
export interface ScrapeProps {
  /** Name of the job. @default - the `job` of the selector, `projection-workers` where it has none */
  readonly jobName?: string;
  /** Kubernetes namespaces to look for pods in. @default - all that Prometheus may read */
  readonly namespaces?: readonly string[];
  /**
   * Labels that a pod must have. With them, a container port of the name that `port` gives is enough to be scraped.
   * @default - every pod with the annotation `prometheus.io/scrape: "true"`
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /**
   * Name of the container port that has the metrics. Pods with the annotation `prometheus.io/scrape: "true"` are scraped at the port that their
   * annotations name. The profile `upstream` knows annotations only. @default 'metrics'
   */
  readonly port?: string;
  /**
   * Pod label that holds the name of the replica set. Targets then have a label `replica_set`, so that `up` tells whose worker does not
   * answer, and the job sets `honor_labels`, so that the metrics keep theirs. The profile `upstream` ignores it. @default - none
   */
  readonly replicaSetPodLabel?: string;
  /** Where a pod's annotation `prometheus.io/scheme` says nothing else. @default 'http' */
  readonly scheme?: 'http' | 'https';
  /** @default - see ScrapeTlsProps */
  readonly tlsConfig?: ScrapeTlsProps;
  /** Credentials of an `Authorization` header; `type` is `Bearer` unless told. Not together with `basicAuth`. @default - none */
  readonly authorization?: { readonly type?: string; readonly credentials: SecretKeyProps };
  /** A user and a password. Without operator it takes Prometheus 2.50 or newer, for the user's name is read from a file. @default - none */
  readonly basicAuth?: { readonly username: SecretKeyProps; readonly password: SecretKeyProps };
  /** How long a worker may take to answer, at most `scrapeInterval`. @default - Prometheus's own, 10s */
  readonly timeout?: Duration;
  /** A worker that reports more series than this is not scraped at all, which keeps Prometheus alive. @default - none */
  readonly sampleLimit?: number;
}

/** The main dashboard. */
export interface DashboardProps {
  /** Up to 40 letters, digits, `-` and `_`. @default 'pupsourcing-orchestrator' */
  readonly uid?: string;
  /** Grafana takes no two of one title in a folder. @default - 'Pupsourcing Orchestrator', and the uid where it is another than the default */
  readonly title?: string;
  /** @default ['pupsourcing', 'orchestrator', 'projections'] */
  readonly tags?: readonly string[];
  /** How often an open dashboard asks again; `''` for never. @default '10s' (as the seed's dashboard) */
  readonly refresh?: Duration;
  /** Time range on opening, in Grafana's notation. @default { from: 'now-1h', to: 'now' } */
  readonly timeRange?: { readonly from: string; readonly to: string };
  /** Name of the Prometheus data source that is chosen on opening. @default - Grafana's default data source */
  readonly datasource?: string;
}

/** One short description of a fleet of projection workers: everything else follows from it. */
export interface MonitoringProps {
  /** @default 'hardened' */
  readonly profile?: Profile;
  /**
   * Matchers that find the workers' targets. They apply to `up` as well as to the orchestrator's metrics, so only labels that the scrape
   * sets can be used. The profile `upstream` has no matchers and ignores them. @default { job: 'projection-workers' }
   */
  readonly selector?: SelectorProps;
  /**
   * Labels that tell fleets apart, beside `replica_set`: every rule aggregates by them too, for instance `['cluster', 'namespace']`.
   * The profile `upstream` aggregates nothing and ignores them. @default []
   */
  readonly aggregateBy?: readonly string[];
  /** The replica sets that are known beforehand. @default [] */
  readonly replicaSets?: readonly ReplicaSetProps[];
  /** Whether replica sets that are not listed are watched too, as far as it goes without an expected number of workers. @default true */
  readonly watchUnlisted?: boolean;
  /** How often Prometheus scrapes the workers. 1s to 1m. @default '15s' */
  readonly scrapeInterval?: Duration;
  /** How often rules are evaluated. 1s to 5m. @default '30s' (seed) */
  readonly evaluationInterval?: Duration;
  /** How workers are discovered. @default - see ScrapeProps */
  readonly scrape?: ScrapeProps;
  /** @default - every alert of the profile, with its own settings */
  readonly alerts?: AlertsProps;
  /** Whether recording rules are made, and read by panels and alerts. @default true */
  readonly recordingRules?: boolean;
  /**
   * Namespace of the rules in Mimir or Cortex, which two fleets of one tenant may not share: whoever loads it replaces all that is in it.
   * @default - dashboard.uid
   */
  readonly ruleNamespace?: string;
  /** @default - see DashboardProps */
  readonly dashboard?: DashboardProps;
  /** Signals, alerts, recording rules and panels of your own, and what takes the place of shipped ones. @default - none */
  readonly extend?: ExtendProps;
  /**
   * Address of a runbook of your own. The annotation `runbook_url` of each alert is this URL, `#` and the alert's name in lower case.
   * @default - the runbook dashboard where `grafanaUrl` is set; otherwise alerts carry no `runbook_url`
   */
  readonly runbookBaseUrl?: string;
  /** Address of Grafana, for the annotations `dashboard_url` and `runbook_url`. @default - alerts carry no links to dashboards */
  readonly grafanaUrl?: string;
}
