/** What of something that was rendered is otherwise in Grafana. */
import { isPlainObject as isObject } from '../../../validation';
import { said } from '../../http/http';

/** Fields of a dashboard that Grafana changes by itself. */
const GRAFANAS_OWN = new Set(['id', 'version', 'iteration', 'pluginVersion', 'schemaVersion']);

/** Differences from what was rendered; fields that only Grafana has are its own. */
export function compare(wanted: unknown, found: unknown, path: string, changed: string[]): void {
  if (Array.isArray(wanted)) {
    const others: readonly unknown[] = Array.isArray(found) ? found : [];
    if (others.length !== wanted.length) {
      changed.push(`${path} has ${String(others.length)} entries instead of ${String(wanted.length)}`);
      return;
    }
    wanted.forEach((value: unknown, index) => {
      compare(value, others[index], `${path}[${String(index)}]`, changed);
    });
  } else if (isObject(wanted)) {
    for (const [key, value] of Object.entries(wanted)) {
      if (!GRAFANAS_OWN.has(key)) {
        compare(value, isObject(found) ? found[key] : undefined, path === '' ? key : `${path}.${key}`, changed);
      }
    }
  } else if (wanted !== found) {
    const shown = JSON.stringify(found) as string | undefined;
    changed.push(`${path} is ${shown === undefined ? 'missing' : said(shown).slice(0, 60)}`);
  }
}
