/** How Kubernetes objects and rendered files look in snapshots of jest and vitest, as a reviewer wants to see them in a diff. */
import type * as yaml from 'yaml';
import { itemsOf } from '../render/kubernetes/objects/manifest';
import { embeddedIn, isObject, type Fields } from './embedded';
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

/** Longest object or list of plain values that stands on one line. */
const LONGEST_LINE = 100;

/**
 * A document as YAML: embedded JSON and YAML parsed, panels by their titles, thresholds on one line, no positions (which follow from order and
 * size), small objects on one line.
 */
function readableText(content: unknown): string {
  // Loaded by the call that needs it.
  const { Document, isPair, isScalar, visit } = require('yaml') as typeof yaml;
  const document = new Document(readable(content), { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_key, collection) => {
      const items: readonly unknown[] = collection.items;
      if (items.every((item) => isScalar(isPair(item) ? item.value : item))) {
        collection.flow = collection.toString().length <= LONGEST_LINE;
      }
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

function readable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(readable);
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, readableField(name, field)] as const));
}

function readableField(name: string, field: unknown): unknown {
  if (typeof field === 'string') {
    const embedded = embeddedIn(name, field);
    return embedded === undefined ? field : readable(embedded);
  }
  if (name === 'gridPos' && isObject(field)) {
    return `${String(field['w'])} x ${String(field['h'])}`;
  }
  // Also what an override sets.
  if (isObject(field) && 'mode' in field && Array.isArray(field['steps'])) {
    return thresholdsLine(field, field['steps']);
  }
  if (name === 'panels' && Array.isArray(field)) {
    return panelsByTitle(field);
  }
  return readable(field);
}

/** `green, orange from 3, red from 5`. */
function thresholdsLine({ mode }: Fields, steps: readonly unknown[]): string {
  const words = steps.filter(isObject).map(({ color, value }) => {
    const from = typeof value === 'number' ? ` from ${String(value)}` : '';
    return `${String(color)}${from}`;
  });
  return `${words.join(', ')}${mode === 'absolute' ? '' : ` (${String(mode)})`}`;
}

/** Panels in their order; one whose title another has, too, is told apart by its id. Where that tells none apart, they stay a list. */
function panelsByTitle(panels: readonly unknown[]): unknown {
  const named = panels.filter(isObject).map((panel) => {
    const { title = '', ...rest } = panel;
    const namesake = panels.some((other) => other !== panel && isObject(other) && other['title'] === panel['title']);
    return [namesake ? `${String(title)} (${String(panel['id'])})` : String(title), readable(rest)] as const;
  });
  // No object, which would move titles that are numbers to its beginning.
  const byTitle = new Map(named);
  return byTitle.size === panels.length ? byTitle : panels.map(readable);
}
