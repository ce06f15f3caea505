/**
 * A Kubernetes object as a resource of Pulumi's Kubernetes provider. The classes of @pulumi/kubernetes do no more than to name the type; without
 * them, programs that only talk to Grafana need not load, nor have, that package.
 */
import * as pulumi from '@pulumi/pulumi';
import type { KubernetesManifest } from '../../render';
import { mapValues, problemsOf, stated } from '../../validation';
import { namespaceName } from '../../validation/kubernetes-names';
import { isKnown, whenKnown } from '../property-checks';

/** Type of the provider's resource for an object, for instance `kubernetes:core/v1:ConfigMap`. */
export function resourceType({ apiVersion, kind }: Pick<KubernetesManifest, 'apiVersion' | 'kind'>): string {
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** An object, or a patch of one. */
export class KubernetesResource extends pulumi.CustomResource {}

/** Makes objects, by the names of their resources, as children of a component. What the component depends on, they do. */
export function createManifests(
  component: pulumi.ComponentResource,
  named: readonly (readonly [name: string, manifest: KubernetesManifest])[],
  namespace: PendingNamespace,
  { dependsOn }: Pick<pulumi.ComponentResourceOptions, 'dependsOn'>,
): KubernetesResource[] {
  // Children inherit everything of their component but what it depends on.
  const options = { parent: component, ...stated({ dependsOn }) };
  warnOfReplacement(component, new Set(named.map(([, { kind }]) => kind)));
  return named.map(([name, manifest]) => {
    // What a Secret holds is secret in the state, too.
    const secrets = Object.keys(stated(manifest)).filter(
      (key) => manifest.kind === 'Secret' && /^(data|stringData)$/.test(key),
    );
    const inputs = mapValues(manifest, (value, key) => {
      const input = namespace.putInto(value);
      return secrets.includes(String(key)) ? pulumi.secret(input) : input;
    });
    return new KubernetesResource(resourceType(manifest), name, inputs as pulumi.Inputs, {
      ...options,
      additionalSecretOutputs: secrets,
    });
  });
}

/** Stands for a namespace until its name is known. It is a name itself, so that everything can be rendered with it. */
const STAND_IN = 'namespace-that-is-known-later';

/** A namespace that may be known later, in objects that are made now. */
export class PendingNamespace {
  constructor(private readonly namespace: pulumi.Input<string> | undefined) {}

  /** What to render with. */
  get name(): string | undefined {
    return this.isPending ? STAND_IN : (this.namespace as string | undefined);
  }

  /** Whether a text has what stands for a name that is not known yet: it cannot be judged. */
  isIn(text: string): boolean {
    return this.isPending && text.includes(STAND_IN);
  }

  /**
   * The same namespace, once it is known and was looked at: at once, or when its name comes. What is made with it is not made where it is no name,
   * or where the look throws.
   *
   * @param look gets what puts the name into a text in which this one stands
   */
  whenKnown(component: string, look: (known: (text: string) => string) => void): PendingNamespace {
    if (!this.isPending) {
      look((text) => text);
      return this;
    }
    const named = whenKnown(component, 'namespace', this.namespace, (name) =>
      problemsOf(namespaceName, name, 'namespace'),
    ) as pulumi.Output<string>;
    return new PendingNamespace(
      named.apply((name) => {
        look((text) => text.replaceAll(STAND_IN, name));
        return name;
      }),
    );
  }

  /** The value, with the namespace wherever it stands. */
  putInto(value: unknown): unknown {
    if (!this.isPending) {
      return value;
    }
    if (typeof value === 'string') {
      return value.includes(STAND_IN)
        ? pulumi.output(this.namespace).apply((name) => value.replaceAll(STAND_IN, name ?? ''))
        : value;
    }
    return mapValues(value, (field) => this.putInto(field));
  }

  private get isPending(): boolean {
    return !isKnown(this.namespace);
  }
}

/** Settings of the Kubernetes provider that let it change objects of a kind in place. */
const SETTINGS: readonly { readonly kind: string; readonly setting: string; readonly variable: string }[] = [
  { kind: 'ConfigMap', setting: 'enableConfigMapMutable', variable: 'PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE' },
  { kind: 'Secret', setting: 'enableSecretMutable', variable: 'PULUMI_K8S_ENABLE_SECRET_MUTABLE' },
];

/** Warns where the provider of the component does not have the setting that its objects need. Only the program can set it. */
function warnOfReplacement(component: pulumi.ComponentResource, kinds: ReadonlySet<string>): void {
  for (const { kind, setting, variable } of SETTINGS.filter((one) => kinds.has(one.kind))) {
    const provider = component.getProvider(`kubernetes:core/v1:${kind}`);
    const value =
      provider === undefined
        ? (pulumi.runtime.getConfig(`kubernetes:${setting}`) ?? process.env[variable])
        : (provider as unknown as Readonly<Record<string, pulumi.Input<string> | undefined>>)[setting];
    // Not to wait for it: it warns once it is known.
    pulumi.output(value).apply((is = '') => {
      if (!/^(?:1|t|true)$/i.test(is)) {
        void pulumi.log.warn(
          `the provider deletes each ${kind} and makes it anew whenever its content changes, so that dashboards or rules are gone for a moment; ` +
            `set ${setting}: true on the Kubernetes provider, or pulumi config set kubernetes:${setting} true`,
          component,
        );
      }
    });
  }
}
