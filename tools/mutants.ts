/**
 * How many small faults in the code the unit tests notice: `npm run mutants -- lib/model lib/render --sample 60 --seed 1`. Draws a sample of
 * faults of the files below each folder (a condition that always holds, another operator, an empty text, list or function) and puts them into
 * a copy of the repository. One at a time, each meets the test files that are likeliest to notice it. Those that none of them noticed meet
 * all the tests together, and then, by halves, the test files that failed: what goes unnoticed among others goes unnoticed. Prints each fault
 * that no test noticed, and for each folder the share of those that one did, with its 95 % interval.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';

import * as ts from 'typescript';

const ROOT = join(__dirname, '..');

/** Milliseconds after which a few test files are taken to hang: noticed. */
const PATIENCE = 600_000;

/** The same for many of them: all take some minutes, and far more on a busy machine. */
const PATIENCE_WITH_MANY = 6 * PATIENCE;

/** How many of the test files that lie nearest a fault meets alone. */
const NEAREST = 3;

/** Test files that hold much of what is rendered against a snapshot. */
const WIDE = [
  'examples/snapshot-testing/test/monitoring.test.ts',
  'test/orchestrator/hardened/lag.test.ts',
  'test/orchestrator/mixin.test.ts',
  'test/render/prometheus/rule-tests.test.ts',
];

/** A piece of a file, and what stands there instead. */
interface Mutant {
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
function mutantsOf(file: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.ES2022, true);
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

/** A copy of the repository, whose code can be changed and tested. */
class Copy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mutants-'));

  constructor(files: readonly string[]) {
    files.forEach((file) => {
      cpSync(join(ROOT, file), join(this.#folder, file), { recursive: true });
    });
    ['node_modules', 'dist'].forEach((folder) => {
      symlinkSync(join(ROOT, folder), join(this.#folder, folder));
    });
  }

  /** Which test files fail with faults in the code; undefined when one hangs, or the run is to stop at one. `which` tells jest what to run. */
  failing(faults: readonly Mutant[], which: readonly string[], patience = PATIENCE): readonly string[] | undefined {
    const output = join(this.#folder, 'results.json');
    const faulty = new Set(faults.map(({ file }) => file));
    faulty.forEach((file) => {
      writeFileSync(join(this.#folder, file), withFaults(file, faults));
    });
    const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--selectProjects', 'unit', '--silent', '--runInBand'];
    spawnSync(process.execPath, [...jest, '--json', '--outputFile', output, ...which], {
      cwd: this.#folder,
      stdio: 'ignore',
      timeout: patience,
      killSignal: 'SIGKILL',
    });
    faulty.forEach((file) => {
      cpSync(join(ROOT, file), join(this.#folder, file));
    });
    if (!existsSync(output)) {
      return undefined;
    }
    const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as {
      testResults: readonly { name: string; status: string }[];
    };
    rmSync(output);
    return testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(this.#folder, name));
  }

  /** Throws an Error where one of these test files fails without a fault: it would notice every one. */
  demandSound(testFiles: readonly string[]): void {
    const broken =
      testFiles.length === 0 ? [] : this.failing([], ['--runTestsByPath', ...testFiles], PATIENCE_WITH_MANY);
    if (broken?.length !== 0) {
      throw new Error(`tests fail without a fault: ${broken?.join(', ') ?? 'they hang'}`);
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The code of a file, with those of the faults that are its own. */
function withFaults(file: string, faults: readonly Mutant[]): string {
  return faults
    .filter((fault) => fault.file === file)
    .sort((one, other) => other.start - one.start)
    .reduce(
      (text, { start, end, replacement }) => `${text.slice(0, start)}${replacement}${text.slice(end)}`,
      readFileSync(join(ROOT, file), 'utf8'),
    );
}

/** Test files that are likely to notice a fault in a file: those that lie nearest, first the one of its name, and the wide ones. */
function likeliest(file: string, tests: readonly string[]): readonly string[] {
  const room = dirname(file).split('/').slice(1);
  const distance = (test: string): number => {
    const parts = test.split('/').slice(1);
    const shared = room.findIndex((part, index) => parts[index] !== part);
    return -(shared < 0 ? room.length : shared) - (basename(test, '.test.ts') === basename(file, '.ts') ? 100 : 0);
  };
  return [...[...tests].sort((one, other) => distance(one) - distance(other)).slice(0, NEAREST), ...WIDE];
}

const halves = (faults: readonly Mutant[]): readonly (readonly Mutant[])[] => {
  const half = Math.ceil(faults.length / 2);
  return [faults.slice(0, half), faults.slice(half)];
};

/** Which of the faults a test file notices. What it does not notice among others it need not meet alone. */
function noticedBy(test: string, faults: readonly Mutant[], copy: Copy): readonly Mutant[] {
  if (faults.length === 0 || copy.failing(faults, ['--runTestsByPath', test])?.length === 0) {
    return [];
  }
  return faults.length === 1 ? faults : halves(faults).flatMap((some) => noticedBy(test, some, copy));
}

/** Those of the faults that no test notices. */
function unnoticedBy(faults: readonly Mutant[], copy: Copy): readonly Mutant[] {
  const failing = copy.failing(faults, ['--findRelatedTests', ...faults.map(({ file }) => file)], PATIENCE_WITH_MANY);
  if (failing === undefined) {
    return faults.length === 1 ? [] : halves(faults).flatMap((some) => unnoticedBy(some, copy));
  }
  copy.demandSound(failing);
  return failing.reduce((left, test) => {
    const noticed = noticedBy(test, left, copy);
    return left.filter((fault) => !noticed.includes(fault));
  }, faults);
}

/** Groups of faults that can be in the code together: none lies in another. */
function groupsOf(faults: readonly Mutant[]): readonly (readonly Mutant[])[] {
  const group = faults.filter(({ file, start, end }, index) =>
    faults.slice(0, index).every((other) => other.file !== file || other.end <= start || end <= other.start),
  );
  return group.length === 0 ? [] : [group, ...groupsOf(faults.filter((fault) => !group.includes(fault)))];
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

function described({ file, start, end, replacement }: Mutant): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const [before = '', after = ''] = [text.slice(start, end), replacement].map((part) =>
    part.replace(/\s+/g, ' ').slice(0, 80),
  );
  return `${file}:${text.slice(0, start).split('\n').length} ${before} → ${after}`;
}

function main(): void {
  const { values, positionals: folders } = parseArgs({
    allowPositionals: true,
    options: { sample: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
  });
  const files = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .stdout.split('\0')
    .filter(Boolean);
  const tests = files.filter((file) => file.endsWith('.test.ts') && !/^test\/(real|rules)\//.test(file));
  const copy = new Copy(files);
  try {
    const samples = folders.map((folder) => {
      const all = files.filter((file) => file.startsWith(`${folder}/`) && file.endsWith('.ts')).flatMap(mutantsOf);
      return { folder, all, sample: drawn(all, Number(values.sample), Number(values.seed)) };
    });
    const drawnFaults = samples.flatMap(({ sample }) => sample);
    copy.demandSound([...new Set(drawnFaults.flatMap(({ file }) => likeliest(file, tests)))]);
    const left = drawnFaults.filter((fault) => {
      const failing = copy.failing([fault], ['--bail', '--runTestsByPath', ...likeliest(fault.file, tests)]);
      const isLeft = failing?.length === 0;
      console.log(`${isLeft ? 'not yet noticed' : 'noticed'}: ${described(fault)}`);
      return isLeft;
    });
    const survivors = groupsOf(left).flatMap((group) => unnoticedBy(group, copy));
    survivors.forEach((fault) => {
      console.log(`SURVIVED ${described(fault)}`);
    });
    samples.forEach(({ folder, all, sample }) => {
      const noticed = sample.filter((fault) => !survivors.includes(fault)).length;
      const share = `${((100 * noticed) / sample.length).toFixed(0)} % (${interval(noticed, sample.length)} %)`;
      console.log(
        `${folder}: ${noticed} of ${sample.length} noticed, ${share}, of ${all.length} possible; seed ${values.seed}`,
      );
    });
  } finally {
    copy.remove();
  }
}

main();
