/** docs/dashboards.md speaks of what the dashboards show, by their own words. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createMixin } from '../../lib';

const DOCS = join(__dirname, '../../docs');
const page = readFileSync(join(DOCS, 'dashboards.md'), 'utf8');
// The words are those of the alerts that there are: some need a number of workers, an input that never pauses, or a database, or that there is none.
const replicaSets = [{ name: 'orders', workers: 3, inputNeverPausesFor: '1h' }] as const;
const database = { exporter: 'postgres_exporter', selector: { job: 'database' } } as const;
const [main, guessing] = [{ replicaSets, database }, { replicaSets }].map((props) => createMixin(props).dashboards[0]!);

/** First cells of the table below a headline. */
function firstCells(headline: string): readonly string[] {
  const [, section = ''] = page.split(`\n## ${headline}\n`);
  const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| (.+?) +\|/gm)].map(([, cell = '']) => cell);
  return rows.filter((cell) => !cell.startsWith('-')).slice(1);
}

test('the panels of the first row, in their order', () => {
  const titles = main!.panels.filter(({ row }) => row === 'at-a-glance').map(({ title }) => title);

  expect(firstCells('The first row says what is wrong')).toEqual(titles);
});

test('every word for a state but OK, worst first', () => {
  const [words, guesses] = [main, guessing].map(
    (dashboard) =>
      dashboard!.panels.find(({ name }) => name === 'replica-set-state')?.texts?.map(({ text }) => text) ?? [],
  );
  const cells = firstCells('What the words mean');

  expect(cells.filter((cell) => words!.includes(cell))).toEqual(words!.slice(1).reverse());
  expect(cells.filter((cell) => guesses!.includes(cell))).toEqual(guesses!.slice(1).reverse());
  expect(cells.filter((cell) => ![...words!, ...guesses!].includes(cell))).toEqual([]);
});

test('the rows below', () => {
  for (const { title } of main!.rows.slice(1)) {
    expect(page).toContain(`**${title}**`);
  }
});

test('links and pictures lead somewhere', () => {
  const targets = [...page.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, target = '']) => target);
  const runbook = readFileSync(join(DOCS, 'runbook.md'), 'utf8').toLowerCase();
  const dead = targets.filter((target) => {
    const [file = '', anchor] = target.split('#');
    return !existsSync(join(DOCS, file)) || (file === 'runbook.md' && !runbook.includes(`\n## ${anchor ?? ''}\n`));
  });

  expect(targets.length).toBeGreaterThan(0);
  expect(dead).toEqual([]);
});
