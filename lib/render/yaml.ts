/** YAML as every reader understands it. */
import { listAt } from '../validation';
import type * as yaml from 'yaml';

/** Loaded by the call that needs it: it is most of what loading this package would cost. */
const library = (): typeof yaml => require('yaml') as typeof yaml;

/** Plain data out of a text, in which tags that nobody knows are left out. @throws an error where it is no YAML */
export const parseYaml = (text: string): unknown => library().parse(text, { logLevel: 'error' });

/** The same of each document in a text. */
export const parseYamlDocuments = (text: string): readonly unknown[] =>
  library()
    .parseAllDocuments(text, { logLevel: 'error' })
    .map((document) => {
      const [error] = document.errors;
      if (error !== undefined) {
        throw error;
      }
      return document.toJS() as unknown;
    });

/** A list in a document of YAML. What cannot be read is somebody else's, and not for us to complain about. */
export function listInYaml(text: string, key: string): readonly unknown[] {
  try {
    return listAt(parseYaml(text), key);
  } catch {
    return [];
  }
}

/** What YAML wants escaped, and line ends that only some readers take for such. */
const ESCAPED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/**
 * Writes plain data as YAML: two spaces, no folding, no anchors, and quotes around whatever a reader of YAML 1.1 (Prometheus, Kubernetes,
 * Helm) or 1.2 would read as something other than text, for instance `y`, `no`, `1:30` or `0o14`. Ends with a line feed. Keys stay in
 * their order.
 */
export function toYaml(data: unknown): string {
  const { Document, visit } = library();
  const document = new Document(data, { version: '1.2', compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, scalar) => {
      quoteOddities(scalar);
    },
  });
  const text = document.toString({ lineWidth: 0 });
  // They stand between double quotes by now, wherever they are.
  return text.replace(new RegExp(ESCAPED, 'g'), (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
  });
}

function quoteOddities(scalar: yaml.Scalar): void {
  const { value } = scalar;
  // A lone `=` is the default value of YAML 1.1, over which some readers stumble; a block that begins with blanks is one over its indentation.
  if (typeof value === 'string' && (ESCAPED.test(value) || value === '=' || /^(?=[\t\n ]).*\n/s.test(value))) {
    scalar.type = 'QUOTE_DOUBLE';
  }
}
