import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../../orchestrator';
import { renderScrapeConfigMap, type JsonObject } from '../../render';
import type { Checks } from '../../render/kubernetes/objects/field-checks';
import { prometheusConfiguration } from '../../render/kubernetes/deliveries/file-provisioning';
import { dataKey } from '../../render/kubernetes/objects/manifest';
import { SCRAPE_JOB_KEY } from '../../render/kubernetes/objects/scrape-job-objects';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { mixinOf, type MixinProps } from './mixin-props';

/** How the ConfigMap is made, whatever is scraped. */
export interface ScrapeConfigMapOptions extends KubernetesObjectProps {
  /** Key of the file, which is its file name where the ConfigMap is mounted. @default 'orchestrator.scrape.yaml' */
  readonly key?: string;
  /**
   * The rest of Prometheus's configuration (`global`, `rule_files`, other `scrape_configs`): the file is then a whole `prometheus.yml`, with
   * the workers' job last. @default - the workers' job alone, to be named in `scrape_config_files` (Prometheus 2.43 and newer)
   */
  readonly configuration?: JsonObject;
}

/** Props of a ScrapeConfigMap. Its name is `orchestrator-scrape-config` unless told. */
export interface ScrapeConfigMapProps extends MixinProps, ScrapeConfigMapOptions {}

/** Checks of ScrapeConfigMapOptions. */
export const SCRAPE_CONFIG_MAP_CHECKS: Checks<ScrapeConfigMapOptions> = {
  ...KUBERNETES_OBJECT_CHECKS,
  key: dataKey,
  configuration: prometheusConfiguration,
};

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
export class ScrapeConfigMap extends Construct {
  /** Whose workers are scraped. */
  readonly mixin: Mixin;
  /** The ConfigMap, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the ConfigMap. */
  readonly name: string;
  /** Key of the file. */
  readonly key: string;

  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: ScrapeConfigMapProps = {}) {
    super(scope, id);
    this.mixin = mixinOf(this, props, SCRAPE_CONFIG_MAP_CHECKS);
    this.key = props.key ?? SCRAPE_JOB_KEY;
    const { mixin, key } = this;
    this.apiObject = addObject(this, props, {
      defaultName: 'orchestrator-scrape-config',
      render: (metadata) => renderScrapeConfigMap(mixin.scrapeJob, metadata, key, props.configuration),
      smaller: 'take other jobs out of the configuration',
    });
    this.name = this.apiObject.name;
  }
}
