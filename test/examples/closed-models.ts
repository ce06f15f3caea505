/**
 * Kubernetes objects against models of their kinds, with unknown fields refused: the types of @kubernetes-models are closed for the type checker, and
 * its validators look at the values.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import * as ts from 'typescript';

const ROOT = join(__dirname, '../..');
const VALIDATOR = join(__dirname, 'validate-models.mjs');

/** A Kubernetes object, as far as its model is found by it. */
export interface ModelledObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The module that has the model of a kind. */
export function modelOf({ apiVersion, kind }: ModelledObject): string {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const packages: Readonly<Record<string, string>> = {
    'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/monitoring.coreos.com',
    'grafana.integreatly.org': '@kubernetes-models/grafana-operator/grafana.integreatly.org',
    '': 'kubernetes-models',
  };
  return `${packages[group] ?? `kubernetes-models/${group}`}/${version ?? ''}/${kind}`;
}

/** What the types say: unknown fields, missing fields, wrong types; one text for each object that is wrong. */
export function findWrongFields(objects: readonly ModelledObject[]): readonly string[] {
  const sources = new Map(
    objects.map((object, index) => [
      join(ROOT, 'test/examples', `object-${String(index)}-is-a-${object.kind}.ts`),
      `import type { I${object.kind} } from '${modelOf(object)}';\nexport const object: I${object.kind} = ${JSON.stringify(object, undefined, 1)};\n`,
    ]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
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
  return [...sources.keys()].flatMap((file, index) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => `${objects[index]?.kind ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
}

/** What the validators say: forms of durations, ports and the like; one text for each object that is wrong. They are ES modules. */
export function findWrongValues(objects: readonly ModelledObject[]): readonly string[] {
  const input = JSON.stringify(objects.map((object) => ({ object, model: modelOf(object) })));
  return JSON.parse(execFileSync(process.execPath, [VALIDATOR], { input, encoding: 'utf8' })) as readonly string[];
}
