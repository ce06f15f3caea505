/** The examples in the comments are what an editor shows: they compile, as they stand, against what the package exports. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import * as ts from 'typescript';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'lib/cdk8s');
const FILES = [FOLDER, join(ROOT, 'lib/render/kubernetes')].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file: basename(file), text: readFileSync(join(folder, file), 'utf8') })),
);

/** Sources of the examples, keyed by the file that they would be. */
const examples = new Map(
  FILES.flatMap(({ file, text }) =>
    [...text.matchAll(/\* @example\n((?: \*.*\n)+?)(?= \*\/| \* @)/g)].map(
      ([, lines = ''], index): [string, string] => [
        join(ROOT, 'examples', `example-${index}-in-${file}`),
        lines.replace(/^ \* ?/gm, ''),
      ],
    ),
  ),
);

function compile(sources: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.all.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT, {
    noUnusedLocals: false,
  });
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...sources.keys()], options, {
    ...host,
    fileExists: (file) => sources.has(file) || host.fileExists(file),
    readFile: (file) => sources.get(file) ?? host.readFile(file),
    getSourceFile: (file, languageVersion) => {
      const source = sources.get(file);
      return source === undefined
        ? host.getSourceFile(file, languageVersion)
        : ts.createSourceFile(file, source, languageVersion);
    },
  });
  return [...sources.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

// The type checker reads all of cdk8s-plus.
jest.setTimeout(60_000);

test('every construct has an example', () => {
  const constructs = FILES.flatMap(({ text }) => [
    ...text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export class (\w+) extends (?:\w*Construct|FleetObject) /g),
  ]);

  expect(constructs.length).toBeGreaterThan(8);
  for (const [, docstring = '', name] of constructs) {
    expect([name, docstring]).toEqual([name, expect.stringContaining('@example')]);
  }
});

test('every example compiles, and a mistake in one would be seen', () => {
  const mistake = join(ROOT, 'examples/mistake.ts');
  const wrong = `import { RuleConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s'; new RuleConfigMap();`;

  expect(compile(new Map([...examples, [mistake, wrong]]))).toEqual([`${mistake}: Expected 2-3 arguments, but got 0.`]);
});
