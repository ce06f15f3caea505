/** What can be tested: everything that holds dashboards, rules and scrape configuration, as plain data. */
import { renderGrafanaAlerting, renderGrafanaDashboard, renderInhibitionRules } from '../render';
import { renderPrometheusRules, renderScrapeConfig, type RenderedFile } from '../render';
import type { Mixin } from '../orchestrator';
import { embeddedIn, isObject } from './embedded';
import { itemsOf } from '../render/kubernetes/objects/manifest';

/** Something that can be written as Kubernetes objects: a cdk8s `Chart`, or an `ApiObject`. */
export interface JsonSource {
  toJson(): unknown;
}

/**
 * What the functions of this entry look at: charts or objects of cdk8s, Kubernetes objects as plain data (what `Testing.synth(chart)` and
 * `renderDelivery(...).objects` give), files of `renderFiles`, or a mixin. In a list, null and undefined are left out: empty documents of YAML are null.
 */
export type MonitoringSubject = Mixin | JsonSource | readonly (object | null | undefined)[];

/** One object or file of a subject. */
export interface Document {
  /** How messages call it, for instance `ConfigMap monitoring/orchestrator-dashboard`. */
  readonly place: string;
  /** Its content, with embedded JSON and YAML parsed. */
  readonly content: unknown;
}

/**
 * The objects or files of a subject, in its own order.
 *
 * @throws TypeError for anything that is no subject
 */
export function documentsOf(subject: MonitoringSubject): readonly Document[] {
  if (isMixin(subject)) {
    return mixinDocuments(subject);
  }
  if (Array.isArray(subject) || isJsonSource(subject)) {
    return entriesOf(subject).map(documentOf);
  }
  throw new TypeError(
    'expected a mixin, a chart, or a list of Kubernetes objects or rendered files; pass Testing.synth(chart), createMixin(props) or renderFiles(mixin)',
  );
}

/** Whether a value is an object of Kubernetes. */
export function isManifest(value: unknown): value is { readonly kind: string; readonly metadata: object } {
  return (
    isObject(value) &&
    typeof value['apiVersion'] === 'string' &&
    typeof value['kind'] === 'string' &&
    isObject(value['metadata'])
  );
}

/** Whether a value is a file of `renderFiles`. */
export function isFile(value: unknown): value is RenderedFile {
  return isObject(value) && typeof value['path'] === 'string' && typeof value['content'] === 'string';
}

/** Name of an object as messages have it. */
function placeOf({ kind, metadata }: { readonly kind: string; readonly metadata: object }): string {
  const { name, namespace } = metadata as { name?: string; namespace?: string };
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name ?? '(no name)'}`;
}

function isJsonSource(value: unknown): value is JsonSource {
  return isObject(value) && typeof value['toJson'] === 'function';
}

/** Also of lists in a list, such as what several charts synthesize. */
function entriesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap(entriesOf);
  }
  return isJsonSource(value) ? entriesOf(value.toJson()) : itemsOf(value);
}

function documentOf(value: unknown): Document {
  // What renderDelivery gives has the part that made the object beside it.
  const object = isObject(value) && isManifest(value['manifest']) ? value['manifest'] : value;
  if (isManifest(object)) {
    return { place: placeOf(object), content: object };
  }
  if (isFile(object)) {
    return { place: object.path, content: embeddedIn(object.path, object.content) ?? object.content };
  }
  throw new TypeError('found an entry that is neither a Kubernetes object nor a rendered file');
}

function isMixin(subject: MonitoringSubject): subject is Mixin {
  return isObject(subject) && Array.isArray(subject.ruleGroups) && Array.isArray(subject.dashboards);
}

/** What a mixin comes to, wherever it is delivered: each rule once. */
function mixinDocuments(mixin: Mixin): readonly Document[] {
  return [
    { place: 'rules', content: renderPrometheusRules(mixin.ruleGroups) },
    ...(mixin.grafanaRuleGroups.length === 0
      ? []
      : [{ place: 'Grafana alerting', content: renderGrafanaAlerting(mixin) }]),
    { place: 'scrape configuration', content: renderScrapeConfig(mixin.scrapeJob) },
    { place: 'inhibitions', content: renderInhibitionRules(mixin.inhibitions) },
    ...mixin.dashboards.map((dashboard) => ({
      place: `dashboard ${dashboard.uid}`,
      content: renderGrafanaDashboard(dashboard),
    })),
  ];
}
