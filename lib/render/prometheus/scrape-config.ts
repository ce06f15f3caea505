/** The scrape job as Prometheus's own configuration has it. */
import {
  requirePart,
  type RelabelStep,
  type ScrapeConnection,
  type ScrapeJob,
  type SecretKeyProps,
} from '../../orchestrator';
import { defined, type JsonObject, type JsonObjectDraft } from '../json';

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
  requirePart('scrapeJob', job);
  return defined({
    job_name: job.jobName,
    scrape_interval: job.scrapeInterval,
    ...renderConnection(job.connection ?? {}),
    honor_labels: job.honorLabels === true ? true : undefined,
    kubernetes_sd_configs: [
      { role: 'pod', namespaces: job.namespaces.length === 0 ? undefined : { names: job.namespaces } },
    ],
    relabel_configs: job.relabelings.map(renderRelabelStep),
  });
}

/** Where the operator mounts the Secrets that a Prometheus object names; without operator, whoever runs Prometheus mounts them there. */
const SECRETS_DIRECTORY = '/etc/prometheus/secrets';

const fileOf = (secret: SecretKeyProps | undefined): string | undefined =>
  secret && `${SECRETS_DIRECTORY}/${secret.name}/${secret.key}`;

function renderConnection({
  scheme,
  timeout,
  sampleLimit,
  tlsConfig,
  authorization,
  basicAuth,
}: ScrapeConnection): JsonObjectDraft {
  return {
    scrape_timeout: timeout,
    scheme,
    sample_limit: sampleLimit,
    tls_config: tlsConfig && {
      ca_file: fileOf(tlsConfig.ca),
      cert_file: fileOf(tlsConfig.cert),
      key_file: fileOf(tlsConfig.key),
      server_name: tlsConfig.serverName,
      insecure_skip_verify: tlsConfig.insecureSkipVerify,
    },
    authorization: authorization && {
      type: authorization.type,
      credentials_file: fileOf(authorization.credentials),
    },
    basic_auth: basicAuth && {
      username_file: fileOf(basicAuth.username),
      password_file: fileOf(basicAuth.password),
    },
  };
}

function renderRelabelStep(step: RelabelStep): JsonObjectDraft {
  return {
    source_labels: step.sourceLabels,
    action: step.action,
    // Without quotes, as upstream's README has it: Prometheus reads the word, whatever else it could be.
    regex: step.regex === 'true' ? true : step.regex,
    replacement: step.replacement,
    target_label: step.targetLabel,
  };
}
