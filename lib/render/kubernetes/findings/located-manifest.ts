/** Objects of a whole app, for checks that look at more than one of them. */
import type { Finding } from '../../../orchestrator';
import { nameOf, type KubernetesManifest } from '../objects/manifest';

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

/** Its kind and name, with where it was made, for messages about another object. */
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
