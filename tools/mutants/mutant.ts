/** Small faults in the code of a file, one thing at a time, and marks that say when a test passes by. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as ts from 'typescript';

export const ROOT = join(__dirname, '../..');

/** A piece of a file, and what stands there instead. */
export interface Mutant {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const OPERATORS = new Map(
  Object.entries({
    '===': '!==',
    '!==': '===',
    '<': '<=',
    '<=': '<',
    '>': '>=',
    '>=': '>',
    '&&': '||',
    '||': '&&',
    '??': '&&',
    '+': '-',
    '-': '+',
    '*': '/',
    '/': '*',
  }),
);

const METHODS = new Map(
  Object.entries({
    every: 'some',
    some: 'every',
    startsWith: 'endsWith',
    endsWith: 'startsWith',
    min: 'max',
    max: 'min',
  }),
);

const isLeftAlone = (node: ts.Node): boolean =>
  ts.isTypeNode(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node);

/** Everything that could be wrong in a file, one thing at a time. Types, imports and names are left alone. */
export function mutantsOf(file: string): readonly Mutant[] {
  const source = sourceOf(file);
  const mutants: Mutant[] = [];
  const replace = (node: ts.Node, ...replacements: readonly string[]): void => {
    mutants.push(
      ...replacements.map((replacement) => ({ file, start: node.getStart(), end: node.getEnd(), replacement })),
    );
  };
  const visit = (node: ts.Node): void => {
    if (isLeftAlone(node)) {
      return;
    }
    if (ts.isBinaryExpression(node)) {
      const other = OPERATORS.get(node.operatorToken.getText());
      if (other !== undefined) {
        // `a ?? b && c` is no JavaScript.
        const isDefault = node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
        replace(
          isDefault ? node : node.operatorToken,
          isDefault ? `((${node.left.getText()}) && (${node.right.getText()}))` : other,
        );
      }
    } else if (ts.isConditionalExpression(node) || ts.isIfStatement(node)) {
      replace(ts.isIfStatement(node) ? node.expression : node.condition, 'true', 'false');
    } else if (ts.isStringLiteral(node) || ts.isTemplateExpression(node)) {
      const isName = ts.isPropertyAssignment(node.parent) && node.parent.name === node;
      if (node.getText().length > 2 && !isName) {
        replace(node, '``');
      }
    } else if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
      replace(node, String(node.kind === ts.SyntaxKind.FalseKeyword));
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      replace(node, node.operand.getText());
    } else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) {
      replace(node, '[]');
    } else if (ts.isBlock(node) && node.statements.length > 0) {
      replace(node, '{}');
    } else if (ts.isPropertyAccessExpression(node) && METHODS.has(node.name.text)) {
      replace(node.name, METHODS.get(node.name.text) ?? '');
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      if (['filter', 'sort', 'slice', 'trim', 'reverse'].includes(node.expression.name.text)) {
        replace(node, node.expression.expression.getText());
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

/** A place in the code, marked so that it says when a test passes by: before its statement, or in the arrow function that has none. */
export function markOf({ file, start }: Mutant, name: string): readonly Mutant[] {
  const source = sourceOf(file);
  const mark = `globalThis.reached?.add(${JSON.stringify(name)})`;
  const isStatement = ({ parent }: ts.Node): boolean =>
    ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent);
  const insert = (position: number, replacement: string): Mutant => ({
    file,
    start: position,
    end: position,
    replacement,
  });
  for (let node = innermost(source, start); !ts.isSourceFile(node); node = node.parent) {
    if (ts.isArrowFunction(node.parent) && node.parent.body === node && !ts.isBlock(node)) {
      return [insert(node.getStart(), `(${mark}, (`), insert(node.getEnd(), '))')];
    }
    if (isStatement(node) && ts.isStatement(node)) {
      return [insert(node.getStart(), `${mark};`)];
    }
  }
  return [];
}

function sourceOf(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022, true);
}

function innermost(node: ts.Node, position: number): ts.Node {
  const inner = ts.forEachChild(node, (child) =>
    child.getStart() <= position && position < child.getEnd() ? child : undefined,
  );
  return inner === undefined ? node : innermost(inner, position);
}

/** The code of a file, with those of the changes that are its own. */
export function withChanges(file: string, changes: readonly Mutant[]): string {
  return changes
    .filter((change) => change.file === file)
    .sort((one, other) => other.start - one.start)
    .reduce(
      (text, { start, end, replacement }) => `${text.slice(0, start)}${replacement}${text.slice(end)}`,
      readFileSync(join(ROOT, file), 'utf8'),
    );
}

export function described({ file, start, end, replacement }: Mutant): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const [before = '', after = ''] = [text.slice(start, end), replacement].map((part) =>
    part.replace(/\s+/g, ' ').slice(0, 80),
  );
  return `${file}:${text.slice(0, start).split('\n').length} ${before} → ${after}`;
}
