import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../../orchestrator';
import { renderScrapeConfigsSecret } from '../../render';
import type { Checks } from '../../render/kubernetes/objects/field-checks';
import { dataKey } from '../../render/kubernetes/objects/manifest';
import { SCRAPE_JOB_KEY } from '../../render/kubernetes/objects/scrape-job-objects';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { mixinOf, type MixinProps } from './mixin-props';

/** How the Secret is made, whatever is scraped. */
export interface AdditionalScrapeConfigsSecretOptions extends KubernetesObjectProps {
  /** Key of the list of jobs. @default 'orchestrator.scrape.yaml' */
  readonly key?: string;
}

/** Props of an AdditionalScrapeConfigsSecret. Its name is `orchestrator-scrape-config` unless told. */
export interface AdditionalScrapeConfigsSecretProps extends MixinProps, AdditionalScrapeConfigsSecretOptions {}

/** Checks of AdditionalScrapeConfigsSecretOptions. */
export const ADDITIONAL_SCRAPE_CONFIGS_CHECKS: Checks<AdditionalScrapeConfigsSecretOptions> = {
  ...KUBERNETES_OBJECT_CHECKS,
  key: dataKey,
};

/** What refers to one key of a Secret, as Kubernetes' SecretKeySelector. */
export interface SecretKeyReference {
  readonly name: string;
  readonly key: string;
}

/**
 * The Secret that `additionalScrapeConfigs` of the operator's Prometheus object wants: a list of scrape jobs, here the workers' own. There is
 * nothing secret in it. The Prometheus object must be in the same namespace, and its service account may list and watch the workers' pods.
 * It must also have a selector of monitors or scrape configurations, an empty one if need be: with none at all, the operator takes the
 * configuration for the user's own, and this does nothing.
 *
 * @example
 * import { ApiObject, App, Chart } from 'cdk8s';
 * import { AdditionalScrapeConfigsSecret } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring', { namespace: 'monitoring' });
 * const scrapeConfigs = new AdditionalScrapeConfigsSecret(chart, 'scrape-configs');
 * new ApiObject(chart, 'prometheus', {
 *   apiVersion: 'monitoring.coreos.com/v1',
 *   kind: 'Prometheus',
 *   spec: { serviceAccountName: 'prometheus', scrapeConfigSelector: {}, additionalScrapeConfigs: scrapeConfigs.secretKey },
 * });
 */
export class AdditionalScrapeConfigsSecret extends Construct {
  /** Whose workers are scraped. */
  readonly mixin: Mixin;
  /** The Secret, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the Secret. */
  readonly name: string;
  /** What to give a Prometheus object as `additionalScrapeConfigs`. */
  readonly secretKey: SecretKeyReference;

  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: AdditionalScrapeConfigsSecretProps = {}) {
    super(scope, id);
    this.mixin = mixinOf(this, props, ADDITIONAL_SCRAPE_CONFIGS_CHECKS);
    const { mixin } = this;
    const key = props.key ?? SCRAPE_JOB_KEY;
    this.apiObject = addObject(this, props, {
      defaultName: 'orchestrator-scrape-config',
      render: (metadata) => renderScrapeConfigsSecret(mixin.scrapeJob, metadata, key),
      smaller: 'name fewer namespaces',
    });
    this.name = this.apiObject.name;
    this.secretKey = { name: this.name, key };
  }
}
