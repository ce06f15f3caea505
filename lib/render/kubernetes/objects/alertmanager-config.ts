/** Inhibition rules for an Alertmanager that the operator runs. */
import type { InhibitionRule } from '../../../orchestrator';
import { renderInhibitionRulesForOperator } from '../../prometheus/alertmanager';
import { manifestOf, type KubernetesManifest, type ObjectMetadata } from './manifest';

/** An AlertmanagerConfig (`monitoring.coreos.com/v1alpha1`) that inhibits and routes nothing. */
export function renderAlertmanagerConfig(
  inhibitions: readonly InhibitionRule[],
  metadata: ObjectMetadata,
): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'AlertmanagerConfig' }, metadata, {
    spec: renderInhibitionRulesForOperator(inhibitions),
  });
}
