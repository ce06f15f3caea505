/** Rules of the model in the form that Grafana's provider takes. */
import * as pulumi from '@pulumi/pulumi';
import type { RuleGroupArgs } from '@pulumiverse/grafana/alerting/ruleGroup';
import type { input } from '@pulumiverse/grafana/types';
import { formatDuration, seconds, type Duration, type Severity } from '../../orchestrator';
import { grafanaRuleUidIn } from '../../render/grafana/rule-identity';
import type { GrafanaAlertRule, GrafanaRecordingRule, GrafanaRuleGroup, GrafanaRuleQuery } from '../../render';
import { stated } from '../../validation';
import type { NotificationArgs } from '../orchestrator-monitoring-args';
import { isKnown } from '../property-checks';

type Uid = pulumi.Input<string>;
type RuleArgs = input.alerting.RuleGroupRule;

export interface RuleGroupContext {
  readonly folderUid: Uid;
  readonly organization: { readonly orgId?: pulumi.Input<string> };
  readonly editableInUi: boolean;
  /** Labels that are known later, by what stands for them. */
  readonly pendingLabels: ReadonlyMap<string, pulumi.Input<string>>;
  /** Where alerts of a severity go; undefined where the notification policy says it. */
  readonly notificationOf: (severity: Severity) => NotificationArgs | undefined;
}

/** Uid of a rule of a group: another one in every folder, so that the next group can be made before the last one is deleted. */
export function ruleUid(uid: string, group: string, folderUid: Uid): Uid {
  return isKnown(folderUid)
    ? grafanaRuleUidIn(uid, folderUid, group)
    : pulumi.output(folderUid).apply((folder) => grafanaRuleUidIn(uid, folder, group));
}

/** The arguments of a rule group. States that the provider and Grafana have different defaults for are said. */
export function ruleGroupArgs(
  { name, interval, rules }: GrafanaRuleGroup<Uid>,
  context: RuleGroupContext,
): RuleGroupArgs {
  return {
    name,
    folderUid: context.folderUid,
    intervalSeconds: seconds(interval),
    rules: rules.map((rule) => ({
      ...('record' in rule ? recordingRule(rule) : alertRule(rule, context)),
      uid: ruleUid(rule.uid, name, context.folderUid),
    })),
    disableProvenance: context.editableInUi,
    ...context.organization,
  };
}

function alertRule(rule: GrafanaAlertRule<Uid>, { pendingLabels, notificationOf }: RuleGroupContext): RuleArgs {
  const notification = notificationOf(rule.labels['severity'] as Severity);
  const { uid: _uid, title, data, labels, ...others } = rule;
  return stated({
    ...others,
    name: title,
    datas: data.map(query),
    labels: Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [label, pendingLabels.get(value) ?? value]),
    ),
    annotations: { ...rule.annotations },
    notificationSettings: notification && notificationSettings(notification),
  });
}

/** Nothing but these fields: the provider refuses those of an alert. */
function recordingRule({ title, data, record, isPaused }: GrafanaRecordingRule<Uid>): RuleArgs {
  return { name: title, datas: data.map(query), record: { ...record }, isPaused };
}

function query({ model, ...others }: GrafanaRuleQuery<Uid>): input.alerting.RuleGroupRuleData {
  return { ...others, model: pulumi.jsonStringify(model) };
}

/** Labels that Grafana wants among those that alerts are put together by. */
const ALWAYS_GROUPED_BY: readonly string[] = ['grafana_folder', 'alertname'];

function notificationSettings({
  contactPoint,
  groupBys,
  groupWait,
  groupInterval,
  repeatInterval,
  muteTimings,
  activeTimings,
}: NotificationArgs): input.alerting.RuleGroupRuleNotificationSettings {
  return stated({
    contactPoint,
    // `...` stands for all labels, and stands alone.
    groupBies: groupBys?.includes('...') ? ['...'] : groupBys && [...new Set([...ALWAYS_GROUPED_BY, ...groupBys])],
    groupWait: grafanaDuration(groupWait),
    groupInterval: grafanaDuration(groupInterval),
    repeatInterval: grafanaDuration(repeatInterval),
    muteTimings: muteTimings && [...muteTimings],
    activeTimings: activeTimings && [...activeTimings],
  });
}

/** Times of notifications are compared as texts: in any other form than Grafana's they would differ at every preview. */
const grafanaDuration = (value?: Duration): string | undefined => value && formatDuration(seconds(value));
