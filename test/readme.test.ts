/** What the README shows must be so: its snippets compile, its links lead somewhere, its tree is what comes out. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMixin, renderFiles } from 'pupsourcing-orchestrator-monitoring';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const DELIVERY = readFileSync(join(ROOT, 'docs/delivery.md'), 'utf8');

function snippets(page = README): string[] {
  return [...page.matchAll(/<!-- snippet: compiles -->\n+```ts\n(.*?)```/gs)].map((match) => match[1] ?? '');
}

function diagnose(source: string): string[] {
  // Inside the project, so that imports resolve as for a user who installed it: through the package's own exports.
  const folder = mkdtempSync(join(ROOT, '.cache-snippet-'));
  try {
    const file = join(folder, 'snippet.ts');
    writeFileSync(file, source);
    const program = ts.createProgram([file], {
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  ['README.md', README],
  ['docs/delivery.md', DELIVERY],
])('every TypeScript snippet of %s is marked to be compiled, and compiles', (_name, page) => {
  expect(snippets(page).length).toBeGreaterThan(0);
  expect([...page.matchAll(/```ts\n/g)]).toHaveLength(snippets(page).length);
  for (const snippet of snippets(page)) {
    expect(diagnose(snippet)).toEqual([]);
  }
});

test('a snippet with a mistake would be found', () => {
  expect(diagnose(`${snippets()[0] ?? ''}\nnew OrchestratorMonitoring(chart, 'x', { replicaSet: [] });`)).toEqual([
    expect.stringContaining("'replicaSet' does not exist"),
  ]);
});

test('the tree shows every file that render writes', () => {
  for (const { path } of renderFiles(createMixin())) {
    expect(README).toContain(path.split('/').pop());
  }
});

test('links into the repository lead somewhere', () => {
  const links = [
    { page: README, folder: ROOT },
    { page: DELIVERY, folder: join(ROOT, 'docs') },
  ].flatMap(({ page, folder }) =>
    [...page.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map((match) => join(folder, match[1] ?? '')),
  );

  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

test('pictures are there, for both themes', () => {
  const pictures = [...README.matchAll(/(?:src|srcset)="([^"]+)"/g)].map((match) => match[1] ?? '');

  expect(pictures.map((picture) => /-(dark|light)\.png$/.exec(picture)?.[1]).sort()).toEqual(['dark', 'light']);
  expect(pictures.filter((picture) => !existsSync(join(ROOT, picture)))).toEqual([]);
});
