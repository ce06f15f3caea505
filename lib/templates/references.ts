/** What a template takes of the alert: which labels it reads, and whether its text changes from one evaluation to the next. */
import { readTemplate, type Token } from './lexer';

/** What the template is given, read at some place. */
export interface Reference {
  /** Position of its first token in the action. */
  readonly at: number;
  /** How many tokens it takes. */
  readonly length: number;
  /** `$labels` and the like; `$`, the data as a whole; or the empty text, the dot. */
  readonly root: string;
  /** Names from the data downwards: `Labels`, `replica_set`. */
  readonly names: readonly string[];
  /** The name in quotes, where it is `index`ed by one. */
  readonly index: string | undefined;
}

/** Variables that Prometheus gives a meaning to, and which of the data they are. */
const GIVEN: ReadonlyMap<string, readonly string[]> = new Map([
  ['$', []],
  ['$labels', ['Labels']],
  ['$value', ['Value']],
  ['$values', ['Values']],
  ['$externalLabels', ['ExternalLabels']],
  ['$externalURL', ['ExternalURL']],
]);

/** References of an action. Within `range` and `with` the dot is something else. */
export function referencesOf(tokens: readonly Token[], dotIsData: boolean): readonly Reference[] {
  return tokens.flatMap(({ kind, text }, at): Reference[] => {
    const before = tokens[at - 1]?.kind ?? 'space';
    const given = kind === 'variable' ? GIVEN.get(text) : undefined;
    const startsAtDot =
      dotIsData && (kind === 'dot' || kind === 'field') && (before === 'space' || tokens[at - 1]?.text === '(');
    if (given === undefined && !startsAtDot) {
      return [];
    }
    const from = kind === 'field' ? at : at + 1;
    const end = tokens.findIndex((token, index) => index >= from && token.kind !== 'field');
    const fields = tokens.slice(from, end < 0 ? tokens.length : end);
    const isIndexed = tokens[at - 1]?.kind === 'space' && tokens[at - 2]?.text === 'index';
    const key = tokens.slice(from + fields.length).find((token) => token.kind !== 'space');
    return [
      {
        at,
        length: from - at + fields.length,
        root: kind === 'variable' ? text : '',
        names: [...(given ?? []), ...fields.map((field) => field.text.slice(1))],
        index: isIndexed && key?.kind === 'string' ? key.text.slice(1, -1) : undefined,
      },
    ];
  });
}

/** Follows the blocks of a template: whether the dot is still what the template is given. */
export class DotScope {
  private readonly open: boolean[] = [];

  get dotIsData(): boolean {
    return !this.open.includes(true);
  }

  /** Takes note of an action, once it was looked at. */
  pass(tokens: readonly Token[]): void {
    const [word = '', next] = tokens.filter(({ kind }) => kind !== 'space').map(({ text }) => text);
    if (['range', 'with', 'if', 'define', 'block'].includes(word)) {
      this.open.push(word !== 'if');
    } else if (word === 'else') {
      // What `with` and `range` had nothing for leaves the dot as it was before them.
      this.open.push(this.open.pop() === true && next === 'with');
    } else if (word === 'end') {
      this.open.pop();
    }
  }
}

/** What a template does with the alert. */
export interface TemplateUse {
  /** Labels of the alert that it reads. */
  readonly labels: readonly string[];
  /** What in it may give another text at each evaluation: `$value`, `query`, ... In a label, it keeps the alert from ever firing. */
  readonly changing: readonly string[];
}

/** What a template that can be read does with the alert. */
export function templateUse(template: string): TemplateUse {
  const parts = readTemplate(template);
  const scope = new DotScope();
  const labels = new Set<string>();
  const changing = new Set<string>();
  for (const part of 'problem' in parts ? [] : parts) {
    if (part.kind === 'words') {
      continue;
    }
    for (const { root, names, index } of referencesOf(part.tokens, scope.dotIsData)) {
      const [datum, name = index] = names;
      if (datum === 'Labels' && name !== undefined) {
        labels.add(name);
      } else if (datum === 'Value' || datum === undefined) {
        changing.add(datum === undefined ? root || '.' : root === '$value' ? '$value' : `${root}.Value`);
      }
    }
    if (part.tokens.some(({ kind, text }) => kind === 'word' && text === 'query')) {
      changing.add('query');
    }
    scope.pass(part.tokens);
  }
  return { labels: [...labels], changing: [...changing] };
}
