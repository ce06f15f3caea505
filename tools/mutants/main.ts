/**
 * How many small faults in the code the unit tests notice: `npm run mutants -- lib/model lib/render --sample 60 --seed 1`. Draws a sample of
 * faults of the files below each folder (a condition that always holds, another operator, an empty text, list or function). All the tests run
 * once without a fault, to see which of them pass by the place of each. Then each fault is put into a copy of the repository and meets the
 * test files that pass by it, the likeliest first, until one fails. Prints each fault that none noticed, and for each folder the share of
 * those that one did, with its 95 % interval. `--jobs` is how many are tried at a time.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { Copy, type Passing } from './copy';
import { described, mutantsOf, ROOT, type Mutant } from './mutant';

/** Numbers from 0 to 1, always the same ones for a seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32;
  };
}

function drawn<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const next = randomNumbers(seed);
  return all
    .map((item) => ({ item, order: next() }))
    .sort((one, other) => one.order - other.order)
    .slice(0, count)
    .map(({ item }) => item);
}

/** Test files in the order in which they are likely to notice a fault soon: that of its file's name, then what noticed most for its time. */
function likeliestFirst(
  { file }: Mutant,
  tests: readonly string[],
  seconds: Passing['seconds'],
  noticed: ReadonlyMap<string, number>,
): readonly string[] {
  const rank = (test: string): number => {
    const isNamesake = basename(test, '.test.ts') === basename(file, '.ts');
    const isNear = dirname(test).split('/').slice(1).join('/') === dirname(file).split('/').slice(1).join('/');
    const likely = (isNamesake ? 100 : 0) + (isNear ? 10 : 0) + (noticed.get(test) ?? 0) + 0.5;
    return likely / (1 + (seconds.get(test) ?? 0));
  };
  return [...tests].sort((one, other) => rank(other) - rank(one));
}

/** Wilson's interval: how large the share of all faults may be, given that of the sample. */
function interval(noticed: number, all: number): string {
  const [z, share] = [1.96, noticed / all];
  const middle = share + z ** 2 / (2 * all);
  const around = z * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
  return [middle - around, middle + around]
    .map((bound) => ((100 * bound) / (1 + z ** 2 / all)).toFixed(0))
    .join(' to ');
}

async function main(): Promise<void> {
  const { values, positionals: folders } = parseArgs({
    allowPositionals: true,
    options: {
      sample: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(cpus().length) },
    },
  });
  const files = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .stdout.split('\0')
    .filter(Boolean);
  const copies = Array.from({ length: Number(values.jobs) }, () => new Copy(files));
  try {
    const samples = folders.map((folder) => {
      const all = files.filter((file) => file.startsWith(`${folder}/`) && file.endsWith('.ts')).flatMap(mutantsOf);
      return { folder, all, sample: drawn(all, Number(values.sample), Number(values.seed)) };
    });
    const faults = samples.flatMap(({ sample }) => sample);
    const passing = await copies[0]!.passingBy(faults);
    const noticed = new Map<string, number>();
    const survivors: Mutant[] = [];
    const left = faults.map((fault, index) => ({ fault, tests: passing.tests[index] ?? [] }));
    const work = async (copy: Copy): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const { fault, tests } = next;
        const seconds = tests.reduce((sum, test) => sum + (passing.seconds.get(test) ?? 0), 0);
        const test =
          tests.length === 0
            ? undefined
            : await copy.noticing(fault, likeliestFirst(fault, tests, passing.seconds, noticed), seconds);
        if (test === undefined) {
          survivors.push(fault);
        } else {
          noticed.set(test, (noticed.get(test) ?? 0) + 1);
        }
        console.log(
          `${test === undefined ? `SURVIVED ${tests.length} test files` : `noticed by ${test}`}: ${described(fault)}`,
        );
      }
    };
    await Promise.all(copies.map(work));
    samples.forEach(({ folder, all, sample }) => {
      const found = sample.filter((fault) => !survivors.includes(fault)).length;
      const share = `${((100 * found) / sample.length).toFixed(0)} % (${interval(found, sample.length)} %)`;
      console.log(
        `${folder}: ${found} of ${sample.length} noticed, ${share}, of ${all.length} possible; seed ${values.seed}`,
      );
    });
  } finally {
    copies.forEach((copy) => {
      copy.remove();
    });
  }
}

void main();
