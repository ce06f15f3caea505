/** What a Pulumi program says about the monitoring of a fleet. */
import type { Input, Output } from '@pulumi/pulumi';
import type { ContactPointArgs } from '@pulumiverse/grafana/alerting/contactPoint';
import type { AlertsProps, Duration, MonitoringProps, Severity } from '../orchestrator';

/**
 * All alerts of the fleet. Without more words, Grafana evaluates them.
 *
 * Where the rules are kept is said by the component's own arguments; `grafana`, which is for provisioning files, is not among these.
 */
export interface AlertsArgs extends Omit<AlertsProps, 'labels' | 'grafana' | 'evaluatedBy'> {
  /** Labels added to every alert. Their values may become known later, then without templates. @default - none */
  readonly labels?: Readonly<Record<string, Input<string>>>;
  /**
   * Who evaluates the alerts: `grafana`, in rule groups of this component, or `prometheus`, by rules that somebody else delivers (see
   * OrchestratorKubernetesObjects). @default 'grafana'
   */
  readonly evaluatedBy?: 'grafana' | 'prometheus';
}

/** A folder to be made. */
export interface FolderArgs {
  /** @default - with project and stack: `Pupsourcing Orchestrator (shop/prod)`, and a `dashboard.uid` that is given before them */
  readonly title?: string;
  /** Up to 40 letters, digits, `-` and `_`. @default - derived from the namespace */
  readonly uid?: string;
  /** Uid of the folder that it is in. @default - none */
  readonly parentFolderUid?: Input<string>;
}

/** Where alerts go, without a notification policy: Grafana sends them to this contact point. */
export interface NotificationArgs {
  /** A key of `contactPoints`, or else the name of a contact point: of one of those, or of one that there is. */
  readonly contactPoint: Input<string>;
  /** Labels that alerts are put together by; the alert's name and the folder always are among them. @default - Grafana's */
  readonly groupBys?: readonly string[];
  /** How long the first notification of a group waits for others. @default - that of the notification policy */
  readonly groupWait?: Duration;
  /** How long a notification about changes of a group waits. @default - that of the notification policy */
  readonly groupInterval?: Duration;
  /** How long until the same is said again. @default - that of the notification policy */
  readonly repeatInterval?: Duration;
  /** Names of mute timings, during which nothing is sent. @default - none */
  readonly muteTimings?: readonly Input<string>[];
  /** Names of timings outside of which nothing is sent; Grafana 12.1 or newer. @default - none */
  readonly activeTimings?: readonly Input<string>[];
}

/** What a contact point sends to: the lists of Grafana's ContactPoint (`webhooks`, `slacks`, `emails`, ...). All of it is kept secret. */
export interface ContactPointSettings extends Omit<ContactPointArgs, 'name' | 'orgId' | 'disableProvenance'> {
  /**
   * What Grafana calls it. Where it has a contact point of this name, the two are joined, and go together; so this is warned of.
   * @default - the key, with project and stack: `Team (shop/prod)`
   */
  readonly name?: string;
}

/**
 * One description of a fleet of projection workers, and where in Grafana its monitoring is kept. What is an `Input` may become known later;
 * the rest is plain, so that mistakes are found at preview.
 */
export interface OrchestratorMonitoringArgs extends Omit<MonitoringProps, 'alerts' | 'dashboard' | 'recordingRules'> {
  /** @default - every alert of the profile, evaluated by Grafana */
  readonly alerts?: AlertsArgs;
  /** As everywhere, except that without a `uid` it is one of this stack alone, called after project and stack: dashboards of a Grafana cannot share one. */
  readonly dashboard?: MonitoringProps['dashboard'];
  /** Uid of the Prometheus data source that the rules ask. */
  readonly datasourceUid: Input<string>;
  /**
   * Uid of the data source that Grafana writes recorded series to. With it, Grafana evaluates the recording rules, too. `datasourceUid`, which
   * is asked for them, has to show what this one takes in: it is the same, or another entry for the same store.
   * @default - Grafana evaluates no recording rules
   */
  readonly targetDatasourceUid?: Input<string>;
  /**
   * Whether panels, and alerts of objectives, read recorded series: those that Grafana records, or those that Prometheus does, where it has the
   * recording rules (see OrchestratorKubernetesObjects). All other alerts in Grafana ask the metrics themselves. Objectives and `extend.recordingRules` need the one or the other, where Grafana evaluates the alerts.
   * @default - true with targetDatasourceUid, or where Prometheus evaluates the alerts; else false
   */
  readonly recordingRules?: boolean;
  /** The folder that is made for dashboards and rules. @default - see FolderArgs */
  readonly folder?: FolderArgs;
  /** Uid of an existing folder; none is made then. @default - a folder is made */
  readonly folderUid?: Input<string>;
  /**
   * Tells fleets apart that share a Grafana: part of the names of rule groups and of the uids of rules and folder. Up to 100 letters,
   * digits, `-` and `_`. @default - project, stack and the uid of the main dashboard
   */
  readonly namespace?: string;
  /** Contact points to be made, by the names that `notifications` calls them; what is undefined is left out. @default - none */
  readonly contactPoints?: Readonly<Record<string, ContactPointSettings | undefined>>;
  /** Where alerts of every severity go. @default - where the notification policy sends them */
  readonly notifications?: NotificationArgs;
  /** Where alerts of one severity go; it wins over `notifications`. @default - as notifications says */
  readonly notificationsBySeverity?: Readonly<Partial<Record<Severity, NotificationArgs | undefined>>>;
  /**
   * Whether rules can be changed in Grafana's pages, until the next change here. Contact points cannot: Grafana refuses to switch that while a rule
   * sends to them. @default false
   */
  readonly editableInUi?: boolean;
  /**
   * Grafana organization, for a provider with user and password: a service account's token is of one organization, and is refused here. Links in
   * notifications name it, where it is known at preview.
   * @default - that of the provider
   */
  readonly orgId?: Input<number>;
}

/** An argument beside the mixin's. */
export type GrafanaKey = Exclude<keyof OrchestratorMonitoringArgs, keyof MonitoringProps>;

/** The arguments that say where in Grafana the monitoring is kept; contact points that are undefined are left out. */
export interface GrafanaArgs extends Pick<OrchestratorMonitoringArgs, GrafanaKey> {
  readonly contactPoints?: Readonly<Record<string, ContactPointSettings>>;
}

/** Arguments with the description of the fleet in one of its own, `monitoring`: a configuration file, as an object. */
export interface DescribedArgs extends Pick<OrchestratorMonitoringArgs, GrafanaKey> {
  readonly monitoring?: unknown;
}

/** What came of it. Everything is in the order of the model, the main dashboard first. */
export interface GrafanaResources {
  readonly folderUid: Output<string>;
  readonly dashboardUid: Output<string>;
  readonly dashboardUrl: Output<string>;
  readonly dashboardUids: Output<string[]>;
  readonly dashboardUrls: Output<string[]>;
  /** Uids of the rules, by their titles. */
  readonly ruleUids: Output<Record<string, string>>;
}
