/** The data source that a delivery brings, and the one that Grafana's alerts ask: the same, unless somebody says otherwise. */
import { DEFAULT_DATASOURCE_UID, warningAt, type Finding, type Mixin } from '../../../orchestrator';
import { LIMITS, shortened } from '../../../validation';
import type { DatasourceProps } from '../../grafana/provisioning';
import { nameOfFleet } from './render-delivery';

/** A data source among others of one Grafana: two of one name or uid overwrite each other, and so do two defaults. */
export function datasourceOfFleet(
  mixin: Mixin,
  given: DatasourceProps,
): { readonly given: DatasourceProps; readonly own: string } {
  const fleet = nameOfFleet(mixin);
  const { name = `Prometheus (${fleet})`, isDefault = false } = given;
  return { given: { ...given, name, isDefault }, own: shortened(`${fleet}-prometheus`, LIMITS.grafanaUid) };
}

/**
 * The data source that a delivery brings. Where nobody gives its uid, it is the one that Grafana's alerts were told to ask.
 *
 * @param own its uid where they were told of none: two of one uid keep Grafana from starting
 * @param there uid of the data source that Grafana has beside it
 */
export function deliveredDatasource(
  delivery: string,
  { config, grafanaRuleGroups }: Mixin,
  given: DatasourceProps,
  { own = DEFAULT_DATASOURCE_UID, there }: { readonly own?: string; readonly there?: string | undefined } = {},
): { readonly datasource: DatasourceProps; readonly findings: readonly Finding[] } {
  const isAsked = grafanaRuleGroups.length > 0;
  const asked = config.alerts.grafana.datasourceUid;
  const { uid = isAsked && asked !== DEFAULT_DATASOURCE_UID ? asked : own } = given;
  const { scrapeInterval = config.scrapeInterval, orgId = config.alerts.grafana.orgId } = given;
  const other = warningAt(`${delivery}.datasource.uid`, {
    what: `found '${uid}', and alerts that ask '${asked}'`,
    why: 'the alerts that Grafana evaluates would not ask the data source that is delivered',
    fix: `set alerts.grafana.datasourceUid: '${uid}', or uid: '${asked}' here where Grafana has no other of that uid`,
  });
  const datasource = { ...given, uid, scrapeInterval, orgId };
  return {
    datasource,
    findings: [
      ...(!isAsked || uid === asked || asked === there ? [] : [other]),
      ...findTaken(delivery, datasource, there),
    ],
  };
}

/** What a Helm chart's own data source has, which is Grafana's default and called Prometheus. */
function* findTaken(
  delivery: string,
  { uid, name, isDefault }: DatasourceProps,
  there: string | undefined,
): Generator<Finding> {
  const taken = [
    ...(uid === there ? [`the uid '${uid}'`] : []),
    ...(name === 'Prometheus' ? ["the name 'Prometheus'"] : []),
    ...(isDefault === true ? ['isDefault: true'] : []),
  ];
  if (there !== undefined && taken.length > 0) {
    yield warningAt(`${delivery}.datasource`, {
      what: `found ${taken.join(', ')}`,
      why: 'the data source of the chart has it, and with both Grafana keeps one of the two, or does not start',
      fix: "leave it out; where the chart's own is off (grafana.sidecar.datasources.defaultDatasourceEnabled: false), let sidecar({ datasource }) bring it, with combineDeliveries",
    });
  }
}
