/** Objects of the Grafana operator, version 5 (`grafana.integreatly.org/v1beta1`). */
import type { Mixin } from '../../../../orchestrator';
import { renderGrafanaRules, type GrafanaAlertRule, type GrafanaRecordingRule } from '../../../grafana/alerting';
import type { JsonObjectDraft } from '../../../json';
import { manifestOf, type KubernetesManifest, type ObjectMetadata } from '../manifest';

/** What all objects of the Grafana operator say. */
export interface GrafanaOperatorTarget {
  /** Labels of the Grafana objects that this is for: `instanceSelector.matchLabels`. */
  readonly instanceSelector: Readonly<Record<string, string>>;
  /** Whether those Grafana objects may be in another namespace. @default false */
  readonly allowCrossNamespaceImport?: boolean | undefined;
  /** How often the operator puts right what somebody changed in Grafana, a Go duration such as `10m`. @default - the operator's own, 10m */
  readonly resyncPeriod?: string | undefined;
}

/** An object of the operator, with what all of them say first. */
export function operatorObject(
  kind: string,
  metadata: ObjectMetadata,
  { instanceSelector, allowCrossNamespaceImport, resyncPeriod }: GrafanaOperatorTarget,
  spec: JsonObjectDraft,
): KubernetesManifest {
  return manifestOf({ apiVersion: 'grafana.integreatly.org/v1beta1', kind }, metadata, {
    spec: {
      instanceSelector: { matchLabels: instanceSelector },
      allowCrossNamespaceImport: allowCrossNamespaceImport === true ? true : undefined,
      resyncPeriod,
      ...spec,
    },
  });
}

/**
 * Version of the Grafana operator, which refuses fields that it does not know: `5.18` for it and older ones, which have neither `keepFiringFor` nor
 * `missingSeriesEvalsToResolve`; `5.19` for it and newer ones; `5.22` for it and newer ones, which also have `targetDatasourceUid` of recording rules.
 */
export type GrafanaOperatorVersion = '5.18' | '5.19' | '5.22';

/**
 * Alerts that Grafana evaluates: a GrafanaAlertRuleGroup for each group of what mixin.grafanaRuleGroups leaves to it.
 *
 * @param folderRef name of a GrafanaFolder in the same namespace
 * @param metadataOf metadata of the object of a group, by what tells it from others; empty for a group without a name of its own
 */
export function renderGrafanaAlertRuleGroups(
  mixin: Mixin,
  {
    folderRef,
    operatorVersion = '5.19',
  }: { readonly folderRef: string; readonly operatorVersion?: GrafanaOperatorVersion | undefined },
  target: GrafanaOperatorTarget,
  metadataOf: (suffix: string) => ObjectMetadata,
): readonly KubernetesManifest[] {
  const { uid } = mixin.config.dashboard;
  return renderGrafanaRules(mixin).map(({ name, interval, rules }) =>
    operatorObject(
      'GrafanaAlertRuleGroup',
      metadataOf(name.startsWith(uid) ? name.slice(uid.length) : `-${name}`),
      target,
      {
        folderRef,
        name,
        interval,
        rules: rules.map((rule) => renderRule(rule, operatorVersion)),
      },
    ),
  );
}

function renderRule(rule: GrafanaAlertRule | GrafanaRecordingRule, version: GrafanaOperatorVersion): JsonObjectDraft {
  const isNew = version !== '5.18';
  if ('record' in rule) {
    const { metric, from, targetDatasourceUid } = rule.record;
    return {
      uid: rule.uid,
      title: rule.title,
      data: rule.data,
      record: { metric, from, targetDatasourceUid: version === '5.22' ? targetDatasourceUid : undefined },
      // The operator wants them for every rule; Grafana does not look at them in one that records.
      condition: from,
      for: '0s',
      noDataState: 'OK',
      execErrState: 'Error',
      isPaused: rule.isPaused,
    };
  }
  return {
    ...rule,
    keepFiringFor: isNew ? rule.keepFiringFor : undefined,
    missingSeriesEvalsToResolve: isNew ? rule.missingSeriesEvalsToResolve : undefined,
  };
}
