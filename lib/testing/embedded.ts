/** Texts in Kubernetes objects that are documents themselves: dashboards as JSON, rules and scrape configuration as YAML. */
import { gunzipped } from '../render/gzip';
import { parseYaml } from '../render/yaml';

export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The document in a text; undefined where it is just a text. */
export function parsedText(text: string): Fields | readonly unknown[] | undefined {
  if (!/^\s*[{[]/.test(text) && !/^(?:#.*\n|---\n|\s)*(?:- )?[\w"'.-]+:(?:\s|$)/.test(text)) {
    return undefined;
  }
  try {
    const value: unknown = /^\s*[{[]/.test(text) ? JSON.parse(text) : parseYaml(text);
    return isObject(value) || Array.isArray(value) ? (value as Fields | unknown[]) : undefined;
  } catch {
    // A text that happens to begin like a document stays a text.
    return undefined;
  }
}

/**
 * The document in a field of an object; undefined where there is none. Only texts of several lines and JSON are taken for one, and the
 * compressed dashboards of the Grafana operator.
 */
export function embeddedIn(name: string, value: string): Fields | readonly unknown[] | undefined {
  if (name === 'gzipJson') {
    return parsedText(gunzipped(value) ?? value);
  }
  return /\n./.test(value) || /^\s*[{[]/.test(value) ? parsedText(value) : undefined;
}
