/** What of an object the API server would refuse, whoever made it. */
import { errorAt, type Finding } from '../../../orchestrator';
import { given, isPlainObject, problemsOf, type Shape, stated, valueAt } from '../../../validation';
import { annotationsOf, dataKey } from '../../../validation/kubernetes-names';
import { formatPath } from '../../../validation/path';
import { METADATA_CHECKS, type KubernetesManifest } from '../objects/manifest';

/** Objects whose keys are names of files. */
const OF_FILES: readonly string[] = ['ConfigMap', 'Secret'];

/** Of annotations, Kubernetes looks at the names and the size of all: their texts may have any characters. */
const CHECKS = {
  ...METADATA_CHECKS,
  annotations: annotationsOf(given('a text', (value) => typeof value === 'string')),
};

/** Without fields that are undefined, which nobody writes. */
const written = (value: unknown): unknown => (isPlainObject(value) ? stated(value) : value);

/** Names, labels, annotations and keys that Kubernetes does not take. Names of rights alone may have any letters. */
export function findRefused(manifest: KubernetesManifest, path: string): readonly Finding[] {
  const { apiVersion, kind, metadata } = manifest;
  const isRight = apiVersion.startsWith('rbac.authorization.k8s.io/');
  const ofMetadata = Object.entries<Shape>(CHECKS)
    .filter(([key]) => metadata[key] !== undefined && !(isRight && key === 'name'))
    .flatMap(([key, shape]) => problemsOf(shape, written(metadata[key]), `${path}.metadata.${key}`));
  const ofKeys = (OF_FILES.includes(kind) ? ['data', 'stringData', 'binaryData'] : []).flatMap((field) =>
    Object.keys(written(valueAt(manifest, field)) ?? {}).flatMap((key) =>
      problemsOf(dataKey, key, `${path}.${formatPath([field, key])}`),
    ),
  );
  return [...ofMetadata, ...ofKeys].map((problem) =>
    errorAt(problem.path, {
      what: problem.message,
      why: 'the API server refuses the object',
      fix: 'change it where the delivery makes the object',
    }),
  );
}
