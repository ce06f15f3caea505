import type { Construct } from 'constructs';
import { renderScrapeConfigMap, renderScrapeConfigsSecret, type JsonObject } from '../../render';
import { prometheusConfiguration } from '../../render/kubernetes/deliveries/file-provisioning';
import { findInlineSecrets } from '../../render/prometheus/inline-secrets';
import { dataKey } from '../../validation/kubernetes-names';
import { SCRAPE_JOB_KEY } from '../../render/kubernetes/objects/scrape-job-objects';
import { FleetObject, type KubernetesObjectProps } from './fleet-object';
import type { MixinProps } from './mixin-props';

/** Props of a ScrapeConfigMap. Its name is that of the fleet and `-scrape-config` unless told: `orchestrator-scrape-config`, or `orchestrator-<dashboard.uid>-scrape-config`. */
export interface ScrapeConfigMapProps extends MixinProps, KubernetesObjectProps {
  /** Key of the file, which is its file name where the ConfigMap is mounted. @default 'orchestrator.scrape.yaml' */
  readonly key?: string;
  /**
   * The rest of Prometheus's configuration (`global`, `rule_files`, other `scrape_configs`): the file is then a whole `prometheus.yml`, with
   * the workers' job last. @default - the workers' job alone, to be named in `scrape_config_files` (Prometheus 2.43 and newer)
   */
  readonly configuration?: JsonObject;
}

/**
 * The scrape configuration in a ConfigMap, for a Prometheus without operator. It finds the workers' pods through Kubernetes, so Prometheus
 * needs the right to list and watch pods in their namespaces.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { ScrapeConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new ScrapeConfigMap(chart, 'prometheus-configuration', {
 *   scrape: { namespaces: ['projections'] },
 *   key: 'prometheus.yml',
 *   configuration: { global: { scrape_interval: '30s' }, rule_files: ['/etc/prometheus/rules/*.yaml'] },
 * });
 */
export class ScrapeConfigMap extends FleetObject {
  /** Key of the file. */
  readonly key: string;

  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: ScrapeConfigMapProps = {}) {
    super(scope, id, props, {
      suffix: 'scrape-config',
      part: 'scraping',
      checks: { key: dataKey, configuration: prometheusConfiguration },
      render: ({ scrapeJob }, metadata) =>
        renderScrapeConfigMap(scrapeJob, metadata, props.key ?? SCRAPE_JOB_KEY, props.configuration),
      findings: () => findInlineSecrets(props.configuration, 'configuration'),
      smaller: 'take other jobs out of the configuration',
    });
    this.key = props.key ?? SCRAPE_JOB_KEY;
  }
}

/** Props of an AdditionalScrapeConfigsSecret. Its name is that of the fleet and `-scrape-config` unless told: `orchestrator-scrape-config`, or `orchestrator-<dashboard.uid>-scrape-config`. */
export interface AdditionalScrapeConfigsSecretProps extends MixinProps, KubernetesObjectProps {
  /** Key of the list of jobs. @default 'orchestrator.scrape.yaml' */
  readonly key?: string;
}

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
export class AdditionalScrapeConfigsSecret extends FleetObject {
  /** What to give a Prometheus object as `additionalScrapeConfigs`. */
  readonly secretKey: SecretKeyReference;

  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: AdditionalScrapeConfigsSecretProps = {}) {
    super(scope, id, props, {
      suffix: 'scrape-config',
      part: 'scraping',
      checks: { key: dataKey },
      render: ({ scrapeJob }, metadata) => renderScrapeConfigsSecret(scrapeJob, metadata, props.key ?? SCRAPE_JOB_KEY),
      smaller: 'name fewer namespaces',
    });
    this.secretKey = { name: this.name, key: props.key ?? SCRAPE_JOB_KEY };
  }
}
