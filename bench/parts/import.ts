/** What loading an entry costs, beside bare Node and beside the packages that a program of the platform loads anyway. */
import { existsSync } from 'node:fs';

import { child, inTurn, type Part, type Request } from '../part';
import { digits, sampleOf, shown, table } from '../statistics';

/** Modules of @pulumiverse/grafana that the Pulumi entry uses. */
const GRAFANA = ['alerting/contactPoint', 'alerting/ruleGroup', 'oss/dashboard', 'oss/folder'].map(
  (name) => `@pulumiverse/grafana/${name}`,
);

/** Each entry, what it is held against, and how many times as long it may take. */
interface Entry {
  readonly entry: string;
  readonly file: string;
  readonly beside: string;
  readonly modules: readonly string[];
  readonly allowed: number;
  /** Whether all that it exports is loaded, too, as an ES module does that imports it. */
  readonly names?: boolean;
}

const ENTRIES: readonly Entry[] = [
  { entry: '.', file: 'index.js', beside: 'bare Node', modules: [], allowed: 2 },
  { entry: '. in an ES module', file: 'index.js', beside: 'bare Node', modules: [], allowed: 3, names: true },
  { entry: './testing', file: 'testing/index.js', beside: 'bare Node', modules: [], allowed: 3 },
  { entry: './cdk8s', file: 'cdk8s/index.js', beside: 'cdk8s', modules: ['cdk8s'], allowed: 2 },
];

const PULUMI: Entry = {
  entry: './pulumi',
  file: 'pulumi/index.js',
  beside: '@pulumi/pulumi and modules of @pulumiverse/grafana',
  modules: ['@pulumi/pulumi', ...GRAFANA],
  allowed: 1.1,
};

const load = (modules: readonly string[], names = false): number => child('load.cjs', { modules, names }) as number;

const loading = (entries: readonly Entry[]): Part => ({
  promise: `an entry takes more than ${entries.map(({ entry, allowed, beside }) => `${String(allowed)} times ${beside} (${entry})`).join(', ')}`,
  measure: ({ packages, rounds }: Request) => {
    const measured = packages.flatMap((subject) =>
      // Another commit may lack an entry.
      entries
        .filter(({ file }) => existsSync(`${subject.root}/dist/${file}`))
        .map((entry) => {
          const { alone, ours } = inTurn(rounds, {
            alone: () => load(entry.modules),
            ours: () => load([`${subject.root}/dist/${entry.file}`], entry.names),
          });
          return { subject, entry, alone: sampleOf(alone), ours: sampleOf(ours) };
        }),
    );
    const rows = measured.map(({ subject, entry, alone, ours }) => [
      `\`${entry.entry}\`${packages.length > 1 ? ` of ${subject.name}` : ''}`,
      shown(ours),
      `${shown(alone)}: ${entry.beside}`,
      digits(ours.median / alone.median),
    ]);
    return {
      text: `Processor time of a process that loads one entry, in milliseconds.\n\n${table(['entry', 'ms', 'beside', 'times'], rows)}`,
      broken: measured
        .filter(
          ({ subject, entry, alone, ours }) => subject === packages[0] && ours.median > entry.allowed * alone.median,
        )
        .map(
          ({ entry, alone, ours }) =>
            `import ${entry.entry}: ${digits(ours.median / alone.median)} times ${entry.beside}; allowed ${String(entry.allowed)}`,
        ),
    };
  },
});

export const importPart = loading(ENTRIES);

export const pulumiPart = loading([PULUMI]);
