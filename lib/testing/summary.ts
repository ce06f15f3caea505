/** What a subject delivers, in so few lines that a reviewer reads them all. */
import { deliveredBy, type DeliveredAlert, type DeliveredDashboard, type DeliveredScrapeJob } from './contents';
import type { MonitoringSubject } from './subject';

/** Longest text of a comparison that is shown in full. */
const LONGEST_COMPARED = 60;

/**
 * A short text for a snapshot: one line for each replica set (its workers), alert (threshold, `for`, severity), recorded series, panel, scrape
 * job and object. No column is padded, so that a new line changes no other. Of an alert's condition it has the comparison that `deliveredBy`
 * reads, and no other part: what stands behind `and` and `unless`, or is compared, is in the rules themselves.
 *
 * @throws TypeError for what is no chart, list of objects or files, or mixin
 *
 * @example
 * import { createMixin } from 'pupsourcing-orchestrator-monitoring';
 * import { summaryOf } from 'pupsourcing-orchestrator-monitoring/testing';
 *
 * console.log(summaryOf(createMixin({ replicaSets: [{ name: 'main', workers: 3 }] })));
 */
export function summaryOf(subject: MonitoringSubject): string {
  const { replicaSets, alerts, recordingRules, dashboards, scraping, inhibitions, objects } = deliveredBy(subject);
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Replica sets', replicaSets.map(({ name, workers }) => `${name}: ${workers}`)],
    ['Alerts', alerts.map(alertLine)],
    ['Recording rules', recordingRules],
    ...dashboards.map((dashboard): readonly [string, readonly string[]] => [
      `Dashboard ${dashboardTitle(dashboard)}`,
      dashboard.panels.map(({ title, type }) => (type === 'row' ? `row ${title}` : `${title} (${type})`)),
    ]),
    ['Scrape jobs', scraping.map(scrapeLine)],
    ['Inhibitions', inhibitions === 0 ? [] : [`${String(inhibitions)} rules`]],
    ['Objects', objects],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)].join('\n'))
    .join('\n');
}

/** One line of an alert: `OrchestratorNoWorkers: < 1 for 1m30s, critical`. */
export function alertLine(alert: DeliveredAlert): string {
  const { name, keepFiringFor, severity, labels, evaluatedBy } = alert;
  const { severity: _severity, ...others } = labels;
  const besides = Object.entries(others).map(([label, value]) => `${label}=${value}`);
  return [
    `${name}: ${conditionOf(alert)} for ${alert.for}`,
    ...(keepFiringFor === undefined ? [] : [`keeps firing for ${keepFiringFor}`]),
    severity ?? 'no severity',
    ...besides,
    ...(evaluatedBy === 'grafana' ? ['in Grafana'] : []),
  ].join(', ');
}

function conditionOf({ comparison, threshold, comparedWith }: DeliveredAlert): string {
  if (comparison === undefined) {
    return 'its expression';
  }
  if (threshold !== undefined) {
    return `${comparison} ${String(threshold)}`;
  }
  return comparedWith !== undefined && comparedWith.length <= LONGEST_COMPARED
    ? `${comparison} ${comparedWith}`
    : `${comparison} an expression`;
}

function dashboardTitle({ title, uid }: DeliveredDashboard): string {
  return uid === undefined ? title : `${title} (${uid})`;
}

function scrapeLine({ name, interval, namespaces }: DeliveredScrapeJob): string {
  return `${name}: ${interval === undefined ? '' : `every ${interval}, `}${namespaces}`;
}
