/** Every code block of every page is compiled, parsed or run; or the page says why not. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parse, parseAllDocuments } from 'yaml';

import { createMixin } from '../../lib';
import { parsePromql } from '../../lib/promql/parse';
import { blocksOf, pages, ROOT, type Block } from './pages';

// The type checker takes seconds on a busy machine.
jest.setTimeout(120_000);

const blocks = pages().flatMap(blocksOf);
const of = (...languages: readonly string[]): readonly Block[] =>
  blocks.filter(({ language }) => languages.includes(language));

/** What the type checker says about each text, as a user's file beside an installed package. */
function diagnose(sources: readonly string[]): readonly (readonly string[])[] {
  // Inside the project, so that imports resolve as for a user who installed it: through the package's own exports.
  const folder = mkdtempSync(join(ROOT, '.cache-snippet-'));
  try {
    const files = sources.map((source, index) => {
      const file = join(folder, `snippet-${String(index)}.ts`);
      // A snippet without imports is a module, too.
      writeFileSync(file, `${source}\nexport {};\n`);
      return file;
    });
    const program = ts.createProgram(files, {
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node', 'jest'],
    });
    return files.map((file) =>
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What has to be said of a block; undefined where all is well. */
function complaint({ language, mark }: Block): string | undefined {
  const [kind, value] = mark ?? [];
  switch (kind) {
    case 'not run':
      return value!.length > 10 ? undefined : 'says in too few words why it is not run';
    case 'run by':
    case 'example':
      return existsSync(join(ROOT, value!)) ? undefined : `names ${value!}, which is not there`;
    case 'command':
    case 'diff':
      return undefined;
    case 'snippet':
      return value === 'compiles' || value === 'configuration' ? undefined : `has the unknown mark ${value!}`;
    case undefined:
      break;
    default:
      return `has the unknown mark ${kind}`;
  }
  // These are read as they are, by the tests below.
  return ['promql', 'json', 'text'].includes(language)
    ? undefined
    : `is ${language === '' ? 'in no language' : language}; put <!-- snippet: compiles -->, <!-- snippet: configuration -->, <!-- example: a file -->, <!-- run by: test/... --> or <!-- not run: why --> above it`;
}

test('every block is looked at, or says why not', () => {
  const complaints = blocks.flatMap((block) => {
    const words = complaint(block);
    return words === undefined ? [] : [`${block.place} ${words}`];
  });

  expect(blocks.length).toBeGreaterThan(20);
  expect(complaints).toEqual([]);
});

test('TypeScript compiles', () => {
  const snippets = of('ts').filter(({ mark }) => mark?.[1] === 'compiles');
  const mistake = `${snippets[0]!.text}\nnew OrchestratorMonitoring(chart, 'x', { replicaSet: [] });`;
  const diagnosed = diagnose([...snippets.map(({ text }) => text), mistake]);

  expect(snippets.map(({ place }, index) => [place, diagnosed[index]])).toEqual(
    snippets.map(({ place }) => [place, []]),
  );
  expect(diagnosed.at(-1)).toEqual([expect.stringContaining("'replicaSet' does not exist")]);
});

test('YAML and JSON can be read, and configurations are valid', () => {
  for (const { text } of of('json')) {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  }
  for (const { place, text } of of('yaml')) {
    expect([place, parseAllDocuments(text).flatMap(({ errors }) => errors)]).toEqual([place, []]);
  }
  const configurations = of('yaml').filter(({ mark }) => mark?.[1] === 'configuration');
  expect(configurations.length).toBeGreaterThan(0);
  for (const { text } of configurations) {
    expect(() => createMixin(parse(text) as object)).not.toThrow();
  }
});

test('PromQL parses', () => {
  const wrong = of('promql').filter(({ text }) => parsePromql(text).errorAt !== undefined);

  expect(of('promql').length).toBeGreaterThan(10);
  expect(wrong.map(({ place }) => place)).toEqual([]);
});

test('diffs are those that the tests of the snapshots have seen', () => {
  const file = join(ROOT, 'test/testing/__snapshots__/serializer.test.ts.snap');
  const snapshots = readFileSync(file, 'utf8');
  for (const { place, text, mark } of blocks.filter(({ mark: found }) => found?.[0] === 'diff')) {
    expect([place, unnumbered(text)]).toEqual([place, unnumbered(snapshotOf(snapshots, mark![1]))]);
  }
});

/** A diff without the numbers of its lines, which move with whatever is rendered before them. */
const unnumbered = (diff: string): string => diff.replace(/^@@ .* @@$/gm, '@@');

/** A snapshot as it was before jest escaped it. */
function snapshotOf(snapshots: string, name: string): string {
  const body = snapshots.split(`exports[\`${name} 1\`] = \``)[1]?.split('\n`;')[0] ?? '';
  return `${body
    .trim()
    .slice(1, -1)
    .replace(/\\([`\\$])/g, '$1')}\n`;
}
