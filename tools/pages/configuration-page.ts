/** docs/configuration.md: every prop and option with its type, default and version, from the docstrings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import manifest from '../../package.json';

const LIB = join(__dirname, '../../lib');

/** The version since which everything is there that names none. */
const FIRST_VERSION = '0.1.0';

/** Where the page begins a chapter: its title, what stands below it, and the declarations that it starts from. */
const CHAPTERS: readonly (readonly [title: string, words: string, roots: readonly string[]])[] = [
  [
    'The description of a fleet',
    'The keys of the configuration file, of `createMixin`, and of the constructs and components, which take them beside their own.',
    ['MonitoringProps'],
  ],
  [
    'Deliveries',
    'What the functions of the same name take, and what `renderDelivery` takes beside them. [delivery.md](delivery.md) says which to choose.',
    [
      'DeliveryProps',
      'KubePrometheusStackOptions',
      'PrometheusOperatorOptions',
      'GrafanaOperatorOptions',
      'SidecarOptions',
      'FileProvisioningOptions',
      'ThanosRulerOptions',
      'MimirOptions',
    ],
  ],
  [
    'cdk8s',
    'What `OrchestratorMonitoring` and `LagExporter` of `./cdk8s` take. Constructs of a single object take `MixinProps`, the metadata of that object and the options of the delivery that makes it.',
    ['OrchestratorMonitoringProps', 'LagExporterProps'],
  ],
  [
    'Pulumi',
    'What the components of `./pulumi` take; every value can be an output where its type says `Input`. [pulumi.md](pulumi.md) shows programs.',
    ['OrchestratorMonitoringArgs', 'OrchestratorKubernetesObjectsArgs', 'LagExporterArgs'],
  ],
  [
    'Signals, alerts and panels',
    'What `extend` takes in TypeScript beside plain data: the terms in which the package describes its own. [customizing.md](customizing.md) has examples.',
    ['Signal', 'AlertDefinition', 'PanelDefinition'],
  ],
];

/** What begins a section of its own chapter, wherever it is named. */
const ROOTS = new Set(CHAPTERS.flatMap(([, , roots]) => roots));

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** The page. The same sources give the same bytes. */
export function configurationPage(): string {
  const sources = readSources();
  const told = new Set<string>();
  const chapters = CHAPTERS.map(([title, words, roots]) => {
    const sections = roots.flatMap((root) => sectionsFrom(root, sources, told));
    return [`## ${title}`, words, ...sections].join('\n\n');
  });
  return `${[
    '# Configuration',
    `Every prop and option, from their docstrings. Durations are those of Prometheus: \`30s\`, \`5m\`, \`1h30m\`. What names no version is there since ${FIRST_VERSION}; this page is that of ${manifest.version}. The alerts whose settings can be overridden are in [alerts.md](alerts.md).`,
    ...chapters,
  ].join('\n\n')}\n`;
}

/** What the page is made of. */
interface Sources {
  /** All exported interfaces and type aliases, by name. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** The members of lists that types are made of, `'a' | 'b'`, by the name of the list. */
  readonly lists: ReadonlyMap<string, string>;
}

function readSources(): Sources {
  // No prop has a type of the command line, which has some names for types of its own.
  const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('cli'),
  );
  const exported = files
    .sort()
    .flatMap((file) => [
      ...ts.createSourceFile(file, readFileSync(join(LIB, file), 'utf8'), ts.ScriptTarget.ES2022, true).statements,
    ])
    .filter(
      (statement) =>
        ts.canHaveModifiers(statement) &&
        statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true,
    );
  const declarations = exported.filter(
    (statement): statement is Declaration =>
      ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
  );
  const lists = exported
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .flatMap(({ name, initializer }): (readonly [string, string])[] =>
      initializer !== undefined && ts.isAsExpression(initializer) && ts.isArrayLiteralExpression(initializer.expression)
        ? [[name.getText(), initializer.expression.elements.map((element) => element.getText()).join(' | ')]]
        : [],
    );
  return {
    declarations: new Map(declarations.map((declaration) => [declaration.name.text, declaration])),
    lists: new Map(lists),
  };
}

/** The section of a declaration, and of those that its fields name, each once. */
function sectionsFrom(name: string, sources: Sources, told: Set<string>): readonly string[] {
  const declaration = sources.declarations.get(name);
  if (declaration === undefined) {
    throw new Error(`lib exports no ${name}`);
  }
  if (told.has(name)) {
    return [];
  }
  told.add(name);
  const named = namesIn(declaration).filter(
    (other) => !ROOTS.has(other) && isSettings(sources.declarations.get(other)),
  );
  return [section(declaration, sources), ...named.flatMap((other) => sectionsFrom(other, sources, told))];
}

/** Whether a type is something that a user writes, and not what the package makes of it. */
function isSettings(declaration: Declaration | undefined): boolean {
  return (
    declaration !== undefined &&
    declaration.typeParameters === undefined &&
    !/^(?:Alert|AlertName|Mixin|Delivery|Duration|Json.*|Kubernetes.*Manifest)$/.test(declaration.name.text)
  );
}

function namesIn(declaration: Declaration): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) {
      names.push(node.typeName.text);
    } else if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) {
      names.push(node.expression.text);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(declaration, visit);
  return [...new Set(names)];
}

function section(declaration: Declaration, { lists }: Sources): string {
  const heading = `### ${declaration.name.text}`;
  const words = docOf(declaration).text;
  if (ts.isTypeAliasDeclaration(declaration)) {
    const type = typeText(declaration.type);
    const [, list = ''] = /^\(typeof (\w+)\)\[number\]$/.exec(type) ?? [];
    return [heading, words, `\`${lists.get(list) ?? type}\``].filter((part) => part !== '').join('\n\n');
  }
  const inherited = declaration.heritageClauses?.flatMap(({ types }) => types.map((type) => type.getText())) ?? [];
  const standsFor = new Map(declaration.typeParameters?.map(({ name, default: type }) => [name.text, type]));
  const fields = declaration.members
    .filter(ts.isPropertySignature)
    .map((field) => fieldLine(field, standsFor.get(field.type?.getText() ?? '') ?? field.type));
  return [
    heading,
    words,
    ...(inherited.length === 0
      ? []
      : [`Beside its own: those of ${inherited.map((name) => `\`${name}\``).join(', ')}.`]),
    fields.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** `` - **`name`** `type`, default `value`: words `` */
function fieldLine(field: ts.PropertySignature, declared: ts.TypeNode | undefined): string {
  const { text, defaultValue, example, since } = docOf(field);
  const isOptional = field.questionToken !== undefined;
  const given = declared === undefined ? 'unknown' : typeText(declared);
  const type = isOptional ? given.replace(/(?<!=> .*) \| undefined$/, '') : given;
  const required = isOptional ? '' : ', required';
  const words = [
    text,
    ...(defaultValue === undefined ? [] : [defaultWords(defaultValue)]),
    ...(example === undefined ? [] : [`Example: \`${example}\`.`]),
    ...(since === undefined ? [] : [`Since ${since}.`]),
  ].filter((part) => part !== '');
  return `- **\`${field.name.getText()}\`** \`${type}\`${required}. ${words.join(' ')}`.trimEnd();
}

/** A default in words stands behind a hyphen; a value may have words behind it. */
function defaultWords(text: string): string {
  if (text.startsWith('- ')) {
    return `Default: ${text.slice(2)}.`;
  }
  const [, value = text, words = ''] = /^(.*?)( \([^()]*\))?$/.exec(text) ?? [];
  return `Default: \`${value}\`${words}.`;
}

function typeText(type: ts.TypeNode): string {
  return type
    .getText()
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\breadonly /g, '')
    .replace(/\s+/g, ' ')
    .replace(/^\| /, '');
}

interface Doc {
  readonly text: string;
  readonly defaultValue: string | undefined;
  readonly example: string | undefined;
  readonly since: string | undefined;
}

function docOf(node: ts.Node): Doc {
  const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const tag = (name: string): string | undefined => {
    const found = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
    return found === undefined ? undefined : line(ts.getTextOfJSDocComment(found.comment) ?? '');
  };
  const text = ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map(({ comment }) => line(ts.getTextOfJSDocComment(comment) ?? ''))
    .join(' ');
  return { text, defaultValue: tag('default'), example: tag('example'), since: tag('since') };
}
