/** Objects of a whole app, for checks that look at more than one of them. */
import type { Finding } from '../../../orchestrator';
import { parseYaml } from '../../yaml';
import { isPlainObject, pick } from '../../../validation';
import type { KubernetesManifest } from '../objects/manifest';

/** A Kubernetes object, and where it comes from. */
export interface LocatedManifest {
  /** Where it was made: the path of a construct, or a file. */
  readonly where: string;
  /** What is applied together with it: the path of its chart, or a file. Objects of two charts may go to two clusters. */
  readonly chart: string;
  /** Whether to say what is wrong with it; objects of others are only looked at. */
  readonly own: boolean;
  /** Whether it may be of anybody, under a name that others use, too. @default false: it is made by this package where it is reported about */
  readonly anybodys?: boolean;
  /** Whether somebody said that an operator reads it, by choosing a delivery. @default false */
  readonly operatorKnown?: boolean;
  readonly manifest: KubernetesManifest;
}

/** A finding about one object of an app. */
export interface ManifestFinding extends Finding {
  /** What kind of finding it is, for reports: `dashboard-uid-twice`. */
  readonly rule: string;
  /** Where the object was made. */
  readonly where: string;
  /** Name of the object, for reports. */
  readonly objectName: string;
}

/** Kind, namespace and name: `ConfigMap monitoring/orchestrator-dashboard`. */
export function nameOf({ kind, metadata }: KubernetesManifest): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

/** The same with where it was made, for messages about another object. */
export function placeOf({ manifest, where }: LocatedManifest): string {
  return `${nameOf(manifest)} (${where})`;
}

/** Whether two namespaces may be one: of what says none, whoever applies it decides. */
export const mayBeEqual = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

export function found(
  { manifest, where }: LocatedManifest,
  rule: string,
  { severity, what, why, fix }: Omit<Finding, 'path'>,
): ManifestFinding {
  return { rule, where, objectName: manifest.metadata.name, severity, path: nameOf(manifest), what, why, fix };
}

/** A value inside an object, undefined where the way to it breaks off. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((tree: unknown, key) => (isPlainObject(tree) ? tree[key] : undefined), value);
}

/** A list inside an object, empty where there is none. */
export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const list = valueAt(value, ...keys);
  return Array.isArray(list) ? list : [];
}

/** Texts inside an object, by their keys: labels, annotations, data. */
export function textsAt(value: unknown, ...keys: readonly string[]): Readonly<Record<string, string>> {
  const texts = valueAt(value, ...keys);
  const isText = (_key: string, text: unknown): boolean => typeof text === 'string';
  return isPlainObject(texts) ? (pick(texts, isText) as Readonly<Record<string, string>>) : {};
}

/** A text inside an object, undefined where there is none. */
export function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const text = valueAt(value, ...keys);
  return typeof text === 'string' ? text : undefined;
}

/** A list in a document of YAML. What cannot be read is somebody else's, and not for us to complain about. */
export function listInYaml(text: string, key: string): readonly unknown[] {
  try {
    return listAt(parseYaml(text), key);
  } catch {
    return [];
  }
}

/** What stands in a list of objects, as `kubectl get` writes it, and in lists in it; anything else as it is. */
export function itemsOf(object: unknown): readonly unknown[] {
  return isPlainObject(object) && object['kind'] === 'List' && Array.isArray(object['items'])
    ? object['items'].flatMap(itemsOf)
    : [object];
}

/** Whether something is an object of Kubernetes with a name. */
export function isManifest(object: unknown): object is KubernetesManifest {
  return [['apiVersion'], ['kind'], ['metadata', 'name']].every((keys) => textAt(object, ...keys) !== undefined);
}
