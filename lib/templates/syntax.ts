/**
 * Whether Prometheus can read a template: one that it cannot read makes it refuse the whole rule file. Blocks that close, functions and
 * variables that exist, numbers, pipelines that have a value. And whether it can run it, as far as that can be told.
 */
import { callProblem, fieldProblem } from './execution';
import { ARGUMENTS, CONSTANTS, GIVEN_VARIABLES, NEWER_FUNCTIONS } from './functions';
import { readTemplate, type Token } from './lexer';
import { isNumber } from './numbers';
import { DotScope } from './references';

interface Block {
  readonly word: string;
  /** Variables in scope before it. */
  readonly before: readonly string[];
  hasElse: boolean;
}

interface Reading {
  readonly blocks: Block[];
  variables: string[];
  /** Names of templates that it has, and that it uses. */
  readonly defined: Set<string>;
  readonly used: Set<string>;
}

const NEWER = 'is newer than Prometheus 2.42, the oldest that is supported';

const KEYWORDS: ReadonlySet<string> = new Set([
  ...['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with'],
]);

/** Why Prometheus cannot read a template; undefined where nothing is found. */
export function templateProblem(template: string): string | undefined {
  const parts = readTemplate(template);
  if ('problem' in parts) {
    return parts.problem;
  }
  const reading: Reading = { blocks: [], variables: [...GIVEN_VARIABLES], defined: new Set(), used: new Set() };
  const scope = new DotScope();
  for (const part of parts) {
    if (part.kind === 'words') {
      continue;
    }
    const problem =
      actionProblem(part.tokens, reading) ??
      fieldProblem(part.tokens, scope.dotIsData, (variable) => isGiven(variable, reading));
    if (problem !== undefined) {
      // Names may be as long as the template.
      return problem.slice(0, 120);
    }
    scope.pass(part.tokens);
  }
  const open = reading.blocks.at(-1);
  if (open !== undefined) {
    return `${open.word} without {{ end }}`;
  }
  const missing = [...reading.used].find((name) => !reading.defined.has(name));
  return missing === undefined ? undefined : `the template ${missing} is unknown`.slice(0, 120);
}

/** Whether a variable is what Prometheus gave: neither declared anew, nor what a template of a name is given. */
function isGiven(variable: string, { variables, blocks }: Reading): boolean {
  return (
    variables.indexOf(variable) === variables.lastIndexOf(variable) &&
    !blocks.some(({ word }) => word === 'define' || word === 'block')
  );
}

function actionProblem(tokens: readonly Token[], reading: Reading): string | undefined {
  const words = tokens.filter(({ kind }) => kind !== 'space');
  const word = words[0]?.kind === 'word' ? words[0].text : '';
  const rest = tokens.slice(tokens.findIndex(({ kind }) => kind !== 'space') + 1);
  const [, next] = words;
  const { blocks } = reading;
  const block = blocks.at(-1);
  switch (word) {
    case 'end':
      if (block !== undefined) {
        reading.variables = [...block.before];
        blocks.pop();
      }
      return block === undefined ? '{{ end }} without a block' : nothingBehind(word, next);
    case 'else':
      if (block === undefined || block.hasElse || !['if', 'with', 'range'].includes(block.word)) {
        return '{{ else }} without a block';
      }
      if (next?.text === 'if' || next?.text === 'with') {
        if (next.text !== block.word) {
          return `{{ else ${next.text} }} within a ${block.word}`;
        }
        return next.text === 'with'
          ? `{{ else with }} ${NEWER}`
          : valueProblem(rest.slice(rest.indexOf(next) + 1), word, reading);
      }
      block.hasElse = true;
      return nothingBehind(word, next);
    case 'if':
    case 'with':
    case 'range':
      blocks.push({ word, before: [...reading.variables], hasElse: false });
      return valueProblem(rest, word, reading);
    case 'break':
    case 'continue':
      return isInLoop(blocks) ? nothingBehind(word, next) : `{{ ${word} }} outside of a range`;
    case 'define':
    case 'block':
    case 'template':
      return namedProblem(word, rest, reading);
    default:
      return valueProblem(tokens, 'an action', reading);
  }
}

function nothingBehind(word: string, next: Token | undefined): string | undefined {
  return next === undefined ? undefined : `{{ ${word} }} with something behind ${word}`;
}

function isInLoop(blocks: readonly Block[]): boolean {
  const template = blocks.findLastIndex(({ word }) => word === 'define' || word === 'block');
  return blocks.slice(template + 1).some(({ word, hasElse }) => word === 'range' && !hasElse);
}

/** Templates with a name. */
function namedProblem(word: string, rest: readonly Token[], reading: Reading): string | undefined {
  const name = rest.findIndex(({ kind }) => kind !== 'space');
  const quoted = rest[name];
  if (quoted?.kind !== 'string') {
    return `{{ ${word} }} without a name in quotes`;
  }
  if (word === 'define' && reading.blocks.length > 0) {
    return '{{ define }} within a block';
  }
  (word === 'template' ? reading.used : reading.defined).add(quoted.text.slice(1, -1));
  const behind = rest.slice(name + 1);
  const next = behind.find(({ kind }) => kind !== 'space');
  const problem =
    word === 'define'
      ? nothingBehind(word, next)
      : word === 'template' && next === undefined
        ? undefined
        : valueProblem(behind, word, reading);
  if (word !== 'template') {
    reading.blocks.push({ word, before: [...reading.variables], hasElse: false });
    reading.variables = ['$'];
  }
  return problem;
}

/** How far a pipeline is read. */
interface Level {
  stage: number;
  begun: boolean;
  /** Which of its variables are declared: the key of a `range` may stand before the one that gets the value. */
  declares: 'nothing' | 'key' | 'all';
}

/** What is wrong with a pipeline. */
function valueProblem(tokens: readonly Token[], context: string, reading: Reading): string | undefined {
  // Which command of the pipeline it is, and whether it has begun; and the same of what stands around the parentheses.
  let level: Level = { stage: 1, begun: false, declares: 'nothing' };
  const outer: Level[] = [];
  for (const [at, token] of tokens.entries()) {
    const problem = tokenProblem(token, level, tokens[at - 1]);
    if (problem !== undefined) {
      return problem;
    }
    if (token.kind === 'variable' && !level.begun && level.stage === 1) {
      const [next, behind] = tokens.slice(at + 1).filter(({ kind }) => kind !== 'space');
      const mark = next?.text ?? '';
      if (mark === ':=' || mark === '=' || (mark === ',' && context === 'range')) {
        if (level.declares === 'all' || (mark === ',' && (level.declares === 'key' || outer.length > 0))) {
          return `${token.text} is a variable too many`;
        }
        if (mark === ',' && behind !== undefined && behind.kind !== 'variable' && behind.text !== ')') {
          return `${behind.text} behind ${token.text}, is no variable`;
        }
        level.declares = mark === ',' ? 'key' : 'all';
        reading.variables.push(token.text);
        continue;
      }
    }
    if (token.kind === 'variable' && !reading.variables.includes(token.text)) {
      return `the variable ${token.text} is unknown`;
    }
    if (token.text === '(') {
      outer.push({ ...level, begun: true });
      level = { stage: 1, begun: false, declares: 'nothing' };
    } else if (token.text === ')') {
      const around = outer.pop();
      if (around === undefined) {
        return 'a ) too many';
      }
      level = around;
    } else if (token.text === '|') {
      level.stage += 1;
      level.begun = false;
    } else if (token.kind !== 'space' && token.kind !== 'mark') {
      level.begun = true;
    }
  }
  if (outer.length > 0) {
    return 'a parenthesis that is not closed';
  }
  return level.stage === 1 && !level.begun ? `${context} without a value` : callProblem(tokens);
}

function tokenProblem(token: Token, { stage, begun }: Level, before: Token | undefined): string | undefined {
  const { kind, text } = token;
  if (kind === 'word' && !CONSTANTS.has(text) && !ARGUMENTS.has(text)) {
    return KEYWORDS.has(text)
      ? `${text} within an action`
      : `the function ${text} ${NEWER_FUNCTIONS.has(text) ? NEWER : 'is unknown'}`;
  }
  if (kind === 'number' && !text.startsWith("'") && !isNumber(text)) {
    return `${text} is no number`;
  }
  if (kind === 'field' && before !== undefined && isLiteral(before)) {
    return `a field of ${before.text}`;
  }
  if (!begun && stage > 1 && isLiteral(token)) {
    return `${text} stands behind a |, where only functions may`;
  }
  if (text === '|' && !begun) {
    return 'nothing before a |';
  }
  if (text === ')' && !begun && stage === 1) {
    return 'a pair of parentheses without a value';
  }
  if ((isOperand(token) || text === '(') && before !== undefined && isOperand(before)) {
    return `${text} directly behind ${before.text}`;
  }
  return begun && ['=', ':=', ','].includes(text) ? `${text} is not expected there` : undefined;
}

function isOperand({ kind }: Token): boolean {
  return kind !== 'space' && kind !== 'mark' && kind !== 'field';
}

function isLiteral({ kind, text }: Token): boolean {
  return kind === 'string' || kind === 'number' || kind === 'dot' || CONSTANTS.has(text);
}
