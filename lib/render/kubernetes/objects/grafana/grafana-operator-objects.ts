/** Objects of the Grafana operator, version 5 (`grafana.integreatly.org/v1beta1`). */
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
