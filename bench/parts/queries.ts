/**
 * What a refresh of the dashboard costs Prometheus: `npm run bench -- queries` makes the data of a large fleet (300 workers in 20 replica sets,
 * each worker with 50 projections, 6 h at 15 s), evaluates the recording rules over it, and asks a real Prometheus what the README's seven
 * panels ask, what the same panels of ours ask, and what the whole of ours asks, in turn. The number of samples decides; processor time is
 * printed beside it.
 *
 * `--hours`, `--replica-sets`, `--workers`, `--projections` make it smaller; `--rounds` is how often each is measured; `--data` keeps the blocks
 * in a folder, and finds them there again: `npm run bench -- queries -- --hours 1`. With `--against` the rules of the other package are evaluated,
 * too, on what this one records; so they must ask for themselves, or record by the same names. The environment variables PROMETHEUS and PROMTOOL
 * name other programs than those on the path.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { BEGINNING, makeBlocks, SCRAPE_INTERVAL } from '../queries/fleet-blocks';
import { measureRefreshes, measureRules } from '../queries/measurement';
import { recordBlocks, type Programs } from '../queries/recorded-blocks';
import { refreshesOf, refreshesPerMinute, rulesOf } from '../queries/refreshes';
import { brokenPromises, tablesOf, type Report } from '../queries/report';
import { startServer } from '../queries/server';
import type { Part, Report as BenchReport, Request } from '../part';

/** Seconds that a panel shows: the range with which the dashboard opens. */
const RANGE = 3_600;

/** Seconds that recording rules are evaluated over: what panels show, and an hour that some of them look back further. */
const RECORDED = 2 * RANGE + 300;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function measure({ rest, packages }: Request): Promise<BenchReport> {
  const { values } = parseArgs({
    args: [...rest],
    options: {
      hours: { type: 'string', default: '6' },
      'replica-sets': { type: 'string', default: '20' },
      workers: { type: 'string', default: '15' },
      projections: { type: 'string', default: '50' },
      rounds: { type: 'string', default: '5' },
      data: { type: 'string' },
    },
  });
  const fleet = {
    hours: Number(values.hours),
    replicaSets: Number(values['replica-sets']),
    workers: Number(values.workers),
    projections: Number(values.projections),
  };
  const programs: Programs = {
    prometheus: process.env['PROMETHEUS'] ?? 'prometheus',
    promtool: process.env['PROMTOOL'] ?? 'promtool',
  };
  const folder = values.data ?? mkdtempSync(join(tmpdir(), 'bench-queries-'));
  const end = BEGINNING + fleet.hours * 3_600 - SCRAPE_INTERVAL;
  try {
    await makeBlocks(programs.promtool, fleet, folder, say);
    const start = Math.max(BEGINNING, end - RECORDED);
    const data = await recordBlocks(programs, fleet, folder, { start, end }, say);
    const server = await startServer(programs.prometheus, data);
    try {
      await server.untilIdle();
      say('Prometheus is idle');
      const rounds = Number(values.rounds);
      const [readme, same, whole] = await measureRefreshes(server, refreshesOf(fleet, end, RANGE), rounds);
      const rules = (await Promise.all(packages.map((each) => rulesOf(fleet, each)))).flat();
      const measured = await measureRules(server, rules, end, rounds);
      const report = {
        readme,
        same,
        whole,
        rules: measured.filter(({ by }) => by === packages[0]!.name),
        otherRules: measured.filter(({ by }) => by !== packages[0]!.name),
        refreshesPerMinute: refreshesPerMinute(),
      } as Report;
      const description = `${String(fleet.replicaSets * fleet.workers)} workers, ${String(fleet.replicaSets)} replica sets of ${String(fleet.workers)}, ${String(fleet.projections)} projections on each worker, ${String(fleet.hours)} h scraped every ${String(SCRAPE_INTERVAL)} s; the last hour at a step of ${String(SCRAPE_INTERVAL)} s, all variables at All; Prometheus ${server.version} on ${String(cpus().length)} processors; CPU as the median of ${String(rounds)} rounds, and its range.`;
      const text = `${description}\n\n${tablesOf(report)}`;
      return { text, broken: brokenPromises(report) };
    } finally {
      await server.stop();
    }
  } finally {
    if (values.data === undefined) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

export const queriesPart: Part = {
  promise: 'a refresh of our dashboard is not as many times cheaper than the seven panels as the page says',
  measure,
};
