/** The measurement as tables, and whether it holds what is promised. */
import { sampleOf, table } from '../statistics';
import type { Measured } from './measurement';
import type { Evaluation } from './refreshes';

/** What was measured of a package. */
export interface MeasuredPackage {
  readonly name: string;
  readonly readme: Measured;
  readonly same: Measured;
  readonly whole: Measured;
  readonly rules: readonly MeasuredRules[];
}

/** Rules of one kind that are evaluated as often. */
type MeasuredRules = Measured & Pick<Evaluation, 'kind' | 'perMinute'>;

/** What was measured of this package, and of one beside it. */
export interface Report {
  readonly own: MeasuredPackage;
  readonly other: MeasuredPackage | undefined;
  readonly refreshesPerMinute: number;
}

/** Puts what was measured of a package into its places: the refreshes come first, then the rules. */
export function measuredOf(name: string, measured: readonly (Measured & Partial<MeasuredRules>)[]): MeasuredPackage {
  const [readme, same, whole, ...rules] = measured;
  return { name, readme: readme!, same: same!, whole: whole!, rules: rules as readonly MeasuredRules[] };
}

/** Fewest times that the samples must be fewer. */
const PROMISED = { same: 250, whole: 100, withRules: 40 };

const perMinute = (rules: readonly MeasuredRules[], of: (rule: MeasuredRules) => number): number =>
  rules.reduce((total, rule) => total + of(rule) * rule.perMinute, 0);

const cpuOf = ({ cpu }: Measured): number => sampleOf(cpu).median;

const recordingOf = ({ rules }: MeasuredPackage): readonly MeasuredRules[] =>
  rules.filter(({ kind }) => kind === 'record');

/** How many times fewer samples a single viewer of the whole dashboard costs, with the recording rules' own evaluation. */
function timesFewerWithRules({ own, refreshesPerMinute }: Report, of: (measured: Measured) => number): number {
  const { readme, whole } = own;
  return (of(readme) * refreshesPerMinute) / (of(whole) * refreshesPerMinute + perMinute(recordingOf(own), of));
}

/** So many viewers make up for the recording rules' own evaluation. */
function breakEven({ own, refreshesPerMinute }: Report, of: (measured: Measured) => number): number {
  const { readme, whole } = own;
  return perMinute(recordingOf(own), of) / ((of(readme) - of(whole)) * refreshesPerMinute);
}

/** What is promised of the samples, and does not hold. */
export function brokenPromises(report: Report): readonly string[] {
  const samples = ({ queryable }: Measured): number => queryable;
  const found = {
    same: samples(report.own.readme) / samples(report.own.same),
    whole: samples(report.own.readme) / samples(report.own.whole),
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

const ruleTable = (rules: readonly MeasuredRules[]): string =>
  table(
    ['one evaluation', 'rules', 'queryable samples', 'CPU s'],
    rules.map((one) => [one.name, count(one.queries), count(one.queryable), cpu(one)]),
  );

/** The tables in Markdown. */
export function tablesOf(report: Report): string {
  const { own, other } = report;
  const { readme, same, whole } = own;
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
  const samples = (one: Measured): number => one.queryable;
  return [
    table(head, rows),
    ruleTable(own.rules),
    `With the recording rules' own evaluation, a single viewer of the whole dashboard costs ${times(timesFewerWithRules(report, samples))} times fewer samples than one of the README's seven panels, and ${times(timesFewerWithRules(report, cpuOf))} times less CPU, both refreshing ${String(report.refreshesPerMinute)} times a minute. ${breakEven(report, samples).toFixed(3)} viewers make up for the rules in samples, ${breakEven(report, cpuOf).toFixed(3)} in CPU: a dashboard that is open for ${String(Math.ceil(breakEven(report, cpuOf) * 60))} minutes of an hour pays for the recording.`,
    ...(other === undefined ? [] : besideOther(own, other)),
  ].join('\n\n');
}

/** The dashboard and the rules of both packages, which were measured in turn. */
function besideOther(own: MeasuredPackage, other: MeasuredPackage): readonly string[] {
  const ratio = (of: (each: MeasuredPackage) => number): string => (of(own) / of(other)).toFixed(2);
  const minuteOf = ({ rules }: MeasuredPackage): number => perMinute(rules, cpuOf);
  return [
    `The rules of ${other.name}, in turn with them, over what they record:`,
    ruleTable(other.rules),
    `All rules together take ${minuteOf(own).toFixed(2)} s of processor time a minute; those of ${other.name} take ${minuteOf(other).toFixed(2)} s: ${ratio(minuteOf)} times as much.`,
    `A refresh of the whole dashboard of ${other.name} asks ${count(other.whole.queries)} queries, reads ${count(other.whole.queryable)} samples and takes ${cpu(other.whole)} s: ours reads ${ratio(({ whole }) => whole.queryable)} times as many, and takes ${ratio(({ whole }) => cpuOf(whole))} times as long.`,
  ];
}
