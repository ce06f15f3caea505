/** Pulumi's Kubernetes provider before an API server in memory. Files are of github.com/pulumi/pulumi-kubernetes 4. */
import { isDeepStrictEqual } from 'node:util';
import type { Difference, Properties, Provider, ResourceState } from './engine';

/** Which of the objects that are replaced by default may be changed in place: settings of the provider. */
export interface KubernetesOptions {
  readonly enableConfigMapMutable?: boolean;
  readonly enableSecretMutable?: boolean;
}

export class Cluster {
  /** What is there, by kind, namespace and name. */
  readonly objects = new Map<string, Properties>();
  /** What was deleted, in order. */
  readonly deleted: string[] = [];
}

const typeKind = (type: string): string => type.split(':').at(-1) ?? '';

function metadataOf(inputs: Properties): { readonly name: string; readonly namespace: string } {
  const { name, namespace = 'default' } = (inputs['metadata'] ?? {}) as { name: string; namespace?: string };
  return { name, namespace };
}

export function keyOf(type: string, inputs: Properties): string {
  const { name, namespace } = metadataOf(inputs);
  return `${typeKind(type)} ${namespace}/${name}`;
}

export function kubernetesProvider(cluster: Cluster, options: KubernetesOptions = {}): Provider {
  return {
    owns: (type) => type.startsWith('kubernetes:'),
    diff: (state, inputs) => difference(state, inputs, options),
    create: (type, inputs) => {
      const key = keyOf(type, inputs);
      // The provider does not take over what it did not make (pkg/await/await.go), except by patches.
      if (cluster.objects.has(key) && !isPatch(type)) {
        throw new Error(`${key} already exists`);
      }
      cluster.objects.set(key, inputs);
      return inputs;
    },
    update: ({ type }, inputs) => {
      cluster.objects.set(keyOf(type, inputs), inputs);
      return inputs;
    },
    delete: ({ type, inputs }) => {
      const key = keyOf(type, inputs);
      cluster.objects.delete(key);
      cluster.deleted.push(key);
    },
    read: ({ type, inputs }) => cluster.objects.get(keyOf(type, inputs)),
  };
}

const isPatch = (type: string): boolean => type.endsWith('Patch');

/** What cannot be changed in place, beside name and namespace (pkg/provider/diff.go). */
function replacingFields(
  type: string,
  { enableConfigMapMutable, enableSecretMutable }: KubernetesOptions,
): readonly string[] {
  switch (typeKind(type)) {
    case 'ConfigMap':
      return enableConfigMapMutable === true ? [] : ['data', 'binaryData'];
    case 'Secret':
      return enableSecretMutable === true ? ['type'] : ['type', 'data', 'stringData'];
    case 'RoleBinding':
      return ['roleRef'];
    default:
      return [];
  }
}

function difference({ type, outputs }: ResourceState, inputs: Properties, options: KubernetesOptions): Difference {
  const keys = [...new Set([...Object.keys(outputs), ...Object.keys(inputs)])];
  const changed = keys.filter((key) => !isDeepStrictEqual(outputs[key], inputs[key]));
  const [was, is] = [metadataOf(outputs), metadataOf(inputs)];
  const isMoved = was.name !== is.name || was.namespace !== is.namespace;
  const replaced = changed.filter((key) => replacingFields(type, options).includes(key));
  return {
    changed,
    replacing: [...(isMoved ? ['metadata'] : []), ...replaced],
    // Two of one name and namespace cannot be there at the same time.
    deleteBeforeReplace: replaced.length > 0 && !isMoved,
  };
}
