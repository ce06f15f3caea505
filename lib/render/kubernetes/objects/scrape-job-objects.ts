/** The scrape job in Prometheus's own words, in a ConfigMap or a Secret. */
import { ConfigError, type ScrapeJob } from '../../../orchestrator';
import type { JsonObject, JsonValue } from '../../json';
import { renderScrapeConfig, renderScrapeJob } from '../../prometheus/scrape-config';
import { toYaml } from '../../yaml';
import { configMapOf, manifestOf, type KubernetesManifest, type ObjectMetadata } from './manifest';

/** Key of the scrape job where nobody names one. */
export const SCRAPE_JOB_KEY = 'orchestrator.scrape.yaml';

/**
 * The scrape job in a ConfigMap, for a Prometheus without operator.
 *
 * @param configuration the rest of Prometheus's configuration: the file is then a whole `prometheus.yml`, with the workers' job last
 * @throws ConfigError when the configuration has a job of the same name already, which Prometheus refuses
 */
export function renderScrapeConfigMap(
  job: ScrapeJob,
  metadata: ObjectMetadata,
  key: string,
  configuration?: JsonObject,
): KubernetesManifest {
  return configMapOf(metadata, { [key]: toYaml(fileOf(job, configuration)) });
}

/** The Secret that `additionalScrapeConfigs` of the operator's Prometheus object wants: a list of scrape jobs. */
export function renderScrapeConfigsSecret(job: ScrapeJob, metadata: ObjectMetadata, key: string): KubernetesManifest {
  return manifestOf({ apiVersion: 'v1', kind: 'Secret' }, metadata, {
    type: 'Opaque',
    stringData: { [key]: toYaml([renderScrapeJob(job)]) },
  });
}

function fileOf(job: ScrapeJob, configuration: JsonObject | undefined): JsonObject {
  if (configuration === undefined) {
    return renderScrapeConfig(job);
  }
  const { scrape_configs: otherJobs, ...rest } = configuration;
  // YAML has null where nothing is below a key.
  const others = (otherJobs ?? []) as readonly (JsonValue & { readonly job_name?: JsonValue })[];
  const namesake = others.findIndex(({ job_name: name }) => name === job.jobName);
  if (namesake >= 0) {
    const path = `configuration.scrape_configs[${String(namesake)}].job_name`;
    const message = `found ${JSON.stringify(job.jobName)}, the name of the job that is added; allowed: a name that no other job has: remove this job`;
    throw new ConfigError([{ path, message }]);
  }
  return { ...rest, scrape_configs: [...others, renderScrapeJob(job)] };
}
