/** Texts in Kubernetes objects that are documents themselves: dashboards as JSON, rules and scrape configuration as YAML. */
import { gunzipped } from '../render/gzip';
import { parseYamlDocuments } from '../render/yaml';
import { isPlainObject, pick } from '../validation';

export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands before the first bracket of JSON, or the first key or list of YAML: comments, directives, `---`. */
const BEGINNING = /^(?:[#%].*[\r\n]|---\s|\s)*(?=[{[]|(?:-\s+)*[\w"'.-]+:(?:\s|$))/;
const YAML_NAME = /\.ya?ml$/;
/** What says of a text that it is a document, and has to be one. */
const DOCUMENT_NAME = /\.(?:ya?ml|json)$/;

/** A key of rules, dashboards, scrape jobs or inhibitions. */
const MONITORING = /(?:^|[{,-])\s*["']?(?:expr|inhibit_rules|job_name|panels)["']?\s*:/m;

/**
 * The document in a field of an object or in a file, or its documents where there are several; undefined where it is just a text. Only JSON, texts of
 * several lines, and what is called `.yaml` are taken for one, and the compressed dashboards of the Grafana operator.
 */
export function embeddedIn(name: string, value: string): Fields | readonly unknown[] | undefined {
  const text = name === 'gzipJson' ? (gunzipped(value) ?? value) : value;
  if (!isLikeDocument(name, text)) {
    return undefined;
  }
  try {
    const documents = documentsIn(name, text);
    const document = documents.length === 1 ? documents[0] : documents;
    return isObject(document) || Array.isArray(document) ? (document as Fields | unknown[]) : undefined;
  } catch {
    // A text that happens to begin like a document stays a text.
    return undefined;
  }
}

/** What begins with a bracket is YAML by its name alone: selectors, templates and programs begin with one, too. */
function documentsIn(name: string, text: string): readonly unknown[] {
  const body = text.replace(BEGINNING, '');
  return /^[{[]/.test(body) && !YAML_NAME.test(name) ? [JSON.parse(body)] : parseYamlDocuments(text);
}

/** Whether a text in which there is no document was meant to hold one about monitoring: only its name tells. */
export function isBroken(name: string, text: string): boolean {
  return name === 'gzipJson' || (DOCUMENT_NAME.test(name) && MONITORING.test(text));
}

function isLikeDocument(name: string, text: string): boolean {
  return YAML_NAME.test(name) || (/\n.|^\s*[{[]/.test(text) && BEGINNING.test(text));
}

/**
 * Fields of an object, with those of a Secret or ConfigMap that are base64 as the texts that they stand for. Without the annotations of its metadata,
 * in which kubectl notes all of the object again.
 */
export function fieldsOf(object: Fields): readonly (readonly [name: string, value: unknown])[] {
  const encoded = object['kind'] === 'Secret' ? 'data' : object['kind'] === 'ConfigMap' ? 'binaryData' : undefined;
  return Object.entries(object).map(([name, value]) => {
    // What is known later is no plain object, and stays what it is.
    if (!isPlainObject(value)) {
      return [name, value];
    }
    if (name === encoded) {
      const texts = Object.entries(value).map(([key, text]) => [key, typeof text === 'string' ? decoded(text) : text]);
      return [name, Object.fromEntries(texts)];
    }
    return [name, name === 'metadata' ? pick(value, (key) => key !== 'annotations') : value];
  });
}

function decoded(base64: string): string {
  return gunzipped(base64) ?? Buffer.from(base64, 'base64').toString();
}
