/**
 * What a refresh of the dashboard costs Prometheus: `npm run bench:queries` makes the data of a large fleet (300 workers in 20 replica sets,
 * each worker with 50 projections, 6 h at 15 s), evaluates the recording rules over it, and asks a real Prometheus what the README's seven
 * panels ask, what the same panels of ours ask, and what the whole of ours asks, in turn. The number of samples decides; processor time is
 * printed beside it.
 *
 * `--hours`, `--replica-sets`, `--workers`, `--projections` make it smaller; `--rounds` is how often each is measured; `--data` keeps the blocks
 * in a folder, and finds them there again; `--write` puts the tables into docs/performance.md. The environment variables PROMETHEUS and PROMTOOL
 * name other programs than those on the path.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { format, resolveConfig } from 'prettier';

import { BEGINNING, makeBlocks, SCRAPE_INTERVAL } from './queries/fleet-blocks';
import { measureRefreshes, measureRules } from './queries/measurement';
import { recordBlocks, type Programs } from './queries/recorded-blocks';
import { refreshesOf, refreshesPerMinute, rulesOf } from './queries/refreshes';
import { brokenPromises, tablesOf, type Report } from './queries/report';
import { startServer } from './queries/server';

const PERFORMANCE = join(__dirname, '..', 'docs', 'performance.md');

/** Seconds that a panel shows: the range with which the dashboard opens. */
const RANGE = 3_600;

/** Seconds that recording rules are evaluated over: what panels show, and an hour that some of them look back further. */
const RECORDED = 2 * RANGE + 300;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      hours: { type: 'string', default: '6' },
      'replica-sets': { type: 'string', default: '20' },
      workers: { type: 'string', default: '15' },
      projections: { type: 'string', default: '50' },
      rounds: { type: 'string', default: '5' },
      data: { type: 'string' },
      write: { type: 'boolean', default: false },
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
      const rules = await measureRules(server, rulesOf(fleet), end, rounds);
      const report = { readme, same, whole, rules, refreshesPerMinute: refreshesPerMinute() } as Report;
      const description = `${String(fleet.replicaSets * fleet.workers)} workers, ${String(fleet.replicaSets)} replica sets of ${String(fleet.workers)}, ${String(fleet.projections)} projections on each worker, ${String(fleet.hours)} h scraped every ${String(SCRAPE_INTERVAL)} s; the last hour at a step of ${String(SCRAPE_INTERVAL)} s, all variables at All; Prometheus ${server.version} on ${String(cpus().length)} processors; CPU as the median of ${String(rounds)} rounds, and its range.`;
      const text = `${description}\n\n${tablesOf(report)}`;
      console.log(text);
      if (values.write) {
        await write(text);
      }
      const broken = brokenPromises(report);
      broken.forEach(say);
      process.exitCode = broken.length > 0 ? 1 : 0;
    } finally {
      await server.stop();
    }
  } finally {
    if (values.data === undefined) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Puts the tables between their marks. */
async function write(text: string): Promise<void> {
  const mark = /(<!-- npm run bench:queries -->\n)[\s\S]*?(\n<!-- end -->)/;
  const document = readFileSync(PERFORMANCE, 'utf8');
  if (!mark.test(document)) {
    throw new Error(`${PERFORMANCE} has no place for the tables`);
  }
  const written = document.replace(mark, (_, before: string, after: string) => `${before}\n${text}\n${after}`);
  const options = await resolveConfig(PERFORMANCE);
  writeFileSync(PERFORMANCE, await format(written, { ...options, filepath: PERFORMANCE }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
