/**
 * The scrape job as objects of the Prometheus operator. The operator puts labels of its own on every target; they are taken away again, so
 * that all of these give the labels that the plain scrape job gives, and every rule and panel works with each.
 */
import type { ScrapeJob, SecretKeyProps } from '../../../orchestrator';
import { defined, type JsonObject, type JsonValue } from '../../json';
import { manifestOf, type KubernetesManifest, type ObjectMetadata } from './manifest';

/** Labels that the operator gives to targets of monitors, beside `job`. */
const OPERATOR_LABELS = ['namespace', 'pod', 'container', 'endpoint', 'service', 'node'];

/** A ScrapeConfig (`monitoring.coreos.com/v1alpha1`): the plain scrape job under another name. */
export function renderScrapeConfigObject(job: ScrapeJob, metadata: ObjectMetadata): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' }, metadata, {
    spec: defined({
      scrapeInterval: job.scrapeInterval,
      scrapeTimeout: job.connection?.timeout,
      ...renderConnection(job),
      // This kind has known capital letters only, for a long time.
      scheme: job.connection?.scheme?.toUpperCase(),
      sampleLimit: job.connection?.sampleLimit,
      honorLabels: job.honorLabels === true ? true : undefined,
      kubernetesSDConfigs: [
        defined({ role: 'Pod', namespaces: job.namespaces.length === 0 ? undefined : { names: job.namespaces } }),
      ],
      relabelings: relabelingsOf(job),
    }),
  });
}

/** A PodMonitor: finds pods by their labels, then as the scrape job by the name of their port or their annotations. */
export function renderPodMonitor(
  job: ScrapeJob,
  metadata: ObjectMetadata,
  podLabels: Readonly<Record<string, string>> = {},
): KubernetesManifest {
  return monitorOf('PodMonitor', job, metadata, podLabels, { podMetricsEndpoints: [endpointOf(job)] });
}

/** A ServiceMonitor: finds Services by their labels, then their pods as the scrape job by the name of their port or their annotations. */
export function renderServiceMonitor(
  job: ScrapeJob,
  metadata: ObjectMetadata,
  serviceLabels: Readonly<Record<string, string>>,
): KubernetesManifest {
  return monitorOf('ServiceMonitor', job, metadata, serviceLabels, { endpoints: [endpointOf(job)] });
}

function monitorOf(
  kind: 'PodMonitor' | 'ServiceMonitor',
  job: ScrapeJob,
  metadata: ObjectMetadata,
  matchLabels: Readonly<Record<string, string>>,
  endpoints: JsonObject,
): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1', kind }, metadata, {
    spec: defined({
      selector: Object.keys(matchLabels).length === 0 ? {} : { matchLabels: { ...matchLabels } },
      namespaceSelector: job.namespaces.length === 0 ? { any: true } : { matchNames: [...job.namespaces] },
      sampleLimit: job.connection?.sampleLimit,
      ...endpoints,
    }),
  });
}

/** Without a port: the pod's annotation says which, as for the plain job, and targets that come out equal are scraped once. */
function endpointOf(job: ScrapeJob): JsonObject {
  const mapped = new Set(job.relabelings.map(({ targetLabel }) => targetLabel));
  const unwanted = OPERATOR_LABELS.filter((label) => !mapped.has(label));
  return defined({
    interval: job.scrapeInterval,
    scrapeTimeout: job.connection?.timeout,
    scheme: job.connection?.scheme,
    ...renderConnection(job),
    honorLabels: job.honorLabels === true ? true : undefined,
    relabelings: [...relabelingsOf(job), { action: 'labeldrop', regex: unwanted.join('|') }],
  });
}

const secretOf = (secret: SecretKeyProps | undefined): JsonObject | undefined =>
  secret === undefined ? undefined : { secret: { name: secret.name, key: secret.key } };

/** Who asks, and whom it trusts: the fields that all these objects share. */
function renderConnection({ connection = {} }: ScrapeJob): Readonly<Record<string, JsonValue | undefined>> {
  const { tlsConfig, authorization, basicAuth } = connection;
  return {
    tlsConfig:
      tlsConfig === undefined
        ? undefined
        : defined({
            ca: secretOf(tlsConfig.ca),
            cert: secretOf(tlsConfig.cert),
            keySecret: tlsConfig.key === undefined ? undefined : { ...tlsConfig.key },
            serverName: tlsConfig.serverName,
            insecureSkipVerify: tlsConfig.insecureSkipVerify,
          }),
    authorization:
      authorization === undefined
        ? undefined
        : defined({ type: authorization.type, credentials: { ...authorization.credentials } }),
    basicAuth:
      basicAuth === undefined
        ? undefined
        : { username: { ...basicAuth.username }, password: { ...basicAuth.password } },
  };
}

/** The operator's own fields for a step are called as ours. */
const relabelingsOf = ({ relabelings, jobName }: ScrapeJob): readonly JsonObject[] => [
  ...relabelings.map((step) => defined({ ...step })),
  jobRelabeling(jobName),
];

/** The operator names jobs after its objects; rules and panels ask for the job that the fleet's description names. */
export function jobRelabeling(jobName: string): JsonObject {
  return { action: 'replace', targetLabel: 'job', replacement: jobName.replace(/\$/g, '$$$$') };
}
