/**
 * What a refresh of the dashboard costs Prometheus: `npm run bench -- queries` makes the data of a large fleet (300 workers in 20 replica sets,
 * each worker with 50 projections, 6 h at 15 s), evaluates the recording rules over it, and asks a real Prometheus what the README's seven
 * panels ask, what the same panels of ours ask, and what the whole of ours asks, in turn. The number of samples decides; processor time is
 * printed beside it.
 *
 * `--hours`, `--replica-sets`, `--workers`, `--projections` make it smaller; `--rounds` is how often each is measured; `--data` keeps the blocks
 * in a folder, and finds them there again: `npm run bench -- queries -- --hours 1`. With `--against` the other package's dashboard and rules are
 * measured in turn with ours, over what it records itself. The environment variables PROMETHEUS and PROMTOOL name other programs than those
 * on the path.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { BEGINNING, makeBlocks, SCRAPE_INTERVAL } from '../queries/fleet-blocks';
import { toYaml } from '../../lib';
import { measureInTurn } from '../queries/measurement';
import { recordBlocks, type Programs } from '../queries/recorded-blocks';
import { refreshesOf, refreshesPerMinute, ruleFileOf, rulesByKind, rulesOf } from '../queries/refreshes';
import { brokenPromises, measuredOf, tablesOf, type Report } from '../queries/report';
import { startServer, type Server } from '../queries/server';
import type { Part, Report as BenchReport, Request } from '../part';

/** Seconds that a panel shows: the range with which the dashboard opens. */
const RANGE = 3_600;

/** Seconds that recording rules are evaluated over: what panels show, and an hour that some of them look back further. */
const RECORDED = 2 * RANGE + 300;

const PROGRAMS: Programs = {
  prometheus: process.env['PROMETHEUS'] ?? 'prometheus',
  promtool: process.env['PROMTOOL'] ?? 'promtool',
};

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
  const folder = values.data ?? mkdtempSync(join(tmpdir(), 'bench-queries-'));
  const servers: Server[] = [];
  try {
    await makeBlocks(PROGRAMS.promtool, fleet, folder, say);
    const asked = [];
    for (const [index, each] of packages.entries()) {
      const rules = await ruleFileOf(fleet, each);
      const end = BEGINNING + fleet.hours * 3_600 - SCRAPE_INTERVAL;
      const stretch = { start: Math.max(BEGINNING, end - RECORDED), end };
      const place = join(folder, index === 0 ? 'recorded' : 'recorded-by-other');
      const data = await recordBlocks(PROGRAMS, toYaml(rules), join(folder, 'blocks'), place, stretch, say);
      const server = await startServer(PROGRAMS.prometheus, data);
      servers.push(server);
      const refreshes = await refreshesOf(fleet, each, end, RANGE);
      asked.push([...refreshes, ...rulesByKind(rulesOf(rules), end)].map((one) => ({ ...one, server, by: each.name })));
    }
    await Promise.all(servers.map((server) => server.untilIdle()));
    say('Prometheus is idle');
    const rounds = Number(values.rounds);
    const measured = await measureInTurn(asked.flat(), rounds);
    const [own, other] = packages.map(({ name }) =>
      measuredOf(
        name,
        measured.filter(({ by }) => by === name),
      ),
    );
    const report: Report = { own: own!, other, refreshesPerMinute: refreshesPerMinute() };
    const description = `${String(fleet.replicaSets * fleet.workers)} workers, ${String(fleet.replicaSets)} replica sets of ${String(fleet.workers)}, ${String(fleet.projections)} projections on each worker, ${String(fleet.hours)} h scraped every ${String(SCRAPE_INTERVAL)} s; the last hour at a step of ${String(SCRAPE_INTERVAL)} s, or as often as rules are evaluated; all variables at All; Prometheus ${servers[0]!.version} on ${String(cpus().length)} processors; CPU as the median of ${String(rounds)} rounds, and its range.`;
    return { text: `${description}\n\n${tablesOf(report)}`, broken: brokenPromises(report) };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    if (values.data === undefined) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

export const queriesPart: Part = {
  promise: 'a refresh of our dashboard is not as many times cheaper than the seven panels as the page says',
  measure,
};
