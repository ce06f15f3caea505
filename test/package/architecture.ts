import * as path from 'node:path';

import ts from 'typescript';

import layersFile from '../../tools/layers.json';

interface Layer {
  /** Folder below lib, or a file directly in it. */
  readonly name: string;
  readonly why: string;
  readonly layers: readonly string[];
  readonly packages: readonly string[];
  readonly typesOnly: readonly string[];
  readonly lazily: readonly string[];
}

const layers: readonly Layer[] = layersFile.layers;

type ImportKind = 'value' | 'type' | 'lazy';

interface Import {
  readonly specifier: string;
  readonly kind: ImportKind;
  readonly line: number;
}

/** Names that say nothing about what a file is about, alone or as the last word: `utils.ts`, `promql-helpers.ts`, `types/x.ts`. */
const emptyName = /(?:^|[-.])(?:utils?|helpers?|common|types?|misc)$/;

/**
 * Reads the imports of sources and names every breach of the architecture, one sentence each, in the order of the files.
 *
 * @param sources text of each source by its path from the project's root, with forward slashes: `lib/model/alerts.ts`
 */
export function architectureBreaches(sources: ReadonlyMap<string, string>): string[] {
  const breaches: string[] = [];
  const edges = new Map<string, string[]>();

  for (const [file, text] of sources) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const { imports, unreadable } = importsOf(source);
    breaches.push(
      ...nameBreaches(file),
      ...unreadable.map((line) => `${file}:${line}: imports what only runs can tell`),
    );

    const targets: string[] = [];
    for (const found of imports) {
      if (!isRelative(found.specifier)) {
        breaches.push(...packageBreaches(file, found));
        continue;
      }
      const target = resolveRelative(file, found.specifier, sources);
      if (target === undefined) {
        breaches.push(`${file}:${found.line}: imports '${found.specifier}', which is no source in lib`);
        continue;
      }
      breaches.push(...layerBreaches(file, found, target));
      targets.push(target);
    }
    edges.set(file, targets);

    if (path.posix.basename(file) === 'index.ts') {
      breaches.push(...indexBreaches(source));
    }
  }
  return [...breaches, ...cycles(edges).map((cycle) => `${cycle.join(' -> ')}: a cycle`)];
}

function importsOf(source: ts.SourceFile): { imports: Import[]; unreadable: number[] } {
  const imports: Import[] = [];
  const unreadable: number[] = [];

  const add = (specifier: ts.Node | undefined, kind: ImportKind, node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      imports.push({ specifier: specifier.text, kind, line });
    } else {
      unreadable.push(line);
    }
  };

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnlyImport(node) ? 'type' : 'value', node);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node.moduleSpecifier, isTypeOnlyExport(node) ? 'type' : 'value', node);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node.moduleReference.expression, node.isTypeOnly ? 'type' : 'value', node);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, 'type', node);
    } else if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) {
      add(node.name, 'type', node);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], 'lazy', node);
    } else if (ts.isCallExpression(node) && isRequire(node.expression)) {
      add(node.arguments[0], 'value', node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);

  for (const reference of source.typeReferenceDirectives) {
    imports.push({ specifier: reference.fileName, kind: 'type', line: 1 });
  }
  for (const reference of source.referencedFiles) {
    imports.push({ specifier: `./${reference.fileName}`, kind: 'type', line: 1 });
  }
  return { imports, unreadable };
}

/** `import type ...` and `import { type A, type B }`; a bare `import 'x'` runs the module. */
function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) {
    return false;
  }
  const named = clause.namedBindings;
  return (
    clause.phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (clause.name === undefined &&
      named !== undefined &&
      ts.isNamedImports(named) &&
      named.elements.length > 0 &&
      named.elements.every((element) => element.isTypeOnly))
  );
}

function isTypeOnlyExport(node: ts.ExportDeclaration): boolean {
  const clause = node.exportClause;
  return (
    node.isTypeOnly ||
    (clause !== undefined &&
      ts.isNamedExports(clause) &&
      clause.elements.length > 0 &&
      clause.elements.every((element) => element.isTypeOnly))
  );
}

/** `require`, `module.require`, `require.resolve`; what `createRequire` returns is found by its usual name only. */
function isRequire(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) {
    return callee.text === 'require';
  }
  return (
    ts.isPropertyAccessExpression(callee) &&
    (callee.name.text === 'require' || (ts.isIdentifier(callee.expression) && callee.expression.text === 'require'))
  );
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.') || specifier.startsWith('/');
}

function resolveRelative(file: string, specifier: string, sources: ReadonlyMap<string, string>): string | undefined {
  const target = path.posix.join(path.posix.dirname(file), specifier).replace(/\/$/, '');
  const candidates = [target, `${target}.ts`, `${target}/index.ts`, target.replace(/\.js$/, '.ts')];
  return candidates.find((candidate) => sources.has(candidate));
}

function layerName(file: string): string {
  return file.split('/')[1] ?? file;
}

function layerOf(file: string): Layer | undefined {
  return layers.find((layer) => layer.name === layerName(file));
}

function packageBreaches(file: string, found: Import): string[] {
  const layer = layerOf(file);
  if (layer === undefined) {
    return [`${file}:${found.line}: imports '${found.specifier}', and tools/layers.json does not know this layer`];
  }
  const permitted =
    layer.packages.some((pattern) => matches(pattern, found.specifier)) ||
    (found.kind === 'type' && layer.typesOnly.some((pattern) => matches(pattern, found.specifier))) ||
    (found.kind === 'lazy' && layer.lazily.some((pattern) => matches(pattern, found.specifier)));
  return permitted
    ? []
    : [`${file}:${found.line}: ${layer.name} may not import '${found.specifier}'${how(found)}: ${layer.why}`];
}

function layerBreaches(file: string, found: Import, target: string): string[] {
  const layer = layerOf(file);
  const imported = layerName(target);
  if (layer === undefined) {
    return [`${file}:${found.line}: imports '${found.specifier}', and tools/layers.json does not know this layer`];
  }
  const permitted =
    imported === layer.name ||
    layer.layers.includes(imported) ||
    (found.kind === 'lazy' && layer.lazily.includes(`layer ${imported}`));
  return permitted ? [] : [`${file}:${found.line}: ${layer.name} may not import ${target}${how(found)}: ${layer.why}`];
}

function how(found: Import): string {
  return { value: '', type: ' (its types)', lazy: ' (lazily)' }[found.kind];
}

function matches(pattern: string, specifier: string): boolean {
  if (pattern === 'node:*') {
    return specifier.startsWith('node:');
  }
  if (pattern.endsWith('/*')) {
    return specifier.startsWith(pattern.slice(0, -1));
  }
  return specifier === pattern || specifier.startsWith(`${pattern}/`);
}

function nameBreaches(file: string): string[] {
  const words = file
    .replace(/(?:\.d)?\.ts$/, '')
    .split('/')
    .slice(1);
  return words.filter((word) => emptyName.test(word)).map((word) => `${file}: '${word}' does not say what it is about`);
}

/** An index only re-exports; `export {}` makes a module of an entry that is still empty. */
function indexBreaches(source: ts.SourceFile): string[] {
  const other = source.statements.filter((statement) => {
    if (!ts.isExportDeclaration(statement)) {
      return true;
    }
    const clause = statement.exportClause;
    const empty = clause !== undefined && ts.isNamedExports(clause) && clause.elements.length === 0;
    return statement.moduleSpecifier === undefined && !empty;
  });
  return other.map((statement) => {
    const line = source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1;
    return `${source.fileName}:${line}: an index only re-exports`;
  });
}

/** Every cycle once, as the path that leads back to its first file. */
function cycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];

  const visit = (file: string): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      found.push([...trail.slice(start), file]);
      return;
    }
    if (done.has(file)) {
      return;
    }
    trail.push(file);
    for (const target of edges.get(file) ?? []) {
      visit(target);
    }
    trail.pop();
    done.add(file);
  };
  for (const file of edges.keys()) {
    visit(file);
  }
  return found;
}
