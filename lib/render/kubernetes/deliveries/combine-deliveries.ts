import { accept, also, either, fields } from '../../../validation';
import { deliverQueries } from '../objects/lag-exporter';
import { OBJECT_PLACE_CHECKS, placed, type ObjectPlace } from './define-delivery';
import {
  DELIVERY_PARTS,
  deliveryCheck,
  isDelivery,
  partOf,
  type DeliverPart,
  type Delivery,
  type DeliveryPartName,
} from './delivery';

/** Which delivery brings which part; false for none, where it is there already or comes on another way. */
export interface DeliveryCombination {
  /** Dashboards for Grafana. */
  readonly dashboards?: Delivery | false;
  /** Grafana's data source. @default - the delivery of the dashboards, where it has one */
  readonly datasource?: Delivery | false;
  /** Alerts that Grafana evaluates, where it does. @default - the delivery of the dashboards, where it has them */
  readonly grafanaAlerts?: Delivery | false;
  /** Rules that Prometheus evaluates. */
  readonly rules?: Delivery | false;
  /** Which alert silences which. @default - the delivery of the rules, where it has them */
  readonly inhibitions?: Delivery | false;
  /** How Prometheus finds the workers. @default - the delivery of the rules, where it scrapes */
  readonly scraping?: Delivery | false;
  /** What Prometheus needs to reach the workers, whoever scrapes: `discoveredBy` and `networkPolicy`. @default - every delivery of the others that has it */
  readonly access?: Delivery | false;
  /**
   * Where the ConfigMap of queries goes, since an exporter reads that of its own namespace; a delivery of your own may make another object of them.
   * @default - the place of all objects
   */
  readonly database?: ObjectPlace | Delivery | false;
}

/** Parts that follow another's delivery where nobody says otherwise. */
const FOLLOWS: Partial<Record<DeliveryPartName, 'dashboards' | 'rules'>> = {
  datasource: 'dashboards',
  grafanaAlerts: 'dashboards',
  inhibitions: 'rules',
  scraping: 'rules',
};

const isNone = (value: unknown): boolean => value === false;

const ofPart = (part: DeliveryPartName) =>
  either(isNone, deliveryCheck('a delivery, such as kubePrometheusStack(...) returns, or false for none', part));

const PLACE = 'an object with namespace, labels and annotations of the queries, or false for none';

const DATABASE = also(
  either((value) => isNone(value) || isDelivery(value), fields(OBJECT_PLACE_CHECKS, [], PLACE)),
  (value: ObjectPlace | Delivery | false, report) => {
    if (isDelivery(value) && value.database === undefined) {
      report({ found: `${value.name}, which delivers none`, allowed: PLACE });
    }
  },
);

const PART_CHECKS = Object.fromEntries(DELIVERY_PARTS.map((part) => [part, ofPart(part)]));

const COMBINATION = also(fields({ ...PART_CHECKS, database: DATABASE }), (value, report) => {
  if (!Object.values(value).some(isDelivery)) {
    report({ found: 'no delivery', allowed: 'at least one, for instance dashboards' });
  }
});

/**
 * One delivery out of several.
 *
 * @throws ConfigError when a delivery is to bring what it cannot
 *
 * @example
 * import { combineDeliveries, grafanaOperator, kubePrometheusStack } from 'pupsourcing-orchestrator-monitoring';
 *
 * // Dashboards to a Grafana of the Grafana operator, rules and scraping to kube-prometheus-stack.
 * const delivery = combineDeliveries({
 *   dashboards: grafanaOperator({ instanceSelector: { dashboards: 'grafana' } }),
 *   rules: kubePrometheusStack({ release: 'monitoring' }),
 * });
 */
export function combineDeliveries(combination: DeliveryCombination): Delivery {
  const own = accept(COMBINATION, combination, 'combineDeliveries');
  const chosen = DELIVERY_PARTS.map((part) => {
    const choice = own[part] ?? own[FOLLOWS[part] ?? part];
    const choices = part === 'access' && choice === undefined ? DELIVERY_PARTS.map((other) => own[other]) : [choice];
    const by = [...new Set(choices)].filter(isDelivery).filter((delivery) => delivery[part] !== undefined);
    return { part, choice, by };
  });
  const names = chosen.flatMap(({ by }) => by.map(({ name }) => name));
  return {
    name: [...new Set(names)].join(' with '),
    ...Object.fromEntries(
      chosen.map(({ part, choice, by }) => [
        part,
        choice === false
          ? deliverNothing
          : choice === undefined || isDelivery(choice)
            ? together(by.flatMap((delivery) => partOf(delivery, part) ?? []))
            : placed(deliverQueries, choice),
      ]),
    ),
  };
}

/** One part that several deliveries bring; their objects differ, or are equal. */
function together(parts: readonly DeliverPart[]): DeliverPart | undefined {
  if (parts.length < 2) {
    return parts[0];
  }
  return (context) => {
    const delivered = parts.map((deliver) => deliver(context));
    return {
      objects: delivered.flatMap(({ objects }) => objects),
      findings: delivered.flatMap(({ findings = [] }) => findings),
    };
  };
}

/** Of a part that somebody leaves to others, and that is not missed then: see renderDelivery. */
const deliverNothing: DeliverPart = () => ({ objects: [] });
