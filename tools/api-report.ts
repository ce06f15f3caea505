/**
 * What each entry of the package exports, as text: `npm run api` writes etc/*.api.md from the declarations in dist, after a build. The report is
 * checked in, so that a review shows every change of the public face; test/package/api-report.test.ts holds it against the build.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import ts from 'typescript';

const ROOT = join(__dirname, '..');

/** The entries of package.json, by the names of their reports. */
export const ENTRIES: Readonly<Record<string, string>> = {
  index: 'dist/index.d.ts',
  cdk8s: 'dist/cdk8s/index.d.ts',
  pulumi: 'dist/pulumi/index.d.ts',
  testing: 'dist/testing/index.d.ts',
};

/** The path of an entry's report. */
export const reportFile = (entry: string): string => join(ROOT, 'etc', `${entry}.api.md`);

/** The reports of all entries, by the names of the entries. */
export function apiReports(): Readonly<Record<string, string>> {
  const files = Object.values(ENTRIES).map((file) => join(ROOT, file));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: ['node'],
  });
  return Object.fromEntries(
    Object.entries(ENTRIES).map(([entry, file]) => [entry, reportOf(program, entry, join(ROOT, file))]),
  );
}

function reportOf(program: ts.Program, entry: string, file: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) {
    throw new Error(`${relative(ROOT, file)} is missing: run npm run build`);
  }
  const names = checker.getExportsOfModule(module).sort((one, other) => (one.name < other.name ? -1 : 1));
  const declarations = names.map((name) => declarationOf(checker, name));
  return [
    `# The entry \`${entry === 'index' ? '.' : `./${entry}`}\``,
    '',
    `${String(names.length)} names. Written by \`npm run api\`.`,
    '',
    '```ts',
    declarations.join('\n\n'),
    '```',
    '',
  ].join('\n');
}

/** The declaration of an exported name without its comments; of a class, what others can see. */
function declarationOf(checker: ts.TypeChecker, exported: ts.Symbol): string {
  const symbol = (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported);
  const printer = ts.createPrinter({ removeComments: true });
  const texts = (symbol.declarations ?? []).map((declaration) => {
    const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return printer.printNode(ts.EmitHint.Unspecified, withoutPrivates(node), declaration.getSourceFile());
  });
  const renamed = symbol.name === exported.name ? [] : [`// as ${exported.name}`];
  return [...renamed, ...texts]
    .join('\n')
    .replace(/^export declare /gm, 'export ')
    .replaceAll(sep, '/');
}

function withoutPrivates(node: ts.Node): ts.Node {
  if (!ts.isClassDeclaration(node)) {
    return node;
  }
  const members = node.members.filter(
    (member) =>
      !(
        ts.canHaveModifiers(member) &&
        ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
      ),
  );
  return ts.factory.updateClassDeclaration(
    node,
    node.modifiers,
    node.name,
    node.typeParameters,
    node.heritageClauses,
    members,
  );
}

if (require.main === module) {
  mkdirSync(join(ROOT, 'etc'), { recursive: true });
  for (const [entry, report] of Object.entries(apiReports())) {
    writeFileSync(reportFile(entry), report);
    console.log(relative(ROOT, reportFile(entry)));
  }
}
