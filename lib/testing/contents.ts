/** What a subject delivers, read back from the objects and files themselves: so that what is tested is what arrives. */
import { comparisonOf } from '../promql/result';
import type { Comparison } from '../promql/write';
import { comparisonOfEvaluator } from '../render/grafana/alerting';
import { waitsInQuery } from '../render/grafana/inhibited';
import { grafanaAlertName } from '../render/grafana/rule-identity';
import { listAt, show, textAt, textsAt, valueAt } from '../validation';
import { embeddedIn, fieldsOf, isBroken, isObject, type Fields } from './embedded';
import { replicaSetsIn, type DeliveredReplicaSet, type ReadRule } from './expected-workers';
import { documentsOf, type MonitoringSubject } from './subject';

/** An alert as Prometheus or Grafana would evaluate it. */
export interface DeliveredAlert {
  /** Of Grafana's rules, too, whose titles say in parentheses how the settings differ from the fleet's. */
  readonly name: string;
  readonly evaluatedBy: 'prometheus' | 'grafana';
  /** The whole condition for Prometheus; what is compared with the threshold for Grafana. */
  readonly expression: string;
  /** That of the expression as a whole, or of what stands before `and` and `unless`; undefined where it compares nothing there. `expression` has all of it. */
  readonly comparison: Comparison | undefined;
  /** In the unit of the alert's signal; undefined where it is compared with a series. */
  readonly threshold: number | undefined;
  /** What it is compared with, where that is a series. */
  readonly comparedWith: string | undefined;
  /**
   * A Prometheus duration; `0s` where it fires at once. Of an alert of Grafana that waits in its query, so that it can leave out what others tell,
   * what that waits for, in whole evaluations: the `for` of the rule itself is `0s`.
   */
  readonly for: string;
  /** A Prometheus duration; undefined where it ends with its condition. */
  readonly keepFiringFor: string | undefined;
  readonly severity: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The object or file that holds it. */
  readonly place: string;
}

/** A panel of a delivered dashboard. */
export interface DeliveredPanel {
  readonly title: string;
  /** Kind of panel, as Grafana calls it: `timeseries`, `stat`, `row`, ... */
  readonly type: string;
}

/** A dashboard. */
export interface DeliveredDashboard {
  readonly uid: string | undefined;
  readonly title: string;
  /** In reading order, rows among them. */
  readonly panels: readonly DeliveredPanel[];
  readonly place: string;
}

/** A job that Prometheus scrapes, by name. */
export interface DeliveredScrapeJob {
  /** Its job_name, or that of the monitor object. */
  readonly name: string;
  /** A Prometheus duration; undefined where Prometheus's own holds. */
  readonly interval: string | undefined;
  /** `every namespace`, `its own namespace`, their names, or `no namespace` for targets that are not found in Kubernetes. */
  readonly namespaces: string;
  readonly place: string;
}

/** Everything that a subject delivers, in its own order. */
export interface DeliveredMonitoring {
  /** Replica sets of which the rules know how many workers there should be. */
  readonly replicaSets: readonly DeliveredReplicaSet[];
  readonly alerts: readonly DeliveredAlert[];
  /** Names of recorded series, each once. */
  readonly recordingRules: readonly string[];
  readonly dashboards: readonly DeliveredDashboard[];
  readonly scraping: readonly DeliveredScrapeJob[];
  /** How many inhibition rules Alertmanager gets. */
  readonly inhibitions: number;
  /** Objects or files, as `kind namespace/name` or path. */
  readonly objects: readonly string[];
}

/**
 * Reads what a chart, a list of objects or files, or a mixin delivers.
 *
 * @throws TypeError for anything else; Error for rules, dashboards or scrape configuration that are called YAML or JSON and are neither, and for values that are known later
 */
export function deliveredBy(subject: MonitoringSubject): DeliveredMonitoring {
  const documents = documentsOf(subject);
  const alerts: DeliveredAlert[] = [];
  const records: ReadRule[] = [];
  const dashboards: DeliveredDashboard[] = [];
  const scraping: DeliveredScrapeJob[] = [];
  let inhibitions = 0;

  /** Everything has a shape that nothing else in these documents has, wherever it stands. */
  const visit = (value: unknown, place: string): void => {
    if (Array.isArray(value)) {
      for (const entry of value) {
        visit(entry, place);
      }
    } else if (isObject(value)) {
      refuseUnknown(value, place);
      if (typeof value['alert'] === 'string' && 'expr' in value) {
        alerts.push(prometheusAlert(value, place));
      } else if (typeof value['record'] === 'string' && 'expr' in value) {
        records.push({ name: value['record'], expression: String(value['expr']), place });
      } else if (typeof value['title'] === 'string' && Array.isArray(value['data'])) {
        const { record } = value;
        if (isObject(record)) {
          records.push({ name: String(record['metric']), expression: expressionOf(modelsOf(value)), place });
        } else {
          alerts.push(grafanaAlert(value, place));
        }
      } else if (typeof value['title'] === 'string' && Array.isArray(value['panels'])) {
        dashboards.push(dashboardOf(value, place));
      } else if (typeof value['job_name'] === 'string') {
        scraping.push(scrapeJobOf(value, place));
      } else {
        scraping.push(...monitorOf(value, place));
        inhibitions += listAt(value, 'inhibit_rules').length + listAt(value, 'inhibitRules').length;
        for (const [name, entry] of fieldsOf(value)) {
          visit(typeof entry === 'string' ? readIn(name, entry, place) : entry, place);
        }
      }
    }
  };

  for (const { place, content } of documents) {
    visit(typeof content === 'string' ? readIn(place, content, place) : content, place);
  }
  return {
    replicaSets: replicaSetsIn([...records, ...alerts]),
    alerts,
    recordingRules: [...new Set(records.map(({ name }) => name))],
    dashboards,
    scraping,
    inhibitions,
    objects: documents.map(({ place }) => place),
  };
}

/** What cdk8s, Pulumi and promises know later would look like an object without alerts. */
function refuseUnknown(value: Fields, place: string): void {
  if (['produce', 'apply', 'then'].some((method) => typeof value[method] === 'function')) {
    const fix = 'pass what it becomes, for cdk8s by Testing.synth(chart)';
    throw new Error(`${place}: found a value that is known later; ${fix}`);
  }
}

/** The document in a text: a broken one would look like one without alerts. */
function readIn(name: string, text: string, place: string): unknown {
  const document = embeddedIn(name, text);
  if (document === undefined && isBroken(name, text)) {
    const field = name === place ? '' : `, ${name}`;
    throw new Error(
      `${place}${field}: found ${place.startsWith('Secret ') ? 'a text' : show(text)}, which is neither YAML nor JSON, so that nothing in it can be tested; write it as one of them`,
    );
  }
  return document;
}

function prometheusAlert(rule: Fields, place: string): DeliveredAlert {
  const expression = String(rule['expr']);
  const compared = comparisonOf(expression);
  const number = compared === undefined ? NaN : Number(compared.right);
  return {
    ...alertFields(rule, place),
    name: String(rule['alert']),
    evaluatedBy: 'prometheus',
    expression,
    comparison: compared?.comparison,
    threshold: Number.isNaN(number) ? undefined : number,
    comparedWith: Number.isNaN(number) ? compared?.right.replace(/\s+/g, ' ') : undefined,
    keepFiringFor: textAt(rule, 'keep_firing_for'),
  };
}

function grafanaAlert(rule: Fields, place: string): DeliveredAlert {
  const models = modelsOf(rule);
  const evaluator = valueAt(
    models.flatMap((model) => listAt(model, 'conditions')).find((condition) => isObject(condition)),
    'evaluator',
  );
  const [threshold] = listAt(evaluator, 'params');
  const fields = alertFields(rule, place);
  const expression = expressionOf(models);
  return {
    ...fields,
    name: grafanaAlertName(String(rule['title']), fields.labels['rule_scope']),
    evaluatedBy: 'grafana',
    expression,
    for: waitsInQuery(expression) ?? fields.for,
    comparison: comparisonOfEvaluator(textAt(evaluator, 'type')),
    threshold: typeof threshold === 'number' ? threshold : undefined,
    comparedWith: undefined,
    keepFiringFor: textAt(rule, 'keepFiringFor'),
  };
}

const modelsOf = (rule: Fields): readonly unknown[] => listAt(rule, 'data').map((query) => valueAt(query, 'model'));

const expressionOf = (models: readonly unknown[]): string =>
  models.map((model) => textAt(model, 'expr')).find((expr) => expr !== undefined) ?? '';

function alertFields(rule: Fields, place: string) {
  const labels = textsAt(rule, 'labels');
  return {
    for: textAt(rule, 'for') ?? '0s',
    severity: labels['severity'],
    labels,
    annotations: textsAt(rule, 'annotations'),
    place,
  };
}

function dashboardOf(dashboard: Fields, place: string): DeliveredDashboard {
  const panelsOf = (holder: Fields): readonly DeliveredPanel[] =>
    listAt(holder, 'panels')
      .filter(isObject)
      .flatMap((panel) => [
        { title: textAt(panel, 'title') ?? '', type: textAt(panel, 'type') ?? '' },
        // A folded row holds its panels itself.
        ...panelsOf(panel),
      ]);
  return { uid: textAt(dashboard, 'uid'), title: String(dashboard['title']), panels: panelsOf(dashboard), place };
}

function scrapeJobOf(job: Fields, place: string): DeliveredScrapeJob {
  const discoveries = listAt(job, 'kubernetes_sd_configs');
  return {
    name: String(job['job_name']),
    interval: textAt(job, 'scrape_interval'),
    namespaces: namespacesOf(discoveries),
    place,
  };
}

const MONITORS: readonly unknown[] = ['PodMonitor', 'ServiceMonitor', 'ScrapeConfig'];

/** The job of an object of the Prometheus operator. No field of one kind means something else in another. */
function monitorOf(object: Fields, place: string): readonly DeliveredScrapeJob[] {
  if (!MONITORS.includes(object['kind'])) {
    return [];
  }
  const spec = valueAt(object, 'spec');
  const [endpoint] = [...listAt(spec, 'podMetricsEndpoints'), ...listAt(spec, 'endpoints')];
  const names = listAt(spec, 'namespaceSelector', 'matchNames');
  const isAny = valueAt(spec, 'namespaceSelector', 'any') === true;
  return [
    {
      name: textAt(object, 'metadata', 'name') ?? '',
      interval: textAt(endpoint, 'interval') ?? textAt(spec, 'scrapeInterval'),
      namespaces:
        object['kind'] === 'ScrapeConfig'
          ? namespacesOf(listAt(spec, 'kubernetesSDConfigs'))
          : listed(names, isAny ? 'every namespace' : 'its own namespace'),
      place,
    },
  ];
}

function namespacesOf(discoveries: readonly unknown[]): string {
  const [discovery] = discoveries;
  const isOwn = ['own_namespace', 'ownNamespace'].some((key) => valueAt(discovery, 'namespaces', key) === true);
  const names = [...(isOwn ? ['its own namespace'] : []), ...listAt(discovery, 'namespaces', 'names')];
  return discovery === undefined ? 'no namespace' : listed(names, 'every namespace');
}

const listed = (names: readonly unknown[], otherwise: string): string =>
  names.length === 0 ? otherwise : names.join(', ');
