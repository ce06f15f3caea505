import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../mixin';
import { renderScrapeConfig, renderScrapeJob, toYaml, type JsonObject, type JsonValue } from '../render';
import { allowed, hasFields, type Checks } from './field-checks';
import { addObject, dataKey, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { mixinOf, type MixinProps } from './mixin-props';
import { DATA_MAXIMUM } from './object-size';

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
  configuration: allowed(
    "an object with fields of Prometheus's configuration, and a list wherever it has scrape_configs",
    (value) => hasFields(value) && (value['scrape_configs'] === undefined || Array.isArray(value['scrape_configs'])),
  ),
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
    this.key = props.key ?? 'orchestrator.scrape.yaml';
    this.apiObject = addObject(this, props, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      defaultName: 'orchestrator-scrape-config',
      content: { data: { [this.key]: toYaml(this.file(props.configuration)) } },
      size: { maximum: DATA_MAXIMUM, mend: 'take other jobs out of the configuration' },
    });
    this.name = this.apiObject.name;
  }

  private file(configuration: JsonObject | undefined): JsonObject {
    if (configuration === undefined) {
      return renderScrapeConfig(this.mixin.scrapeJob);
    }
    const { scrape_configs: otherJobs = [], ...rest } = configuration;
    return { ...rest, scrape_configs: [...(otherJobs as readonly JsonValue[]), renderScrapeJob(this.mixin.scrapeJob)] };
  }
}
