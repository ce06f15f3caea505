/** The measurement as tables, and whether it holds what is promised. */
import { sampleOf, table } from '../statistics';
import type { Measured, MeasuredRules } from './measurement';

/** What was measured: the README's refresh, the same questions, the whole dashboard; and the rules, of another package too. */
export interface Report {
  readonly readme: Measured;
  readonly same: Measured;
  readonly whole: Measured;
  readonly rules: readonly MeasuredRules[];
  readonly otherRules: readonly MeasuredRules[];
  readonly refreshesPerMinute: number;
}

/** Fewest times that the samples must be fewer. */
const PROMISED = { same: 250, whole: 100, withRules: 40 };

const perMinute = (rules: readonly MeasuredRules[], of: (rule: MeasuredRules) => number): number =>
  rules.reduce((total, rule) => total + of(rule) * rule.perMinute, 0);

const cpuOf = ({ cpu }: Measured): number => sampleOf(cpu).median;

const recordingOf = ({ rules }: Report): readonly MeasuredRules[] => rules.filter(({ kind }) => kind === 'record');

/** How many times fewer samples a single viewer of the whole dashboard costs, with the recording rules' own evaluation. */
function timesFewerWithRules(report: Report, of: (measured: Measured) => number): number {
  const { readme, whole, refreshesPerMinute } = report;
  return (of(readme) * refreshesPerMinute) / (of(whole) * refreshesPerMinute + perMinute(recordingOf(report), of));
}

/** So many viewers make up for the recording rules' own evaluation. */
function breakEven(report: Report, of: (measured: Measured) => number): number {
  const { readme, whole, refreshesPerMinute } = report;
  return perMinute(recordingOf(report), of) / ((of(readme) - of(whole)) * refreshesPerMinute);
}

/** What is promised of the samples, and does not hold. */
export function brokenPromises(report: Report): readonly string[] {
  const samples = ({ queryable }: Measured): number => queryable;
  const found = {
    same: samples(report.readme) / samples(report.same),
    whole: samples(report.readme) / samples(report.whole),
    withRules: timesFewerWithRules(report, samples),
  };
  return Object.entries(PROMISED).flatMap(([what, promised]) => {
    const times = found[what as keyof typeof found];
    return times < promised
      ? [`${what}: ${times.toFixed(1)} times fewer samples, promised are ${String(promised)}`]
      : [];
  });
}

const count = (number: number): string => Math.round(number).toLocaleString('en-US');
const times = (number: number): string => (number >= 100 ? number.toFixed(0) : number.toFixed(1));
const cpu = ({ cpu: rounds }: Measured): string => {
  const { median, least, most } = sampleOf(rounds);
  return `${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
};

/** The tables in Markdown. */
export function tablesOf(report: Report): string {
  const { readme, same, whole, rules, otherRules } = report;
  const reads = readme.read !== undefined;
  const head = ['one refresh', 'queries', 'series', 'queryable samples', ...(reads ? ['samples read'] : []), 'CPU s'];
  const rows = [readme, same, whole].map((one) => [
    one.name,
    count(one.queries),
    count(one.series),
    one === readme
      ? count(one.queryable)
      : `${count(one.queryable)}: ${times(readme.queryable / one.queryable)} times fewer`,
    ...(readme.read === undefined || one.read === undefined
      ? []
      : [one === readme ? count(one.read) : `${count(one.read)}: ${times(readme.read / one.read)} times fewer`]),
    one === readme ? cpu(one) : `${cpu(one)}: ${times(cpuOf(readme) / cpuOf(one))} times less`,
  ]);
  const ruleHead = ['one evaluation', 'rules', 'queryable samples', 'CPU s'];
  const ruleTable = (of: readonly MeasuredRules[]): string =>
    table(
      ruleHead,
      of.map((one) => [one.name, count(one.queries), count(one.queryable), cpu(one)]),
    );
  const samples = (one: Measured): number => one.queryable;
  return [
    table(head, rows),
    ruleTable(rules),
    `With the recording rules' own evaluation, a single viewer of the whole dashboard costs ${times(timesFewerWithRules(report, samples))} times fewer samples than one of the README's seven panels, and ${times(timesFewerWithRules(report, cpuOf))} times less CPU, both refreshing ${String(report.refreshesPerMinute)} times a minute. ${breakEven(report, samples).toFixed(3)} viewers make up for the rules in samples, ${breakEven(report, cpuOf).toFixed(3)} in CPU: a dashboard that is open for ${String(Math.ceil(breakEven(report, cpuOf) * 60))} minutes of an hour pays for the recording.`,
    ...(otherRules.length === 0
      ? []
      : [
          `The rules of ${otherRules[0]!.by}, in turn with them:`,
          ruleTable(otherRules),
          `All rules together take ${perMinute(rules, cpuOf).toFixed(2)} s of processor time a minute; those of ${otherRules[0]!.by} take ${perMinute(otherRules, cpuOf).toFixed(2)} s, so that the ratio is ${(perMinute(rules, cpuOf) / perMinute(otherRules, cpuOf)).toFixed(2)}.`,
        ]),
  ].join('\n\n');
}
