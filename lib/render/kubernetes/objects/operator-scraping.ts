/**
 * The scrape job as objects of the Prometheus operator. The operator puts labels of its own on every target; they are taken away again, so
 * that all of these give the labels that the plain scrape job gives, and every rule and panel works with each.
 */
import type { ScrapeJob, SecretKeyProps } from '../../../orchestrator';
import type { JsonObject, JsonObjectDraft } from '../../json';
import { manifestOf, type KubernetesManifest, type ObjectMetadata } from './manifest';

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
  jobRelabeling(jobName),
];

/** The operator names jobs after its objects; rules and panels ask for the job that the fleet's description names. */
export function jobRelabeling(jobName: string): JsonObject {
  return { action: 'replace', targetLabel: 'job', replacement: jobName.replace(/\$/g, '$$$$') };
}
