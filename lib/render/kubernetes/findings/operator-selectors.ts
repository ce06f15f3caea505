/** Objects that an operator reads only where its own objects select them. */
import type { AppObjects, ManifestCheck } from './app-objects';
import { found, mayBeEqual, placeOf, type LocatedManifest, type ManifestFinding } from './located-manifest';
import { isPlainObject, listAt, textAt, textsAt, valueAt } from '../../../validation';
import { isLagMonitor } from '../objects/lag-exporter';
import { nameOf, type KubernetesManifest } from '../objects/manifest';

const PROMETHEUS_GROUP = 'monitoring.coreos.com/';
const GRAFANA_GROUP = 'grafana.integreatly.org/';

/** Kinds that only make sense with an operator. */
const OPERATED = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];

/** What is selected, by which fields of which kinds. */
const SELECTED: Readonly<Record<string, { readonly field: string; readonly by: readonly string[] }>> = {
  PrometheusRule: { field: 'rule', by: ['Prometheus', 'ThanosRuler'] },
  PodMonitor: { field: 'podMonitor', by: ['Prometheus', 'PrometheusAgent'] },
  ServiceMonitor: { field: 'serviceMonitor', by: ['Prometheus', 'PrometheusAgent'] },
  ScrapeConfig: { field: 'scrapeConfig', by: ['Prometheus', 'PrometheusAgent'] },
  AlertmanagerConfig: { field: 'alertmanagerConfig', by: ['Alertmanager'] },
};

/** Rules and monitors that no Prometheus of the app takes: the missing `release`, mostly. */
export const findUnselected: ManifestCheck = function* (objects) {
  const hasOperator = showsOperator(objects);
  for (const located of objects.own) {
    const { kind, apiVersion } = located.manifest;
    const selected = apiVersion.startsWith(PROMETHEUS_GROUP) ? SELECTED[kind] : undefined;
    const kinds = isForThanos(located) ? ['ThanosRuler'] : (selected?.by ?? []);
    const inChart = objects.beside(located, ...kinds);
    const selecting = inChart.length > 0 ? inChart : objects.ofKind(...kinds);
    // The Alertmanager of kube-prometheus-stack takes what has no label, too.
    const isForAny = kind === 'AlertmanagerConfig' || isLabelled(located);
    if (selected !== undefined && !selecting.some((other) => takes(other, selected.field, located))) {
      const unread = whyUnread(located, selected.field, selecting);
      if (unread !== undefined) {
        const isRead = objects.ofKind(...kinds).some((other) => takes(other, selected.field, located));
        yield found(located, 'not-selected', {
          severity: inChart.length > 0 && !isRead ? 'error' : 'warning',
          ...unread,
          why: `${unread.why}, and it would be ignored${isRead ? ', unless something else reads it' : ''}`,
        });
      } else if (!hasOperator && located.operatorKnown !== true && !isForAny) {
        yield withoutOperator(located, objects);
      }
    }
  }
};

/** Why none of those that select takes an object; undefined where there are none. */
function whyUnread(
  located: LocatedManifest,
  field: string,
  selecting: readonly LocatedManifest[],
): Pick<ManifestFinding, 'what' | 'why' | 'fix'> | undefined {
  const { kind, metadata } = located.manifest;
  const [first] = selecting;
  const nearest = selecting.find((other) => mayBeEqual(namespaceTakenBy(other, field), metadata.namespace));
  if (nearest === undefined) {
    return (
      first && {
        what: `found the namespace ${metadata.namespace ?? ''}`,
        why: `${placeOf(first)} takes no ${kind} from there`,
        fix: `put it into the namespace ${namespaceTakenBy(first, field) ?? ''}, or set ${field}NamespaceSelector: {} there`,
      }
    );
  }
  const labels = Object.keys(textsAt(metadata, 'labels'));
  const selector = valueAt(nearest.manifest, 'spec', `${field}Selector`) ?? undefined;
  return {
    what: `found ${labels.length === 0 ? 'no labels' : `no label but ${labels.join(', ')}`}`,
    why: `${placeOf(nearest)} takes only what its ${field}Selector ${selector === undefined ? 'nothing' : JSON.stringify(selector)} selects`,
    fix: isLagMonitor(located.manifest)
      ? fixForExporter(textsAt(selector, 'matchLabels')['release'])
      : fixFor(selector, field, isForThanos(located) ? 'thanosRuler' : 'prometheusOperator'),
  };
}

/**
 * The namespace that an object of the operator looks into, by a field: its own where there is no selector. Labels of namespaces are not to be seen,
 * but for their names: another label counts as met. Undefined where it may be any.
 */
export function namespaceTakenBy({ manifest }: Pick<LocatedManifest, 'manifest'>, field: string): string | undefined {
  const selector = valueAt(manifest, 'spec', `${field}NamespaceSelector`);
  return isPlainObject(selector)
    ? textAt(selector, 'matchLabels', 'kubernetes.io/metadata.name')
    : manifest.metadata.namespace;
}

/** Whether an object of the operator takes another one by the selectors of a field. */
export function takes(taker: LocatedManifest, field: string, { manifest }: LocatedManifest): boolean {
  return (
    // An Alertmanager may name one as its own.
    isNamedBy(taker, manifest, 'alertmanagerConfiguration') ||
    (mayBeEqual(namespaceTakenBy(taker, field), manifest.metadata.namespace) &&
      selects(valueAt(taker.manifest, 'spec', `${field}Selector`), textsAt(manifest, 'metadata', 'labels')))
  );
}

/** Whether a field names an object, which is looked for in the own namespace. */
const isNamedBy = ({ manifest }: LocatedManifest, { metadata }: KubernetesManifest, field: string): boolean =>
  textAt(manifest, 'spec', field, 'name') === metadata.name &&
  mayBeEqual(manifest.metadata.namespace, metadata.namespace);

/** A Secret of scrape jobs that no Prometheus of its chart names, and nobody else there. That of others may be for anybody. */
export const findUnnamed: ManifestCheck = function* (objects) {
  const secrets = objects.own.filter(({ manifest, anybodys = false }) => manifest.kind === 'Secret' && !anybodys);
  for (const located of secrets) {
    const [key] =
      Object.entries(textsAt(located.manifest, 'stringData')).find(([, text]) => text.startsWith('- job_name:')) ?? [];
    const beside = objects.beside(located, 'Prometheus', 'PrometheusAgent');
    const isNamed = beside.some(
      (server) =>
        isNamedBy(server, located.manifest, 'additionalScrapeConfigs') &&
        textAt(server.manifest, 'spec', 'additionalScrapeConfigs', 'key') === key,
    );
    const [first] = beside;
    const { name, key: otherKey = '' } = textsAt(first?.manifest, 'spec', 'additionalScrapeConfigs');
    const isNamedElsewhere = (): boolean =>
      objects.all.some(
        ({ chart, manifest }) =>
          chart === located.chart &&
          !OPERATED.includes(manifest.kind) &&
          refersTo(manifest['spec'], located.manifest.metadata.name),
      );
    if (key !== undefined && first !== undefined && !isNamed && !isNamedElsewhere()) {
      yield found(located, 'not-selected', {
        severity: 'error',
        what: 'found no Prometheus that names it',
        why: `${placeOf(first)} has ${name === undefined ? 'no additionalScrapeConfigs' : `those of its own namespace under ${name}, ${otherKey} alone`}, and the job would be ignored`,
        fix: `set additionalScrapeConfigs: { name: ${located.manifest.metadata.name}, key: ${key} } of a Prometheus in its namespace, or use another scraping of prometheusOperator()`,
      });
    }
  }
};

/** Whether a Secret of this name is referred to, by the secretName of a volume or with a key: a name alone may be anything's. */
function refersTo(value: unknown, secret: string): boolean {
  const { secretName, name, key } = textsAt(value);
  const parts = Array.isArray(value) ? value : isPlainObject(value) ? Object.values(value) : [];
  return (
    secretName === secret || (name === secret && key !== undefined) || parts.some((part) => refersTo(part, secret))
  );
}

/** Whether these are rules for a Thanos Ruler: no Prometheus knows what is to happen when a store does not answer. */
export function isForThanos({ manifest }: LocatedManifest): boolean {
  return (
    manifest.kind === 'PrometheusRule' &&
    listAt(manifest, 'spec', 'groups').some((group) => valueAt(group, 'partial_response_strategy') !== undefined)
  );
}

function fixFor(selector: unknown, field: string, delivery: 'thanosRuler' | 'prometheusOperator'): string {
  const { release, ...others } = textsAt(selector, 'matchLabels');
  if (release !== undefined && Object.keys(others).length === 0 && delivery === 'prometheusOperator') {
    return `use delivery: kubePrometheusStack({ release: '${release}' }), or give it the label release: ${release}`;
  }
  return selector === undefined
    ? `set ${field}Selector there: without one it takes nothing`
    : `give it labels that meet the selector, for instance with selectorLabels of ${delivery}()`;
}

/** Of an object without any label that one could select by, in an app without any sign of the operator. */
function withoutOperator(located: LocatedManifest, objects: AppObjects): ManifestFinding {
  return found(located, 'no-operator', {
    severity: 'warning',
    what: 'found no Prometheus operator in this app, and no label release',
    why: `without the operator nothing reads a ${located.manifest.kind}, and that of kube-prometheus-stack reads only those with the label`,
    fix: isLagMonitor(located.manifest)
      ? fixForExporter(releaseIn(objects) ?? '<Helm release>')
      : "give it the label release with the name of the Helm release, or use delivery: kubePrometheusStack({ release: '<Helm release>' }) or prometheusOperator(), or fileProvisioning() for a Prometheus without operator",
  });
}

/** No delivery makes the monitor of an exporter. */
function fixForExporter(release: string | undefined): string {
  const labelled = release === undefined ? 'labels that meet the selector' : `{ release: '${release}' }`;
  return `set monitorLabels of the LagExporter: ${labelled}, or monitor: false where its metrics are scraped otherwise`;
}

/** The Helm release that a delivery of the app names. */
function releaseIn(objects: AppObjects): string | undefined {
  return objects.own
    .filter(({ operatorKnown }) => operatorKnown === true)
    .map(({ manifest }) => textsAt(manifest, 'metadata', 'labels')['release'])
    .find((release) => release !== undefined);
}

/** Whether it has a label that one could select by. */
function isLabelled({ manifest }: LocatedManifest): boolean {
  return Object.keys(textsAt(manifest, 'metadata', 'labels')).some((label) => !label.startsWith('app.kubernetes.io/'));
}

function showsOperator(objects: AppObjects): boolean {
  return (
    objects.ofKind(...OPERATED).length > 0 ||
    objects
      .ofKind('CustomResourceDefinition')
      .some(({ manifest }) => manifest.metadata.name.endsWith('.monitoring.coreos.com')) ||
    objects.all.some(
      (located) =>
        located.manifest.apiVersion.startsWith(PROMETHEUS_GROUP) &&
        // A delivery without labels says that the operator takes what has none.
        (!located.own || (located.operatorKnown === true && !isLabelled(located))),
    ) ||
    objects.workloads.some(({ containers }) =>
      containers.some((container) => textAt(container, 'image')?.includes('prometheus-operator')),
    )
  );
}

/** Objects of the Grafana operator that no Grafana of the app takes. */
export const findUnclaimed: ManifestCheck = function* (objects) {
  for (const located of objects.own.filter(({ manifest }) => manifest.apiVersion.startsWith(GRAFANA_GROUP))) {
    const { namespace } = located.manifest.metadata;
    const selector = valueAt(located.manifest, 'spec', 'instanceSelector');
    const grafanas = selector === undefined ? [] : objects.beside(located, 'Grafana');
    const isSelected = ({ manifest }: LocatedManifest): boolean =>
      selects(selector, textsAt(manifest, 'metadata', 'labels'));
    const inApp = objects.ofKind('Grafana').filter(isSelected);
    const matching = grafanas.filter(isSelected);
    const [first] = matching;
    if (grafanas.length > 0 && first === undefined) {
      yield found(located, 'not-selected', {
        // A Grafana of another chart may be in the same cluster.
        severity: inApp.length > 0 ? 'warning' : 'error',
        what: `found instanceSelector ${JSON.stringify(selector)}`,
        why: `it selects none of ${grafanas.map(({ manifest }) => nameOf(manifest)).join(', ')}, and it would be ignored`,
        fix: 'give grafanaOperator() the labels of the Grafana object as instanceSelector',
      });
    }
    const isReached =
      valueAt(located.manifest, 'spec', 'allowCrossNamespaceImport') === true ||
      inApp.some(({ manifest }) => mayBeEqual(manifest.metadata.namespace, namespace));
    if (first !== undefined && !isReached) {
      yield found(located, 'not-selected', {
        severity: 'error',
        what: `found the namespace ${namespace ?? ''}`,
        why: `${placeOf(first)} is in another, and the operator looks only into its own`,
        fix: `put it into the namespace ${first.manifest.metadata.namespace ?? ''}, or set allowCrossNamespaceImport: true of grafanaOperator()`,
      });
    }
  }
};

/** Whether a selector takes labels. One that is absent takes nothing, an empty one everything. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (!isPlainObject(selector)) {
    return false;
  }
  return (
    Object.entries(textsAt(selector, 'matchLabels')).every(([name, value]) => labels[name] === value) &&
    listAt(selector, 'matchExpressions').every((expression) => meets(expression, labels))
  );
}

function meets(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[textAt(expression, 'key') ?? ''];
  const isListed = listAt(expression, 'values').includes(value);
  const answers: Readonly<Record<string, boolean>> = {
    In: isListed,
    NotIn: !isListed,
    Exists: value !== undefined,
    DoesNotExist: value === undefined,
  };
  return answers[textAt(expression, 'operator') ?? ''] ?? true;
}
