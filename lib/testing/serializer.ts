/** How Kubernetes objects and rendered files look in snapshots of jest and vitest. */
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
  test: (value) => (Array.isArray(value) ? value.length > 0 && value.every(isDocument) : isDocument(value)),
  serialize: (value) =>
    documentsOf(Array.isArray(value) ? (value as object[]) : [value as object])
      .map(({ place, content }) => `--- # ${place}\n${readableText(content)}`)
      .join('\n'),
};

function isDocument(value: unknown): boolean {
  return isManifest(value) || isFile(value);
}
