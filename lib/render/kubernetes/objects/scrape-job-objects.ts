/**
 * The scrape job as objects: in Prometheus's own words, in a ConfigMap or a Secret, and as objects of the Prometheus operator. The operator puts
 * labels of its own on every target; they are taken away again, so that all of these give the labels that the plain scrape job gives, and every
 * rule and panel works with each.
 */
import { ConfigError, type ScrapeJob, type SecretKeyProps } from '../../../orchestrator';
import type { JsonObject, JsonObjectDraft, JsonValue } from '../../json';
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
  return configMapOf(metadata, { [key]: toYaml(configurationWith(job, configuration)) });
}

/** The Secret that `additionalScrapeConfigs` of the operator's Prometheus object wants: a list of scrape jobs. */
export function renderScrapeConfigsSecret(job: ScrapeJob, metadata: ObjectMetadata, key: string): KubernetesManifest {
  return manifestOf({ apiVersion: 'v1', kind: 'Secret' }, metadata, {
    type: 'Opaque',
    stringData: { [key]: toYaml([renderScrapeJob(job)]) },
  });
}

function configurationWith(job: ScrapeJob, configuration: JsonObject | undefined): JsonObject {
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

/** Labels that the operator gives to targets of monitors, beside `job`. */
const OPERATOR_LABELS = ['namespace', 'pod', 'container', 'endpoint', 'service', 'node'];

/** A ScrapeConfig (`monitoring.coreos.com/v1alpha1`): the plain scrape job under another name. */
export function renderScrapeConfigObject(job: ScrapeJob, metadata: ObjectMetadata): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' }, metadata, {
    spec: {
      scrapeInterval: job.scrapeInterval,
      scrapeTimeout: job.connection?.timeout,
      ...connectionOf(job),
      // This kind has known capital letters only, for a long time.
      scheme: job.connection?.scheme?.toUpperCase(),
      sampleLimit: job.connection?.sampleLimit,
      honorLabels: job.honorLabels === true ? true : undefined,
      kubernetesSDConfigs: [
        { role: 'Pod', namespaces: job.namespaces.length === 0 ? undefined : { names: job.namespaces } },
      ],
      relabelings: relabelingsOf(job),
    },
  });
}

/**
 * A PodMonitor finds pods by their labels, a ServiceMonitor Services and then their pods; both take of those what the scrape job takes, by the
 * name of a port or by annotations.
 */
export function renderMonitor(
  kind: 'PodMonitor' | 'ServiceMonitor',
  job: ScrapeJob,
  metadata: ObjectMetadata,
  matchLabels: Readonly<Record<string, string>> = {},
): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1', kind }, metadata, {
    spec: {
      selector: Object.keys(matchLabels).length === 0 ? {} : { matchLabels },
      namespaceSelector: job.namespaces.length === 0 ? { any: true } : { matchNames: job.namespaces },
      sampleLimit: job.connection?.sampleLimit,
      [kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints']: [endpointOf(job)],
    },
  });
}

/** Without a port: the pod's annotation says which, as for the plain job, and targets that come out equal are scraped once. */
function endpointOf(job: ScrapeJob): JsonObjectDraft {
  const mapped = new Set(job.relabelings.map(({ targetLabel }) => targetLabel));
  const unwanted = OPERATOR_LABELS.filter((label) => !mapped.has(label));
  return {
    interval: job.scrapeInterval,
    scrapeTimeout: job.connection?.timeout,
    scheme: job.connection?.scheme,
    ...connectionOf(job),
    honorLabels: job.honorLabels === true ? true : undefined,
    relabelings: [...relabelingsOf(job), { action: 'labeldrop', regex: unwanted.join('|') }],
  };
}

const secretOf = (secret: SecretKeyProps | undefined): JsonObjectDraft | undefined =>
  secret && { secret: { name: secret.name, key: secret.key } };

/** Who asks, and whom it trusts: the fields that all these objects share. */
function connectionOf({ connection: { tlsConfig, authorization, basicAuth } = {} }: ScrapeJob): JsonObjectDraft {
  return {
    tlsConfig: tlsConfig && {
      ca: secretOf(tlsConfig.ca),
      cert: secretOf(tlsConfig.cert),
      keySecret: tlsConfig.key && { ...tlsConfig.key },
      serverName: tlsConfig.serverName,
      insecureSkipVerify: tlsConfig.insecureSkipVerify,
    },
    authorization: authorization && { type: authorization.type, credentials: { ...authorization.credentials } },
    basicAuth: basicAuth && { username: { ...basicAuth.username }, password: { ...basicAuth.password } },
  };
}

/** The operator's own fields for a step are called as ours. */
const relabelingsOf = ({ relabelings, jobName }: ScrapeJob): readonly JsonObjectDraft[] => [
  ...relabelings.map((step) => ({ ...step })),
  labelRelabeling('job', jobName),
];

/** The operator names jobs after its objects; rules and panels ask for the job that the fleet's description names. */
export function labelRelabeling(targetLabel: string, value: string): JsonObject {
  return { action: 'replace', targetLabel, replacement: value.replace(/\$/g, '$$$$') };
}
