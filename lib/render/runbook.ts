/** The runbook as Markdown: one section for each alert, with the thresholds that the user gave it. */
import { quantity, requirePart, type Alert, type Mixin, type RunbookEntry } from '../orchestrator';
import { valueAt } from '../validation';
import {
  comparisonWords,
  durationWords,
  markdownBlock,
  markdownCode,
  markdownTable,
  markdownTemplate,
  markdownText,
} from './markdown';

const INTRODUCTION = `# Runbook

What to do when an alert about pupsourcing's orchestrator fires. Each alert has one section, headed by its name. With \`runbookBaseUrl\`, the alert's \`runbook_url\` ends with the section's anchor.

- **Meaning** says what is wrong, **impact** who notices and what gets worse with time.
- **Diagnosis** asks in the order in which the answers help most. The queries can be pasted into Prometheus or Grafana as they are; they show all replica sets, so look for the alert's \`replica_set\`.
- **Fix** starts with what helps at once.

\`critical\` wakes somebody, \`warning\` is looked at the same day, \`info\` is kept for the record. Where several alerts fire together, inhibition rules silence those that only follow from another: begin with the one that was sent.`;

/** Replica sets that are named; of more, only the number is said. */
const NAMED = 10;

/** The runbook of a mixin. Ends with a line feed. */
export function renderRunbook(mixin: Pick<Mixin, 'runbook'>): string {
  requirePart('runbook', valueAt(mixin, 'runbook'));
  const { runbook } = mixin;
  const sections = runbook.map((entry) => `## ${entry.name}\n\n${renderRunbookSection(entry)}`);
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

/** The section of one alert, without its headline. */
export function renderRunbookSection({ alerts, meaning, impact, diagnosis, fix }: RunbookEntry): string {
  /** What an alert of a user's own says nothing about is left out. */
  const part = (headline: string, body: string): readonly string[] => (body === '' ? [] : [headline + body]);
  return [
    ...alerts.slice(0, 1).map(({ definition }) => `_${markdownTemplate(definition.summary)}_`),
    markdownTable(
      ['replica sets', 'fires when', 'for', 'keeps firing for', 'severity'],
      alerts.map((alert) => [
        scopeWords(alert),
        conditionWords(alert),
        durationWords(alert.for),
        alert.keepFiringFor ?? '–',
        alert.severity,
      ]),
    ),
    ...part('**Meaning.** ', markdownText(meaning)),
    ...part('**Impact.** ', markdownText(impact)),
    ...part(
      '**Diagnosis.**\n\n',
      diagnosis
        .map(({ question, query, sql }, index) => {
          const number = `${index + 1}. `;
          const block = (language: string, code: string | undefined): string =>
            code === undefined ? '' : `\n\n${markdownBlock(language, code, number.length)}\n`;
          return `${number}${markdownText(question)}${block('promql', query)}${block('sql', sql)}`;
        })
        .join('\n')
        .trimEnd(),
    ),
    ...part('**Fix.**\n\n', fix.map((step) => `- ${markdownText(step)}`).join('\n')),
  ].join('\n\n');
}

/** What an alert compares, in words: `Mean coordination duration above 30 s`. */
export function conditionWords({ condition: { signal, comparison, threshold } }: Pick<Alert, 'condition'>): string {
  return `${markdownText(signal.title)} ${comparisonWords(comparison)} ${quantity(threshold, signal.unit)}`;
}

function scopeWords({ scope: { subjects, unlisted, matchers } }: Alert): string {
  if (unlisted && matchers.length === 0) {
    return 'all';
  }
  const names = subjects.slice(0, NAMED).map(markdownCode);
  const rest = subjects.length - names.length;
  return [...names, ...(rest > 0 ? [`${rest} more`] : []), ...(unlisted ? ['all that are not listed'] : [])].join(', ');
}
