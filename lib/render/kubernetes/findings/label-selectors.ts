/** Label selectors of Kubernetes. */
import { isPlainObject } from '../../../validation';
import { listAt, textsAt, valueAt } from './located-manifest';

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
  const key = valueAt(expression, 'key');
  const value = typeof key === 'string' ? labels[key] : undefined;
  const isListed = listAt(expression, 'values').includes(value);
  switch (valueAt(expression, 'operator')) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true;
  }
}

/** A selector as people write it. */
export function shownSelector(selector: unknown): string {
  return selector === undefined || selector === null ? 'nothing' : JSON.stringify(selector);
}

/**
 * Whether an object's namespace is one that a namespace selector takes: one that is absent takes the selecting object's own. Labels of namespaces
 * are not to be seen, but for their names: another label counts as met.
 */
export function selectsNamespace(selector: unknown, namespace: string | undefined, own: string | undefined): boolean {
  if (!isPlainObject(selector)) {
    return namespace === own;
  }
  const name = textsAt(selector, 'matchLabels')['kubernetes.io/metadata.name'];
  return name === undefined || name === namespace;
}
