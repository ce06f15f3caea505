/** The part of docs/alerts.md that replaying the recordings writes: the profiles side by side. It is kept in the page between markers. */
import type { Profile } from '../../lib/orchestrator';
import { markdownTable } from '../../lib/render';
import type { Outcome } from '../../test/scenarios/run';
import { qualityTable, summaryTable } from './alerts-page-quality';
import { rowsOf, shortName, slashed, summaryLine, type Cell, type Row } from '../../test/scenarios/table';

/** Where the part begins and ends in the page. */
export const SCENARIOS_BEGIN = '<!-- scenarios: begin -->';
export const SCENARIOS_END = '<!-- scenarios: end -->';

/** Order of the profiles in the page. */
export const PAGE_PROFILES: readonly Profile[] = ['hardened', 'upstream'];

/** What an alert's section calls the faults that it was first to report. */
export const CAUGHT_BY = 'First to report, among the recorded faults';

const ANCHOR = /\[\w+\]\(#(orchestrator\w+)\)/g;

/** The part between the markers, with them. `library` are outcomes of `hardened` with the metrics that the library exposes by itself. */
export function scenariosPart(
  outcomes: readonly Outcome[],
  profiles: readonly Profile[],
  intervals: readonly number[],
  library: readonly Outcome[] = [],
): string {
  const at = intervals.join('/');
  const tables = profiles.map((profile) => {
    const rows = rowsOf(
      outcomes.filter((outcome) => outcome.profile === profile),
      [profile],
      intervals,
    );
    return rows.flatMap((row) => row.cells.map((cell) => ({ row, cell })));
  });
  const head = [
    'recording',
    'fault',
    ...profiles.flatMap((profile) => [
      `\`${profile}\`: found by`,
      `after s, scraped every ${at} s`,
      'false alarms',
      'notifications',
    ]),
  ];
  const rows = (tables[0] ?? []).map(({ row }, index) => [
    row.recording,
    row.fault ?? 'none',
    ...tables.flatMap((table) => (table[index] === undefined ? [] : cells(table[index].row, table[index].cell))),
  ]);
  const summaries = profiles.map((profile) => `- ${summaryLine(profile, outcomes)}`);
  const columns = [
    ...intervals.map((interval) => ({
      title: `every ${interval} s`,
      outcomes: outcomes.filter((one) => one.profile === 'hardened' && one.interval === interval),
    })),
    ...(library.length === 0 ? [] : [{ title: 'library metrics alone', outcomes: library }]),
  ];
  return [
    SCENARIOS_BEGIN,
    markdownTable(head, rows),
    summaries.join('\n'),
    'All of `hardened`, by scrape interval, and with the metrics that the library exposes by itself at every interval:',
    summaryTable(columns),
    'Each alert: faults that it reported of those that its text leads to, whether or not another one silenced it, and false alarms; then precision, recall, and the mean time to detect.',
    qualityTable(columns),
    SCENARIOS_END,
  ].join('\n\n');
}

function cells(
  { extendedBy }: Row,
  { alerts, foundBy, misleading, delays, falseAlarms, notifications }: Cell,
): string[] {
  const linked = alerts.reduce((words, alert) => {
    const short = shortName(alert);
    return words.replace(new RegExp(`\\b${short}\\b`), `[${short}](#${alert.toLowerCase()})`);
  }, foundBy);
  const note = misleading.length === 0 ? '' : ` (misleading: ${misleading.join(', ')})`;
  const isExtended = extendedBy > 0 && delays.length > 0;
  return [
    linked === '' ? `–${note}` : linked,
    `${slashed(delays)}${isExtended ? ` (last state played on for ${extendedBy} s)` : ''}`,
    slashed(falseAlarms),
    notifications,
  ];
}

/** The part between the markers of a page, with them. Throws an Error where they are missing. */
export function scenariosOf(page: string): string {
  const begin = page.indexOf(SCENARIOS_BEGIN);
  const end = page.indexOf(SCENARIOS_END);
  if (begin < 0 || end < begin) {
    throw new Error(
      `the page has no part between ${SCENARIOS_BEGIN} and ${SCENARIOS_END}: run npm run docs with promtool`,
    );
  }
  return page.slice(begin, end + SCENARIOS_END.length);
}

/** The faults that each alert was first to report, `recording: fault`, keyed by the alert's name in lower case, read from the table. */
export function caughtFaults(scenarios: string): { readonly get: (name: string) => readonly string[] | undefined } {
  const caught = new Map<string, string[]>();
  for (const line of scenarios.split('\n').filter((text) => text.startsWith('| '))) {
    const [recording = '', fault = '', foundBy = ''] = line.slice(2).split(' | ');
    for (const [, name = ''] of foundBy.matchAll(ANCHOR)) {
      caught.set(name, [...(caught.get(name) ?? []), `${recording}: ${fault}`]);
    }
  }
  return { get: (name) => caught.get(name.toLowerCase()) };
}
