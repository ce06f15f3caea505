/**
 * The scrape job as objects of the Prometheus operator. The operator puts labels of its own on every target; they are taken away again, so
 * that all of these give the labels that the plain scrape job gives, and every rule and panel works with each.
 */
import type { RelabelStep, ScrapeJob } from '../../../orchestrator';
import { defined, type JsonObject } from '../../json';
import { manifestOf, type KubernetesManifest, type ObjectMetadata } from './manifest';

/** Labels that the operator gives to targets of monitors, beside `job`. */
const OPERATOR_LABELS = ['namespace', 'pod', 'container', 'endpoint', 'service', 'node'];

/** A ScrapeConfig (`monitoring.coreos.com/v1alpha1`): the plain scrape job under another name. */
export function renderScrapeConfigObject(job: ScrapeJob, metadata: ObjectMetadata): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1alpha1', kind: 'ScrapeConfig' }, metadata, {
    spec: defined({
      scrapeInterval: job.scrapeInterval,
      honorLabels: job.honorLabels === true ? true : undefined,
      kubernetesSDConfigs: [
        defined({ role: 'Pod', namespaces: job.namespaces.length === 0 ? undefined : { names: job.namespaces } }),
      ],
      relabelings: [...job.relabelings.map(renderRelabeling), jobRelabeling(job)],
    }),
  });
}

/** A PodMonitor: finds pods by their labels, then as the scrape job by their annotations. */
export function renderPodMonitor(
  job: ScrapeJob,
  metadata: ObjectMetadata,
  podLabels: Readonly<Record<string, string>> = {},
): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' }, metadata, {
    spec: {
      selector: selectorOf(podLabels),
      namespaceSelector: namespaceSelectorOf(job),
      podMetricsEndpoints: [endpointOf(job)],
    },
  });
}

/** A ServiceMonitor: finds Services by their labels, then their pods as the scrape job by their annotations. */
export function renderServiceMonitor(
  job: ScrapeJob,
  metadata: ObjectMetadata,
  serviceLabels: Readonly<Record<string, string>>,
): KubernetesManifest {
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' }, metadata, {
    spec: {
      selector: selectorOf(serviceLabels),
      namespaceSelector: namespaceSelectorOf(job),
      endpoints: [endpointOf(job)],
    },
  });
}

function selectorOf(matchLabels: Readonly<Record<string, string>>): JsonObject {
  return Object.keys(matchLabels).length === 0 ? {} : { matchLabels: { ...matchLabels } };
}

function namespaceSelectorOf({ namespaces }: ScrapeJob): JsonObject {
  return namespaces.length === 0 ? { any: true } : { matchNames: [...namespaces] };
}

/** Without a port: the pod's annotation says which, as for the plain job, and targets that come out equal are scraped once. */
function endpointOf(job: ScrapeJob): JsonObject {
  const mapped = new Set(job.relabelings.map(({ targetLabel }) => targetLabel));
  const unwanted = OPERATOR_LABELS.filter((label) => !mapped.has(label));
  return defined({
    interval: job.scrapeInterval,
    honorLabels: job.honorLabels === true ? true : undefined,
    relabelings: [
      ...job.relabelings.map(renderRelabeling),
      jobRelabeling(job),
      { action: 'labeldrop', regex: unwanted.join('|') },
    ],
  });
}

/** The operator names jobs after its objects; rules and panels ask for the job that the fleet's description names. */
function jobRelabeling({ jobName }: ScrapeJob): JsonObject {
  return { action: 'replace', targetLabel: 'job', replacement: jobName.replace(/\$/g, '$$$$') };
}

function renderRelabeling(step: RelabelStep): JsonObject {
  return defined({
    sourceLabels: step.sourceLabels,
    action: step.action,
    regex: step.regex,
    replacement: step.replacement,
    targetLabel: step.targetLabel,
  });
}
