/** Alerts that Grafana evaluates, as Kubernetes objects: they hold what mixin.grafanaRuleGroups leaves to Grafana. */
import { seconds, type Mixin } from '../../../../orchestrator';
import { renderGrafanaRules, type GrafanaAlertRule, type GrafanaRecordingRule } from '../../../grafana/alerting';
import { toJson, type JsonObjectDraft } from '../../../json';
import { operatorObject, type GrafanaOperatorTarget } from './grafana-operator-objects';
import type { KubernetesManifest, ObjectMetadata } from '../manifest';

/**
 * Version of the Grafana operator, which refuses fields that it does not know: `5.18` for it and older ones, which have neither `keepFiringFor` nor
 * `missingSeriesEvalsToResolve`; `5.19` for it and newer ones; `5.22` for it and newer ones, which also have `targetDatasourceUid` of recording rules.
 */
export type GrafanaOperatorVersion = '5.18' | '5.19' | '5.22';

/**
 * A GrafanaAlertRuleGroup for each group.
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
        interval: goDuration(interval),
        rules: rules.map((rule) => renderRule(rule, operatorVersion)),
      },
    ),
  );
}

function renderRule(rule: GrafanaAlertRule | GrafanaRecordingRule, version: GrafanaOperatorVersion): JsonObjectDraft {
  const data = rule.data.map((query) => toJson(query));
  const isNew = version !== '5.18';
  if ('record' in rule) {
    const { metric, from, targetDatasourceUid } = rule.record;
    return {
      uid: rule.uid,
      title: rule.title,
      data,
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
    data,
    for: goDuration(rule.for),
    keepFiringFor: isNew && rule.keepFiringFor !== undefined ? goDuration(rule.keepFiringFor) : undefined,
    missingSeriesEvalsToResolve: isNew ? rule.missingSeriesEvalsToResolve : undefined,
  };
}

/** Go's durations end at hours. */
function goDuration(duration: string): string {
  const whole = seconds(duration);
  const parts = [
    [Math.floor(whole / 3_600), 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ] as const;
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${String(count)}${unit}`)
      .join('') || '0s'
  );
}
