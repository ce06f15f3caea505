/** What of something that was rendered is otherwise in Grafana. */
import { isPlainObject, peek } from '../../../validation';
import { said } from '../../http/http';

/** Fields of a dashboard that Grafana changes by itself. */
const GRAFANAS_OWN = new Set(['id', 'version', 'iteration', 'pluginVersion', 'schemaVersion']);

/** Differences from what was rendered, in words; fields that only Grafana has are its own. */
export function compare(wanted: unknown, found: unknown, path = ''): readonly string[] {
  if (Array.isArray(wanted)) {
    const others: readonly unknown[] = Array.isArray(found) ? found : [];
    return others.length === wanted.length
      ? wanted.flatMap((value: unknown, index) => compare(value, others[index], `${path}[${String(index)}]`))
      : [`${path} has ${String(others.length)} entries instead of ${String(wanted.length)}`];
  }
  if (isPlainObject(wanted)) {
    return Object.entries(wanted)
      .filter(([key]) => !GRAFANAS_OWN.has(key))
      .flatMap(([key, value]) => compare(value, peek(found, key), path === '' ? key : `${path}.${key}`));
  }
  const shown = JSON.stringify(found) as string | undefined;
  return wanted === found ? [] : [`${path} is ${shown === undefined ? 'missing' : said(shown).slice(0, 60)}`];
}
