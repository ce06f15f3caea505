/** The component of Grafana's part of the monitoring, with arguments that every language of Pulumi can say. */
import * as pulumi from '@pulumi/pulumi';
import { createDescribedResources } from 'pupsourcing-orchestrator-monitoring/pulumi';

/** Where alerts go, without a notification policy. */
export interface Notification {
  /** A key of contactPoints, or else the name of a contact point that there is. */
  contactPoint: pulumi.Input<string>;
  /** Labels that alerts are put together by; the alert's name and the folder always are among them. */
  groupBys?: string[];
  /** How long the first notification of a group waits for others, as 30s or 5m. */
  groupWait?: string;
  /** How long a notification about changes of a group waits. */
  groupInterval?: string;
  /** How long until the same is said again. */
  repeatInterval?: string;
  /** Names of mute timings, during which nothing is sent. */
  muteTimings?: pulumi.Input<string>[];
  /** Names of timings outside of which nothing is sent. */
  activeTimings?: pulumi.Input<string>[];
}

/** Where alerts of one severity go. */
export interface NotificationsBySeverity {
  /** Alerts that wake somebody. */
  critical?: Notification;
  /** Alerts that are looked at the same day. */
  warning?: Notification;
  /** Alerts that are kept for the record. */
  info?: Notification;
}

/** The folder that is made for dashboards and rules. */
export interface Folder {
  /** Title of the folder; Pupsourcing Orchestrator with project and stack, unless it is said otherwise. */
  title?: string;
  /** Up to 40 letters, digits, - and _. */
  uid?: string;
  /** Uid of the folder that it is in. */
  parentFolderUid?: pulumi.Input<string>;
}

/** One description of a fleet of projection workers, and where in Grafana its monitoring is kept. */
export interface OrchestratorMonitoringArgs {
  /**
   * What to monitor: an object with the keys of the command line's configuration file (schema/orchestrator-monitoring.schema.json of the
   * package), such as replicaSets. Values of alerts.labels may become known later, all others are plain.
   */
  monitoring?: any;
  /** Uid of the Prometheus data source that the rules ask. */
  datasourceUid: pulumi.Input<string>;
  /** Uid of the data source that Grafana writes recorded series to. With it, Grafana evaluates the recording rules, too. */
  targetDatasourceUid?: pulumi.Input<string>;
  /** The folder that is made for dashboards and rules. */
  folder?: Folder;
  /** Uid of a folder that there is; none is made then. */
  folderUid?: pulumi.Input<string>;
  /** Tells fleets apart that share a Grafana; project, stack and the uid of the main dashboard unless it is said otherwise. */
  namespace?: string;
  /**
   * Contact points to be made: an object with names for notifications to refer to, and what each of them sends to, as grafana.alerting.ContactPoint
   * takes it: lists such as webhooks or emails, with the keys that they have in TypeScript. All of it is kept secret. Grafana calls them by that
   * name, project and stack; name insists on another one.
   */
  contactPoints?: any;
  /** Where alerts of every severity go; where the notification policy sends them unless it is said otherwise. */
  notifications?: Notification;
  /** Where alerts of one severity go; it wins over notifications. */
  notificationsBySeverity?: NotificationsBySeverity;
  /** Whether rules can be changed in Grafana's pages, until the next change here; false unless it is said otherwise. */
  editableInUi?: boolean;
  /** Grafana organization, for a provider with user and password; that of the provider unless it is said otherwise. */
  orgId?: pulumi.Input<number>;
}

/** Folder, dashboards, alert rules and, where wanted, recording rules of a fleet of pupsourcing's orchestrator, in Grafana. */
export class OrchestratorMonitoring extends pulumi.ComponentResource {
  /** Uid of the folder that holds dashboards and rules. */
  public readonly folderUid: pulumi.Output<string>;
  /** Uid of the main dashboard. */
  public readonly dashboardUid: pulumi.Output<string>;
  /** Address of the main dashboard. */
  public readonly dashboardUrl: pulumi.Output<string>;
  /** Uids of all dashboards, the main one first. */
  public readonly dashboardUids: pulumi.Output<string[]>;
  /** Addresses of all dashboards, in the same order. */
  public readonly dashboardUrls: pulumi.Output<string[]>;
  /** Uids of the rules that Grafana evaluates, by their titles. */
  public readonly ruleUids: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: OrchestratorMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super('pupsourcing-orchestrator-monitoring:index:OrchestratorMonitoring', name, {}, opts);
    const made = createDescribedResources(this, name, args, opts);
    this.folderUid = made.folderUid;
    this.dashboardUid = made.dashboardUid;
    this.dashboardUrl = made.dashboardUrl;
    this.dashboardUids = made.dashboardUids;
    this.dashboardUrls = made.dashboardUrls;
    this.ruleUids = made.ruleUids;
    this.registerOutputs({ ...made });
  }
}
