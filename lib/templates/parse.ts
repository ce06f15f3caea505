/**
 * Reads Go templates, as Prometheus does: one that it cannot read makes it refuse the whole rule file. Blocks that close, functions and variables
 * that exist, pipelines that have a value.
 */
import { ARGUMENTS, CONSTANTS, NEWER_FUNCTIONS } from './functions';
import { readActions, UnreadableTemplate, type Token } from './lexer';

export interface Template {
  readonly pipelines: readonly Pipeline[];
  /** All values in them, in their order; those in parentheses before the pair itself. */
  readonly operands: readonly Operand[];
  /** Variables that it declares or sets. */
  readonly variables: readonly string[];
}

/** Commands, each of which is given what the one before it has given: a function or a value, and its arguments. */
export type Pipeline = readonly (readonly Operand[])[];

/** A value: `$labels.pod`, `.Value`, `"text"`, `humanize`, `(index $labels "a").b`. */
export interface Operand {
  readonly kind: Token['kind'];
  readonly text: string;
  /** Where it begins and ends in the template. */
  readonly at: number;
  readonly end: number;
  /** What stands in the parentheses that it begins with. */
  readonly inner: Pipeline | undefined;
  /** Names of the fields behind it, or in it where it is a field itself. */
  readonly fields: readonly string[];
  /** Names from the alert's data down to it, such as `Labels` and `pod`; none for the data as a whole, undefined for what is no data. */
  readonly data: readonly string[] | undefined;
}

interface Block {
  readonly word: string;
  /** Variables in scope before it, and what they are of the alert's data. */
  readonly before: Map<string, readonly string[] | undefined>;
  /** Whether the dot in it is the alert's data. */
  hasData: boolean;
  hasElse: boolean;
}

/** What of the alert's data the variables are that Prometheus declares before the text. */
export const GIVEN_VARIABLES: ReadonlyMap<string, readonly string[]> = new Map([
  ['$', []],
  ['$labels', ['Labels']],
  ['$value', ['Value']],
  ['$externalLabels', ['ExternalLabels']],
  ['$externalURL', ['ExternalURL']],
]);

const KEYWORDS: ReadonlySet<string> = new Set([
  ...['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'],
]);

const NEWER = 'is newer than Prometheus 2.42, the oldest that is supported';

/** Nobody nests deeper by hand, and the stack takes far more. */
const MAXIMUM_PARENTHESES = 100;

/** What is in a template, or why Prometheus cannot read it. */
export function parseTemplate(template: string): Template | { readonly problem: string } {
  try {
    return new Parser().read(template);
  } catch (error) {
    if (error instanceof UnreadableTemplate) {
      // Names may be as long as the template.
      return { problem: error.message.slice(0, 120) };
    }
    throw error;
  }
}

const operandsOf = (pipeline: Pipeline): readonly Operand[] =>
  pipeline.flat().flatMap((operand) => [...operandsOf(operand.inner ?? []), operand]);

class Parser {
  private readonly blocks: Block[] = [];
  /** Those in scope, and what they are of the alert's data. */
  private variables = new Map<string, readonly string[] | undefined>(GIVEN_VARIABLES);
  private readonly declared: string[] = [];
  /** Of the action that is read, its tokens, the next of them, and how many parentheses stand open. */
  private tokens: readonly Token[] = [];
  private next = 0;
  private parentheses = 0;

  read(template: string): Template {
    const pipelines = readActions(template).flatMap((tokens) => this.action(tokens));
    const open = this.blocks.at(-1);
    return open === undefined
      ? { pipelines, operands: pipelines.flatMap(operandsOf), variables: this.declared }
      : refuse(`${open.word} without {{ end }}`);
  }

  private action(tokens: readonly Token[]): readonly Pipeline[] {
    this.tokens = tokens;
    this.next = 0;
    const { kind, text } = this.token();
    const keyword = kind === 'word' && KEYWORDS.has(text) ? text : '';
    this.next += keyword === '' ? 0 : 1;
    const pipelines = this.statement(keyword);
    const rest = this.token();
    if (rest.kind !== 'end') {
      refuse(rest.text === ')' ? 'a ) too many' : `{{ ${keyword} }} with something behind ${keyword}`);
    }
    return pipelines;
  }

  private statement(keyword: string): readonly Pipeline[] {
    switch (keyword) {
      case '':
        return [this.pipeline('an action')];
      case 'end':
        this.variables = (this.blocks.pop() ?? refuse('{{ end }} without a block')).before;
        return [];
      case 'else':
        return this.otherwise();
      case 'if':
      case 'with':
      case 'range': {
        const before = new Map(this.variables);
        const pipeline = this.pipeline(keyword);
        this.blocks.push({ word: keyword, before, hasData: keyword === 'if' && this.hasData(), hasElse: false });
        return [pipeline];
      }
      case 'break':
      case 'continue':
        return this.blocks.some(({ word, hasElse }) => word === 'range' && !hasElse)
          ? []
          : refuse(`{{ ${keyword} }} outside of a range`);
      default:
        return refuse(`{{ ${keyword} }} is not supported: a text of an alert is a single template`);
    }
  }

  private hasData(level = -1): boolean {
    return this.blocks.at(level)?.hasData ?? true;
  }

  private otherwise(): readonly Pipeline[] {
    const block = this.blocks.at(-1);
    if (block === undefined || block.hasElse) {
      return refuse('{{ else }} without a block');
    }
    // What `with` and `range` had nothing for leaves the dot as it was before them.
    block.hasData = this.hasData(-2);
    const { text } = this.token();
    if (text !== 'if' && text !== 'with') {
      block.hasElse = true;
      return [];
    }
    if (text !== block.word) {
      refuse(`{{ else ${text} }} within a ${block.word}`);
    }
    this.next += 1;
    return text === 'with' ? refuse(`{{ else with }} ${NEWER}`) : [this.pipeline('else')];
  }

  private pipeline(context: string): Pipeline {
    this.declarations(context);
    const commands: (readonly Operand[])[] = [];
    for (let token = this.token(); !isEnd(token); token = this.token()) {
      commands.push(this.command());
    }
    if (commands.length === 0) {
      refuse(`${context} without a value`);
    }
    const literal = commands.slice(1).find(([first]) => first !== undefined && isLiteral(first))?.[0];
    return literal === undefined ? commands : refuse(`${literal.text} stands behind a |, where only functions may`);
  }

  /** `$x :=`, or `$key, $value :=` of a range. */
  private declarations(context: string): void {
    for (let count = 0; ; count += 1) {
      const { kind, text } = this.token();
      const mark = this.tokens[this.next + 1]?.text ?? '';
      if (kind !== 'variable' || ![':=', '=', ','].includes(mark)) {
        return;
      }
      if (mark === ',' && (context !== 'range' || count > 0)) {
        refuse(`${text} is a variable too many`);
      }
      // What is assigned, and not declared, outlasts the block.
      const outer = mark === '=' ? this.blocks.map(({ before }) => before).filter((scope) => scope.has(text)) : [];
      [this.variables, ...outer].forEach((scope) => scope.set(text, undefined));
      this.declared.push(text);
      this.next += 2;
      if (mark !== ',') {
        return;
      }
      const other = this.token();
      if (other.kind !== 'variable' && !isEnd(other)) {
        refuse(`${other.text} behind ${text}, is no variable`);
      }
    }
  }

  private command(): readonly Operand[] {
    const operands: Operand[] = [];
    while (startsOperand(this.token())) {
      const operand = this.operand();
      const behind = this.token();
      if (startsOperand(behind) && !behind.spaced) {
        refuse(`${behind.text} directly behind ${operand.text}`);
      }
      operands.push(operand);
    }
    const token = this.token();
    if (token.text === '|') {
      this.next += 1;
    } else if (!isEnd(token)) {
      refuse(`${token.text} is not expected there`);
    }
    return operands.length === 0 ? refuse('nothing before a |') : withIndexed(operands);
  }

  private operand(): Operand {
    const first = this.token();
    const { kind, text, at } = first;
    this.next += 1;
    if (kind === 'word' && !CONSTANTS.has(text) && !ARGUMENTS.has(text)) {
      const unknown = `the function ${text} ${NEWER_FUNCTIONS.has(text) ? NEWER : 'is unknown'}`;
      refuse(KEYWORDS.has(text) ? `${text} within an action` : unknown);
    }
    if (kind === 'variable' && !this.variables.has(text)) {
      refuse(`the variable ${text} is unknown`);
    }
    const inner = text === '(' ? this.parenthesized() : undefined;
    const fields = kind === 'field' ? [text.slice(1)] : [];
    for (let token = this.token(); token.kind === 'field' && !token.spaced; token = this.token()) {
      if (isLiteral(first)) {
        refuse(`a field of ${text}`);
      }
      fields.push(token.text.slice(1));
      this.next += 1;
    }
    const startsAtDot = kind === 'dot' || kind === 'field';
    const root = startsAtDot && this.hasData() ? [] : this.variables.get(text);
    const last = this.tokens[this.next - 1] ?? first;
    return { kind, text, at, end: last.at + last.text.length, inner, fields, data: root && [...root, ...fields] };
  }

  private parenthesized(): Pipeline {
    this.parentheses += 1;
    if (this.parentheses > MAXIMUM_PARENTHESES) {
      refuse(`more than ${String(MAXIMUM_PARENTHESES)} parentheses within each other`);
    }
    const pipeline = this.pipeline('a pair of parentheses');
    if (this.token().kind === 'end') {
      refuse('a parenthesis that is not closed');
    }
    this.next += 1;
    this.parentheses -= 1;
    return pipeline;
  }

  /** The next token; there is always one, since the end of the action stays. */
  private token(): Token {
    return this.tokens[this.next] ?? refuse('not every {{ has its }}');
  }
}

function refuse(problem: string): never {
  throw new UnreadableTemplate(problem);
}

function isEnd({ kind, text }: Token): boolean {
  return kind === 'end' || text === ')';
}

function startsOperand({ kind, text }: Token): boolean {
  return (kind !== 'mark' && kind !== 'end') || text === '(';
}

function isLiteral({ kind, text }: Pick<Token, 'kind' | 'text'>): boolean {
  return kind === 'string' || kind === 'number' || kind === 'dot' || CONSTANTS.has(text);
}

/** `index $labels "pod"` reads the same as `$labels.pod`. */
function withIndexed(operands: readonly Operand[]): readonly Operand[] {
  const [called, indexed, key, ...others] = operands;
  return called?.text === 'index' && indexed?.data !== undefined && key?.kind === 'string'
    ? [called, { ...indexed, data: [...indexed.data, key.text.slice(1, -1)] }, key, ...others]
    : operands;
}
