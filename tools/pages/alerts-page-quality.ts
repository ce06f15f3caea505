/** The parts of docs/alerts.md that say what each alert is worth. */
import { ALERT_NAMES } from '../../lib/orchestrator';
import { markdownTable } from '../../lib/render';
import { notificationsPerFault, qualityOf, type AlertQuality } from '../../test/scenarios/alert-quality';
import { leadsTo } from '../../test/scenarios/fitting';
import { summarize, type Outcome } from '../../test/scenarios/run';
import { shortName } from '../../test/scenarios/table';

/** Outcomes, and under what they were replayed. */
export interface Column {
  readonly title: string;
  readonly outcomes: readonly Outcome[];
}

const percent = (ratio: number | undefined): string => (ratio === undefined ? '–' : `${Math.round(100 * ratio)}%`);
const inSeconds = (time: number | undefined): string => (time === undefined ? '–' : `${Math.round(time)} s`);

/** All together: a row for each way of replaying. */
export function summaryTable(columns: readonly Column[]): string {
  return markdownTable(
    ['replayed', 'faults found', 'median', 'worst', 'false alarms', 'notifications a fault', 'most'],
    columns.map(({ title, outcomes }) => {
      const {
        found,
        faults,
        medianDelay,
        worstDelay,
        falseAlarms: wrong,
        worstNotificationsAfter,
      } = summarize(outcomes);
      const mean = notificationsPerFault(outcomes);
      return [
        title,
        `${found} of ${faults}`,
        inSeconds(medianDelay),
        inSeconds(worstDelay),
        String(wrong),
        mean === undefined ? '–' : mean.toFixed(1),
        String(worstNotificationsAfter),
      ];
    }),
  );
}

/** Each alert: a row with a cell for each way of replaying. */
export function qualityTable(columns: readonly Column[]): string {
  const fits = (alert: string, kind: string): boolean => leadsTo('hardened', alert, kind);
  const tables = columns.map(({ outcomes }) => qualityOf(outcomes, ALERT_NAMES, fits));
  const cell = ({ truePositives, falsePositives, faults, precision, recall, meanDelay }: AlertQuality): string =>
    truePositives + falsePositives === 0
      ? `0 of ${faults}`
      : `${truePositives} of ${faults}, ${falsePositives} false: ${percent(precision)}, ${percent(recall)}, ${inSeconds(meanDelay)}`;
  return markdownTable(
    ['alert', ...columns.map(({ title }) => title)],
    ALERT_NAMES.map((alert, row) => [
      `[${shortName(alert)}](#${alert.toLowerCase()})`,
      ...tables.map((table) => {
        const quality = table[row];
        return quality === undefined ? '' : cell(quality);
      }),
    ]),
  );
}
