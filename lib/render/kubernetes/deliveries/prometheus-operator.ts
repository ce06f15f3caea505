import { errorAt, warningAt, type Finding, type Mixin } from '../../../orchestrator';
import { groupBy } from '../../../model/group-by';
import { alertValue } from '../../../orchestrator/check/fleets/telling-labels';
import { fleetLabels } from '../../../orchestrator/fleet/identity';
import { REPLICA_SET } from '../../../orchestrator/mixin';
import { refuses } from '../../../promql/re2';
import { renderAlertmanagerConfig, renderPrometheusRuleObjects } from '../objects/rules';
import type { DeliveredPart, Delivery, DeliveryContext } from './delivery';
import { defineDelivery, OBJECT_PLACE_CHECKS, type DeliveredParts, type ObjectPlace } from './define-delivery';
import { abbreviated, also, either, fields, oneOf, type Shape, type Shapes, show } from '../../../validation';
import { dataKey, labels, namespaceName } from '../../../validation/kubernetes-names';
import {
  renderMonitor,
  renderScrapeConfigObject,
  renderScrapeConfigsSecret,
  SCRAPE_JOB_KEY,
} from '../objects/scrape-job-objects';
import {
  DEFAULT_METRICS_PORT,
  port,
  deliverWorkerAccess,
  metadataIn,
  renderWorkerService,
  WORKER_ACCESS_CHECKS,
  type WorkerAccessOptions,
} from './worker-access';

/**
 * By which object the operator learns of the workers. All give the same labels. `podMonitor` and `serviceMonitor` are what most clusters
 * select; `scrapeConfig` needs operator 0.65 or newer; `additionalScrapeConfigs` is a Secret that the Prometheus object must name.
 */
export type OperatorScraping = 'podMonitor' | 'serviceMonitor' | 'scrapeConfig' | 'additionalScrapeConfigs';

/** How the operator's Alertmanager limits an AlertmanagerConfig: `alertmanagerConfigMatcherStrategy.type` of the Alertmanager object. */
export type MatcherStrategy = 'OnNamespace' | 'OnNamespaceExceptForAlertmanagerNamespace' | 'None';

/** What the operator is given. */
export interface PrometheusOperatorOptions extends ObjectPlace, WorkerAccessOptions {
  /** Labels that the selectors of the Prometheus object ask for (`ruleSelector`, `podMonitorSelector` and so on). @default - none */
  readonly selectorLabels?: Readonly<Record<string, string>>;
  /** By which object the workers are found, or false for none. @default 'podMonitor' */
  readonly scraping?: OperatorScraping | false;
  /**
   * Labels of the Services in front of the workers, for `serviceMonitor`. @default - headless Services are made for the pods with
   * `scrape.podLabels`, in each of `scrape.namespaces`
   */
  readonly serviceLabels?: Readonly<Record<string, string>>;
  /** Port of the workers' metrics, for Services that are made and for `networkPolicy`. @default 9090 (as upstream's examples) */
  readonly metricsPort?: number;
  /** Key of the Secret, for `additionalScrapeConfigs`. @default 'orchestrator.scrape.yaml' */
  readonly scrapeKey?: string;
  /**
   * Makes an AlertmanagerConfig of the inhibitions: one fault, one page. The operator adds a matcher on its namespace to each, unless the
   * Alertmanager object says otherwise; say here what it says. @default false
   */
  readonly inhibitions?: false | { readonly matcherStrategy: MatcherStrategy; readonly namespace?: string };
}

export const PROMETHEUS_OPERATOR_CHECKS: Shapes<PrometheusOperatorOptions> = {
  ...OBJECT_PLACE_CHECKS,
  ...WORKER_ACCESS_CHECKS,
  selectorLabels: labels,
  scraping: either(
    (value) => value === false,
    oneOf('podMonitor', 'serviceMonitor', 'scrapeConfig', 'additionalScrapeConfigs'),
  ),
  serviceLabels: labels,
  metricsPort: port,
  scrapeKey: dataKey,
  inhibitions: either(
    (value) => value === false,
    fields(
      {
        matcherStrategy: oneOf('OnNamespace', 'OnNamespaceExceptForAlertmanagerNamespace', 'None'),
        namespace: namespaceName,
      },
      ['matcherStrategy'],
    ),
  ),
};

/**
 * Rules, scraping and inhibitions as objects of the Prometheus operator. It brings no dashboards: see combineDeliveries, or kubePrometheusStack
 * for all of it.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function prometheusOperator(options: PrometheusOperatorOptions = {}): Delivery {
  const name = 'prometheusOperator';
  const shape = withoutIdleOptions(fields(PROMETHEUS_OPERATOR_CHECKS));
  return defineDelivery(name, options, shape, (checked) => operatorParts(name, checked));
}

/** The delivery of checked options, under the name that the user chose. */
export function operatorParts(name: string, options: PrometheusOperatorOptions): DeliveredParts {
  const { selectorLabels = {}, scraping = 'podMonitor', inhibitions = false } = options;
  return {
    rules: ({ metadata, mixin }) => ({
      objects: renderPrometheusRuleObjects(mixin.ruleGroups, metadata('rules', { labels: selectorLabels })),
      findings: findSeverities(mixin),
    }),
    inhibitions:
      inhibitions === false
        ? undefined
        : ({ metadata, mixin }) => {
            const own = metadata('inhibitions', { labels: selectorLabels, namespace: inhibitions.namespace });
            return {
              objects: [renderAlertmanagerConfig(mixin.inhibitions, own)],
              findings:
                inhibitions.matcherStrategy === 'OnNamespace'
                  ? [...findOtherNamespace(name, mixin, own.namespace)]
                  : [],
            };
          },
    scraping: scraping === false ? undefined : (context) => scrapeBy(scraping, name, options, context),
    access: deliverWorkerAccess(name, options, options.metricsPort),
  };
}

/** A shape of options in which none would do nothing beside the others. */
export const withoutIdleOptions = (shape: Shape): Shape =>
  also(shape, (options: PrometheusOperatorOptions, report) => {
    const { scraping = 'podMonitor', serviceLabels, networkPolicy } = options;
    const makesServices = scraping === 'serviceMonitor' && serviceLabels === undefined;
    const uses = [
      { key: 'serviceLabels', isUsed: scraping === 'serviceMonitor', by: "scraping: 'serviceMonitor'" },
      {
        key: 'metricsPort',
        isUsed: makesServices || (networkPolicy !== undefined && networkPolicy.port === undefined),
        by: "scraping: 'serviceMonitor' without serviceLabels, or networkPolicy without port",
      },
      { key: 'scrapeKey', isUsed: scraping === 'additionalScrapeConfigs', by: "scraping: 'additionalScrapeConfigs'" },
    ] as const;
    for (const { key, by } of uses.filter((use) => !use.isUsed && options[use.key] !== undefined)) {
      const found = `${show(options[key])}, which nothing reads`;
      report({ keys: [key], found, allowed: `only with ${by}`, fix: 'set that, or leave it out' });
    }
  });

function scrapeBy(
  scraping: OperatorScraping,
  delivery: string,
  options: PrometheusOperatorOptions,
  context: DeliveryContext,
): DeliveredPart {
  const { metadata, mixin, name } = context;
  const { scrapeJob } = mixin;
  const { namespaces = [], podLabels = {} } = mixin.config.scrape;
  const {
    selectorLabels = {},
    serviceLabels,
    metricsPort = DEFAULT_METRICS_PORT,
    scrapeKey = SCRAPE_JOB_KEY,
  } = options;
  const own = metadata('workers', { labels: selectorLabels });
  const hasLabels = Object.keys(podLabels).length > 0;
  // Whatever in the cluster has the annotation would be a worker.
  const findings = namespaces.length > 0 || hasLabels ? [] : [tooWide(delivery, mixin.config.scrape.jobName)];
  switch (scraping) {
    case 'podMonitor':
      return { objects: [renderMonitor('PodMonitor', scrapeJob, own, podLabels)], findings };
    case 'scrapeConfig':
      return { objects: [renderScrapeConfigObject(scrapeJob, own)], findings };
    case 'additionalScrapeConfigs':
      return { objects: [renderScrapeConfigsSecret(scrapeJob, metadata('scrape-config'), scrapeKey)], findings };
    case 'serviceMonitor': {
      if (serviceLabels !== undefined) {
        return { objects: [renderMonitor('ServiceMonitor', scrapeJob, own, serviceLabels)] };
      }
      // A ServiceMonitor selects Services, and workers mostly have none.
      const found = { 'app.kubernetes.io/component': `${name}-worker-metrics` };
      const services = namespaces.map((namespace) =>
        renderWorkerService(metadataIn(namespace, context, 'worker-metrics', found), podLabels, metricsPort),
      );
      return {
        objects: [renderMonitor('ServiceMonitor', scrapeJob, own, found), ...services],
        findings: services.length === 0 || !hasLabels ? [withoutService(delivery)] : [],
      };
    }
  }
}

const withoutService = (delivery: string): Finding =>
  errorAt(`${delivery}.scraping`, {
    what: "found 'serviceMonitor', and neither serviceLabels nor both scrape.namespaces and scrape.podLabels",
    why: 'a ServiceMonitor finds workers through a Service, and scrape names neither a Service nor where to create one',
    fix: "give serviceLabels, or say in which namespaces pods with which labels are the workers, or choose 'podMonitor'",
  });

const tooWide = (delivery: string, jobName: string): Finding =>
  warningAt('scrape', {
    what: 'found neither namespaces nor podLabels',
    why: `${delivery} would scrape every pod of the cluster with the annotation prometheus.io/scrape as a worker of ${jobName}`,
    fix: 'set scrape.namespaces and scrape.podLabels to those of the workers, or scraping: false where something else scrapes them',
  });

/** The Alertmanager that comes with the operator mostly has inhibitions of its own, which do not know what a replica set is. */
function findSeverities({ alerts, config }: Mixin): readonly Finding[] {
  const names = [...groupBy(alerts, ({ name }) => name)]
    .filter(([, [first, ...others]]) => others.some(({ severity }) => severity !== first.severity))
    .map(([name]) => name);
  const equal = new Set(['namespace', 'alertname', ...fleetLabels(config), REPLICA_SET]);
  return names.length === 0 || config.alerts.evaluatedBy === 'grafana'
    ? []
    : [
        {
          severity: 'info',
          path: 'replicaSets',
          what: `found ${abbreviated(names)} with several severities`,
          why: 'where Alertmanager has the inhibit_rules of kube-prometheus or its Helm chart, the more severe of one replica set silences that of all others: they compare namespace and alertname alone',
          fix: `set equal: [${[...equal].join(', ')}] in them`,
        },
      ];
}

/** The operator lets the inhibitions of an AlertmanagerConfig reach alerts with its namespace only, and the alerts' is that of the workers. */
function* findOtherNamespace(delivery: string, mixin: Mixin, namespace: string | undefined): Generator<Finding> {
  const ofAlerts = alertValue(mixin, 'namespace');
  const { namespaces = [] } = mixin.config.scrape;
  const isOther =
    namespace !== undefined &&
    ofAlerts !== undefined &&
    (refuses(ofAlerts, namespace) || (namespaces.length > 0 && !namespaces.includes(namespace)));
  if (ofAlerts !== undefined && !isOther) {
    return;
  }
  const [found, add] = isOther
    ? [`an AlertmanagerConfig in ${namespace}, where no alert of the workers has its namespace`, '']
    : ['alerts that have no label namespace', "add 'namespace' to aggregateBy and "];
  yield errorAt(`${delivery}.inhibitions.matcherStrategy`, {
    what: `found 'OnNamespace', and ${found}`,
    why: 'the operator restricts the inhibitions to alerts with the namespace of the AlertmanagerConfig, and none has it',
    fix: `${add}put the AlertmanagerConfig into the workers' namespace (inhibitions.namespace), or set alertmanagerConfigMatcherStrategy: { type: None } in the Alertmanager object and 'None' here`,
  });
}
