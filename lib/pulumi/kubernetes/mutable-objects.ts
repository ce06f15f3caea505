/** ConfigMaps and Secrets that the provider would delete and make anew at every change. */
import * as pulumi from '@pulumi/pulumi';

/** Settings of the Kubernetes provider that let it change objects of a kind in place. */
const SETTINGS: readonly { readonly kind: string; readonly setting: string; readonly variable: string }[] = [
  { kind: 'ConfigMap', setting: 'enableConfigMapMutable', variable: 'PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE' },
  { kind: 'Secret', setting: 'enableSecretMutable', variable: 'PULUMI_K8S_ENABLE_SECRET_MUTABLE' },
];

/** Warns where the provider of the component does not have the setting that its objects need. Only the program can set it. */
export function warnOfReplacement(component: pulumi.ComponentResource, kinds: readonly string[]): void {
  for (const { kind, setting, variable } of SETTINGS.filter((one) => kinds.includes(one.kind))) {
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
