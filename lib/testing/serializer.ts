/** How Kubernetes objects and rendered files look in snapshots of jest and vitest. */
import { itemsOf } from '../render/kubernetes/findings/located-manifest';
import { readableText } from './readable';
import { documentsOf, isFile, isManifest } from './subject';

/** What `expect.addSnapshotSerializer` of jest and of vitest takes. */
export interface MonitoringSerializer {
  /** Whether a value is a Kubernetes object, a rendered file, or a list of them. */
  test(value: unknown): boolean;
  /** The value as text. */
  serialize(value: unknown): string;
}

/**
 * Writes Kubernetes objects and rendered files into snapshots so that a diff can be read: embedded dashboards and rule files parsed, panels by
 * title, each panel's thresholds on one line.
 *
 * @example
 * import { monitoringSerializer } from 'pupsourcing-orchestrator-monitoring/testing';
 *
 * expect.addSnapshotSerializer(monitoringSerializer);
 */
export const monitoringSerializer: MonitoringSerializer = {
  test: (value) => {
    const documents = (Array.isArray(value) ? value : [value]).flatMap(itemsOf);
    return documents.length > 0 && documents.every((document) => isManifest(document) || isFile(document));
  },
  serialize: (value) =>
    documentsOf(Array.isArray(value) ? (value as object[]) : [value as object])
      .map(({ place, content }) => `--- # ${place}\n${readableText(content)}`)
      .join('\n'),
};
