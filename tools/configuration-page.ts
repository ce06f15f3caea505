/** docs/configuration.md: every prop and option with its type, default and version, from the docstrings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import manifest from '../package.json';

const LIB = join(__dirname, '../lib');

/** The version since which everything is there that names none. */
const FIRST_VERSION = '0.1.0';

/** Where the page begins a chapter: its title, what stands below it, and the declarations that it starts from. */
const CHAPTERS: readonly (readonly [title: string, words: string, roots: readonly string[]])[] = [
  [
    'The description of a fleet',
    'The keys of the configuration file, of `createMixin` and `check`, and of the constructs and components, which take them beside their own.',
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
  ['cdk8s', 'What `OrchestratorMonitoring` of `./cdk8s` takes.', ['OrchestratorMonitoringProps']],
  [
    'Pulumi',
    'What the components of `./pulumi` take; every value can be an output where its type says `Input`. [pulumi.md](pulumi.md) shows programs.',
    ['OrchestratorMonitoringArgs', 'OrchestratorKubernetesObjectsArgs'],
  ],
];

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** The page. The same sources give the same bytes. */
export function configurationPage(): string {
  const declarations = readDeclarations();
  const told = new Set<string>();
  const chapters = CHAPTERS.map(([title, words, roots]) => {
    const sections = roots.flatMap((root) => sectionsFrom(root, declarations, told));
    return [`## ${title}`, words, ...sections].join('\n\n');
  });
  return `${[
    '# Configuration',
    `Every prop and option, from their docstrings. Durations are those of Prometheus: \`30s\`, \`5m\`, \`1h30m\`. What names no version is there since ${FIRST_VERSION}; this page is that of ${manifest.version}. The alerts whose settings can be overridden are in [alerts.md](alerts.md).`,
    ...chapters,
  ].join('\n\n')}\n`;
}

/** All exported interfaces and type aliases, by name. */
function readDeclarations(): ReadonlyMap<string, Declaration> {
  const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = files.sort().flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(LIB, file), 'utf8'), ts.ScriptTarget.ES2022, true);
    return source.statements.filter(
      (statement): statement is Declaration =>
        (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) &&
        statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true,
    );
  });
  // Of two of one name, the first: `Profile` of the props comes before what a profile is made of.
  return new Map(found.reverse().map((declaration) => [declaration.name.text, declaration]));
}

/** The section of a declaration, and of those that its fields name, each once. */
function sectionsFrom(
  name: string,
  declarations: ReadonlyMap<string, Declaration>,
  told: Set<string>,
): readonly string[] {
  const declaration = declarations.get(name);
  if (declaration === undefined) {
    throw new Error(`lib exports no ${name}`);
  }
  if (told.has(name)) {
    return [];
  }
  told.add(name);
  const named = namesIn(declaration).filter((other) => isSettings(declarations.get(other)));
  return [section(declaration), ...named.flatMap((other) => sectionsFrom(other, declarations, told))];
}

/** Whether a type is something that a user writes, and not what the package makes of it. */
function isSettings(declaration: Declaration | undefined): boolean {
  return (
    declaration !== undefined &&
    declaration.typeParameters === undefined &&
    !/^(?:Alert|AlertName|Mixin|Delivery|Duration|Text|Json.*|Kubernetes.*Manifest|Signal.*|.*Definition|QueryContext|Probe.*|Area|Condition|Wanted|Recorded.*)$/.test(
      declaration.name.text,
    )
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

function section(declaration: Declaration): string {
  const heading = `### ${declaration.name.text}`;
  const words = docOf(declaration).text;
  if (ts.isTypeAliasDeclaration(declaration)) {
    return [heading, words, `\`${typeText(declaration.type)}\``].filter((part) => part !== '').join('\n\n');
  }
  const inherited = declaration.heritageClauses?.flatMap(({ types }) => types.map((type) => type.getText())) ?? [];
  const fields = declaration.members.filter(ts.isPropertySignature).map(fieldLine);
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
function fieldLine(field: ts.PropertySignature): string {
  const { text, defaultValue, example, since } = docOf(field);
  const type = field.type === undefined ? 'unknown' : typeText(field.type);
  const required = field.questionToken === undefined ? ', required' : '';
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
    .replace(/ \| undefined\b/g, '')
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
