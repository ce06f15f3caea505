/**
 * How many small faults in the code the unit tests notice: `npm run mutants -- lib/render --sample 20 --seed 1`. Draws a sample of faults of
 * the files below the folders (a condition that always holds, another operator, an empty text, list or function), puts one at a time into a
 * copy of the repository, and runs the tests that load the file, the nearest first. Prints each fault that no test noticed, and the share of
 * those that one did, with its 95 % interval. `--nearest 5` runs only so many test files for each fault: a lower bound in a tenth of the time.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';

import * as ts from 'typescript';

const ROOT = join(__dirname, '..');

/** Milliseconds after which tests are taken to hang: noticed. */
const PATIENCE = 600_000;

/** A piece of a file, and what stands there instead. */
interface Mutant {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const OPERATORS: Readonly<Record<string, string>> = {
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
};

const METHODS: Readonly<Record<string, string>> = {
  every: 'some',
  some: 'every',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
};

/** Everything that could be wrong in a file, one thing at a time. Types, imports and names are left alone. */
function mutantsOf(file: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  const replace = (node: ts.Node, ...replacements: readonly string[]): void => {
    mutants.push(
      ...replacements.map((replacement) => ({ file, start: node.getStart(), end: node.getEnd(), replacement })),
    );
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      return;
    }
    if (ts.isBinaryExpression(node)) {
      const other = OPERATORS[node.operatorToken.getText()];
      if (other !== undefined) {
        replace(node.operatorToken, other);
      }
    } else if (ts.isConditionalExpression(node) || ts.isIfStatement(node)) {
      replace(ts.isIfStatement(node) ? node.expression : node.condition, 'true', 'false');
    } else if (ts.isStringLiteral(node) || ts.isTemplateExpression(node)) {
      const isName = ts.isPropertyAssignment(node.parent) && node.parent.name === node;
      if (node.getText().length > 2 && !isName) {
        replace(node, "''");
      }
    } else if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
      replace(node, String(node.kind === ts.SyntaxKind.FalseKeyword));
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      replace(node, node.operand.getText());
    } else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) {
      replace(node, '[]');
    } else if (ts.isBlock(node) && node.statements.length > 0) {
      replace(node, '{}');
    } else if (ts.isPropertyAccessExpression(node) && METHODS[node.name.text] !== undefined) {
      replace(node.name, METHODS[node.name.text] ?? '');
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

/** Numbers from 0 to 1, always the same ones for a seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32;
  };
}

function drawn<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const next = randomNumbers(seed);
  return all
    .map((item) => ({ item, order: next() }))
    .sort((one, other) => one.order - other.order)
    .slice(0, count)
    .map(({ item }) => item);
}

const jest = (folder: string, args: readonly string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'unit', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: PATIENCE,
    maxBuffer: 2 ** 28,
  });

/** Test files that load a file, the nearest first: the one of its name, then those of its own folder. */
function testsOf(file: string, folder: string): readonly string[] {
  const { stdout } = jest(folder, ['--listTests', '--findRelatedTests', file]);
  const room = dirname(file).split('/').slice(1);
  const name = basename(file, '.ts');
  const distance = (test: string): number => {
    const path = relative(join(folder, 'test'), test);
    const shared = room.findIndex((part, index) => path.split('/')[index] !== part);
    return -(shared < 0 ? room.length : shared) - (basename(path, '.test.ts') === name ? 100 : 0);
  };
  return stdout
    .split('\n')
    .filter((line) => line.endsWith('.test.ts'))
    .sort((one, other) => distance(one) - distance(other) || (one < other ? -1 : 1));
}

/** Whether a test fails, or hangs, with a fault. */
function isNoticed(mutant: Mutant, folder: string, nearest: number): boolean {
  const place = join(folder, mutant.file);
  const sound = readFileSync(place, 'utf8');
  const tests = testsOf(mutant.file, folder);
  writeFileSync(place, `${sound.slice(0, mutant.start)}${mutant.replacement}${sound.slice(mutant.end)}`);
  try {
    return [tests.slice(0, Math.min(nearest, 5)), tests.slice(5, nearest)].some(
      (batch) =>
        batch.length > 0 &&
        jest(folder, ['--bail', '--runInBand', '--silent', '--runTestsByPath', ...batch]).status !== 0,
    );
  } finally {
    writeFileSync(place, sound);
  }
}

/** Wilson's interval: how large the share of all faults may be, given that of the sample. */
function interval(noticed: number, all: number): string {
  const [z, share] = [1.96, noticed / all];
  const middle = share + z ** 2 / (2 * all);
  const around = z * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
  return [middle - around, middle + around]
    .map((bound) => ((100 * bound) / (1 + z ** 2 / all)).toFixed(0))
    .join(' to ');
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      nearest: { type: 'string', default: 'Infinity' },
    },
  });
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .stdout.split('\0')
    .filter(Boolean);
  const files = listed.filter(
    (file) => file.endsWith('.ts') && positionals.some((folder) => file.startsWith(`${folder}/`)),
  );
  const all = files.flatMap(mutantsOf);
  const sample = drawn(all, Number(values.sample), Number(values.seed));
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  try {
    for (const file of listed) {
      cpSync(join(ROOT, file), join(folder, file), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(ROOT, 'dist'), join(folder, 'dist'));
    let noticed = 0;
    sample.forEach((mutant, index) => {
      const found = isNoticed(mutant, folder, Number(values.nearest));
      noticed += found ? 1 : 0;
      const text = readFileSync(join(ROOT, mutant.file), 'utf8');
      const line = text.slice(0, mutant.start).split('\n').length;
      const before = text.slice(mutant.start, mutant.end).replace(/\s+/g, ' ').slice(0, 80);
      console.log(
        `${String(index + 1)} ${found ? 'noticed ' : 'SURVIVED'} ${mutant.file}:${String(line)} ${before} → ${mutant.replacement}`,
      );
    });
    const share = ((100 * noticed) / sample.length).toFixed(0);
    console.log(
      `${positionals.join(' ')}: ${String(noticed)} of ${String(sample.length)} noticed, ${share} % (${interval(noticed, sample.length)} %), of ${String(all.length)} possible; seed ${values.seed}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
