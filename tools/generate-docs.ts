/**
 * Writes docs/alerts.md, docs/configuration.md, docs/metrics.md and docs/runbook.md: `npm run docs`. With promtool the recordings are replayed (half a minute); with `--no-replay`
 * what the page says about them is kept.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { renderRunbook } from '../lib';
import { INTERVALS, run, type Outcome } from '../test/scenarios/run';
import { loadRecordings } from '../test/scenarios/scenario';
import { alertsPage, documentedMixin } from './pages/alerts-page';
import { PAGE_PROFILES, scenariosOf, scenariosPart } from './pages/alerts-page-scenarios';
import { configurationPage } from './pages/configuration-page';
import { metricsPage } from './pages/metrics-page';

/** The pages, by their path from the root of the project. */
export function pages(scenarios: string): Readonly<Record<string, string>> {
  return {
    'docs/alerts.md': alertsPage(loadRecordings(), scenarios),
    'docs/metrics.md': metricsPage(),
    'docs/runbook.md': renderRunbook(documentedMixin()).replace(
      /^( *)```sql$/gm,
      '$1<!-- run by: test/real/lag/queries.test.ts -->\n\n$&',
    ),
  };
}

async function replayed(): Promise<string> {
  const recordings = loadRecordings();
  const outcomes: Outcome[] = [];
  for (const profile of PAGE_PROFILES) {
    outcomes.push(...(await run(recordings, { profile, intervals: INTERVALS })));
  }
  const library = await run(recordings, { profile: 'hardened', intervals: INTERVALS, libraryOnly: true });
  return scenariosPart(outcomes, PAGE_PROFILES, INTERVALS, library);
}

async function main(args: readonly string[]): Promise<void> {
  const root = join(__dirname, '..');
  const page = join(root, 'docs/alerts.md');
  const keep = args.includes('--no-replay') && existsSync(page);
  mkdirSync(join(root, 'docs'), { recursive: true });
  const written = {
    ...pages(keep ? scenariosOf(readFileSync(page, 'utf8')) : await replayed()),
    'docs/configuration.md': configurationPage(),
  };
  for (const [path, content] of Object.entries(written)) {
    writeFileSync(join(root, path), content);
    console.log(path);
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
