/**
 * Whether Prometheus can read a template, by the grammar of Go's text/template: blocks, pipelines, variables, functions and literals. What
 * only fails when a template is filled in, such as a function with the wrong arguments, does not make Prometheus refuse the rule file.
 */
import { CONSTANTS, GIVEN_VARIABLES, PROMETHEUS_FUNCTIONS } from './functions';
import { tokensOfAction, type TemplateToken } from './tokens';
import { partsOfTemplate } from './parts';

/** Raised within this file only: why Go cannot read a template; without words where we cannot tell. */
class Unreadable extends Error {}

/** An action that is being read, up to `at`. */
interface Action {
  readonly tokens: readonly TemplateToken[];
  at: number;
}

/** What is known at a place of the template. */
interface Reading {
  readonly actions: readonly Action[];
  at: number;
  /** Names in scope. */
  variables: string[];
  /** How many `range` are open. */
  loops: number;
  /** How many parentheses are open. */
  parentheses: number;
}

type Control = 'if' | 'range' | 'with';

/** What ends a list of actions; `{{ else if ... }}` leaves the rest of its action to be read. */
interface ListEnd {
  readonly word: 'end' | 'else' | 'nothing';
  readonly rest?: Action;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  ...['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'],
]);

// Deeper than anybody nests; further down we would run out of stack.
const MAXIMUM_DEPTH = 300;

/** Why Prometheus cannot read a closed template; undefined where it can, or where we cannot tell. */
export function templateProblem(template: string): string | undefined {
  try {
    const actions = (partsOfTemplate(template) ?? []).flatMap(({ kind, text }) =>
      kind === 'words' || isComment(text) ? [] : [actionOf(text)],
    );
    const reading = { actions, at: 0, variables: [...GIVEN_VARIABLES], loops: 0, parentheses: 0 };
    const { word } = readList(reading, 0);
    return word === 'nothing' ? undefined : `{{ ${word} }} without a block`;
  } catch (error) {
    if (error instanceof Unreadable) {
      // Names may be as long as the template.
      return error.message === '' ? undefined : error.message.slice(0, 120);
    }
    throw error;
  }
}

const isComment = (text: string): boolean => /^(?:-[ \t\r\n])?\/\*/.test(text);

function actionOf(text: string): Action {
  const tokens = tokensOfAction(text.replace(/^-(?=[ \t\r\n])/, '').replace(/[ \t\r\n]-$/, ''));
  if ('unreadable' in tokens) {
    throw new Unreadable(`cannot be read from ${JSON.stringify(tokens.unreadable.slice(0, 20))} on`);
  }
  return { tokens, at: 0 };
}

/** Reads actions up to the `end` or `else` that does not belong to one of them. */
function readList(reading: Reading, depth: number): ListEnd {
  if (depth > MAXIMUM_DEPTH) {
    throw new Unreadable();
  }
  for (let action = reading.actions[reading.at]; action !== undefined; action = reading.actions[reading.at]) {
    reading.at += 1;
    const end = readAction(reading, action, depth);
    if (end !== undefined) {
      return end;
    }
  }
  return { word: 'nothing' };
}

function readAction(reading: Reading, action: Action, depth: number): ListEnd | undefined {
  const word = peekWord(action);
  if (word === undefined || !KEYWORDS.has(word)) {
    readPipeline(reading, action, 'an action', false);
    return undefined;
  }
  action.at += 1;
  switch (word) {
    case 'end':
      expectEnd(action, word);
      return { word };
    case 'else':
      if (['if', 'with'].includes(peekWord(action) ?? '')) {
        return { word, rest: action };
      }
      expectEnd(action, word);
      return { word };
    case 'if':
    case 'range':
    case 'with':
      readControl(reading, action, word, depth);
      return undefined;
    case 'break':
    case 'continue':
      expectEnd(action, word);
      if (reading.loops === 0) {
        throw new Unreadable(`{{ ${word} }} outside of a range`);
      }
      return undefined;
    default:
      readNamed(reading, action, word, depth);
      return undefined;
  }
}

function readControl(reading: Reading, action: Action, control: Control, depth: number): void {
  const inScope = reading.variables.length;
  readPipeline(reading, action, control, false);
  reading.loops += control === 'range' ? 1 : 0;
  const end = readList(reading, depth + 1);
  reading.loops -= control === 'range' ? 1 : 0;
  if (end.word === 'else' && end.rest !== undefined) {
    // `else with` came after Prometheus 2.42.
    if (control === 'range' || peekWord(end.rest) !== control) {
      throw new Unreadable(`{{ else ${peekWord(end.rest) ?? ''} }} within a ${control}`);
    }
    end.rest.at += 1;
    readControl(reading, end.rest, control, depth + 1);
  } else {
    expectBlockEnd(end.word === 'else' ? readList(reading, depth + 1) : end, control);
  }
  reading.variables.length = inScope;
}

/** Templates with a name: `define`, `block` and `template`. */
function readNamed(reading: Reading, action: Action, word: string, depth: number): void {
  if (word === 'define' && depth > 0) {
    throw new Unreadable('{{ define }} within a block');
  }
  skipSpace(action);
  if (action.tokens[action.at]?.kind !== 'string') {
    throw new Unreadable(`{{ ${word} }} without a name in quotes`);
  }
  action.at += 1;
  if (word === 'define') {
    expectEnd(action, word);
  } else if (word === 'block' || !isAtEnd(action)) {
    readPipeline(reading, action, word, false);
  }
  if (word !== 'template') {
    const { variables, loops } = reading;
    Object.assign(reading, { variables: ['$'], loops: 0 });
    expectBlockEnd(readList(reading, depth + 1), word);
    Object.assign(reading, { variables, loops });
  }
}

function expectBlockEnd({ word }: ListEnd, block: string): void {
  if (word !== 'end') {
    throw new Unreadable(word === 'nothing' ? `${block} without {{ end }}` : `{{ else }} too many in ${block}`);
  }
}

function readPipeline(reading: Reading, action: Action, context: string, isInner: boolean): void {
  readDeclarations(reading, action, context);
  for (let stage = 1; ; stage += 1) {
    skipSpace(action);
    const token = action.tokens[action.at];
    if (token === undefined || token.text === ')') {
      if (isInner !== (token !== undefined)) {
        throw new Unreadable(isInner ? 'a parenthesis that is not closed' : 'a ) too many');
      }
      if (stage === 1) {
        throw new Unreadable(`${context} without a value`);
      }
      return;
    }
    readCommand(reading, action, stage);
  }
}

/** `$x :=`, `$x =` and, of range, `$key, $value :=`. */
function readDeclarations(reading: Reading, action: Action, context: string): void {
  for (let count = 1; ; count += 1) {
    skipSpace(action);
    const from = action.at;
    const variable = action.tokens[action.at];
    if (variable?.kind !== 'variable') {
      return;
    }
    action.at += 1;
    skipSpace(action);
    const mark = action.tokens[action.at]?.text ?? '';
    if (![':=', '=', ','].includes(mark)) {
      action.at = from;
      return;
    }
    action.at += 1;
    reading.variables.push(variable.text);
    if (mark !== ',') {
      return;
    }
    skipSpace(action);
    const next = action.tokens[action.at];
    if (context !== 'range' || count > 1 || (next !== undefined && next.kind !== 'variable')) {
      throw new Unreadable(`a comma too many in ${context}`);
    }
  }
}

/** A function or a value, with its arguments. */
function readCommand(reading: Reading, action: Action, stage: number): void {
  for (let count = 0; ; count += 1) {
    skipSpace(action);
    const first = action.tokens[action.at];
    const isChain = first === undefined ? false : readOperand(reading, action, first);
    if (count === 0 && stage > 1 && first !== undefined && !isChain && isLiteral(first)) {
      throw new Unreadable(`${first.text} stands behind a |, where only functions may`);
    }
    const next = action.tokens[action.at];
    if (next === undefined || next.text === ')') {
      return;
    }
    if (next.text === '|') {
      if (first === next && count === 0) {
        throw new Unreadable('nothing before a |');
      }
      action.at += 1;
      return;
    }
    if (next.kind !== 'space') {
      throw new Unreadable(`${next.text} is not expected there`);
    }
  }
}

const isLiteral = ({ kind, text }: TemplateToken): boolean =>
  kind === 'string' || kind === 'number' || kind === 'dot' || CONSTANTS.has(text);

/** Reads a value with the fields behind it, if there is one; whether it has such fields. */
function readOperand(reading: Reading, action: Action, token: TemplateToken): boolean {
  if (token.kind === 'mark' && token.text !== '(') {
    return false;
  }
  action.at += 1;
  if (token.text === '(') {
    reading.parentheses += 1;
    if (reading.parentheses > MAXIMUM_DEPTH) {
      throw new Unreadable();
    }
    readPipeline(reading, action, 'a pair of parentheses', true);
    action.at += 1;
    reading.parentheses -= 1;
  } else if (token.kind === 'variable' && !reading.variables.includes(token.text)) {
    throw new Unreadable(`the variable ${token.text} is unknown`);
  } else if (token.kind === 'word' && !CONSTANTS.has(token.text) && !PROMETHEUS_FUNCTIONS.has(token.text)) {
    throw new Unreadable(
      KEYWORDS.has(token.text) ? `${token.text} within an action` : `the function ${token.text} is unknown`,
    );
  }
  const behind = action.at;
  while (action.tokens[action.at]?.kind === 'field') {
    action.at += 1;
  }
  if (action.at > behind && isLiteral(token)) {
    throw new Unreadable(`a field of ${token.text}`);
  }
  return action.at > behind;
}

function skipSpace(action: Action): void {
  while (action.tokens[action.at]?.kind === 'space') {
    action.at += 1;
  }
}

function isAtEnd(action: Action): boolean {
  skipSpace(action);
  return action.at >= action.tokens.length;
}

function expectEnd(action: Action, word: string): void {
  if (!isAtEnd(action)) {
    throw new Unreadable(`{{ ${word} }} with something behind ${word}`);
  }
}

function peekWord(action: Action): string | undefined {
  skipSpace(action);
  const token = action.tokens[action.at];
  return token?.kind === 'word' ? token.text : undefined;
}
