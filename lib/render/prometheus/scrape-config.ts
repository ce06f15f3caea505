/** The scrape job as Prometheus's own configuration has it. */
import type { RelabelStep, ScrapeJob } from '../../orchestrator';
import { defined, type JsonObject } from '../json';

/** Content of a scrape configuration file, or a part of prometheus.yml. */
export interface ScrapeConfigFile extends JsonObject {
  readonly scrape_configs: readonly JsonObject[];
}

/** The scrape job in a file of its own: `scrape_config_files` of Prometheus reads it, or its list goes into prometheus.yml. */
export function renderScrapeConfig(job: ScrapeJob): ScrapeConfigFile {
  return { scrape_configs: [renderScrapeJob(job)] };
}

/** The scrape job alone: an entry of `scrape_configs`, or of the list that `additionalScrapeConfigs` wants. */
export function renderScrapeJob(job: ScrapeJob): JsonObject {
  return defined({
    job_name: job.jobName,
    scrape_interval: job.scrapeInterval,
    honor_labels: job.honorLabels === true ? true : undefined,
    kubernetes_sd_configs: [
      defined({
        role: 'pod',
        namespaces: job.namespaces.length === 0 ? undefined : { names: job.namespaces },
      }),
    ],
    relabel_configs: job.relabelings.map(renderRelabelStep),
  });
}

function renderRelabelStep(step: RelabelStep): JsonObject {
  return defined({
    source_labels: step.sourceLabels,
    action: step.action,
    // Without quotes, as upstream's README has it: Prometheus reads the word, whatever else it could be.
    regex: step.regex === 'true' ? true : step.regex,
    replacement: step.replacement,
    target_label: step.targetLabel,
  });
}
