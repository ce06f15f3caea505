import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import schema from '../../schema/orchestrator-monitoring.schema.json';
import { configurationPage } from '../../tools/pages/configuration-page';

const page = configurationPage();

/** The lines of one section. */
const fieldsOf = (section: string): readonly string[] =>
  (page.split(`\n### ${section}\n`)[1]?.split('\n##')[0] ?? '').split('\n').filter((line) => line.startsWith('- **'));

test('docs/configuration.md is up to date; else run `npm run docs`', () => {
  expect(readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8')).toBe(page);
});

test('every key of the configuration file is there', () => {
  const told = fieldsOf('MonitoringProps').map((line) => /\*\*`(\w+)`/.exec(line)?.[1]);

  // What the command line and editors read alone is on other pages.
  const keys = Object.keys(schema.properties).filter((key) => !['delivery', '$schema'].includes(key));
  expect(told).toEqual(expect.arrayContaining(keys));
});

test('every field that can be left out says what it is, or what holds without it', () => {
  const lines = page.split('\n').filter((line) => line.startsWith('- **'));

  expect(lines.length).toBeGreaterThan(80);
  expect(lines.filter((line) => /^- \*\*`\w+`\*\* `[^`]*`\.$/.test(line))).toEqual([]);
});

test('every name of a type is explained, and types that lists are made of are spelled out', () => {
  const types = [...page.matchAll(/^- \*\*`\w+`\*\* `([^`]+)`/gm)].map(([, type = '']) => type);
  const headings = new Set([...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name));
  const unexplained = types.flatMap((type) => type.replace(/'[^']*'/g, '').match(/\b[A-Z]\w+/g) ?? []);

  // TypeScript's own, Pulumi's, and what functions return.
  expect([...new Set(unexplained)].filter((name) => !headings.has(name)).sort()).toEqual(
    [...['Readonly', 'Record', 'Partial', 'ReadonlySet', 'ReadonlyMap'], 'Input']
      .concat(['Alert', 'Delivery', 'Duration', 'JsonObject', 'Mixin'])
      .sort(),
  );
  expect(page).not.toContain('(typeof ');
  expect(page).toContain(
    "`'dashboards' | 'datasource' | 'grafanaAlerts' | 'rules' | 'inhibitions' | 'scraping' | 'access' | 'database'`",
  );
  expect(fieldsOf('LagExporterOptions')[0]).toContain('- **`connection`** `ConnectionSecret`, required.');
});

test('defaults, types and words are those of the docstrings', () => {
  expect(fieldsOf('MonitoringProps').find((line) => line.includes('`scrapeInterval`'))).toBe(
    "- **`scrapeInterval`** `Duration`. How often Prometheus scrapes the workers. 1s to 1m. Default: `'15s'`.",
  );
  expect(fieldsOf('ReplicaSetProps')[0]).toContain('`string`, required.');
  expect(page).not.toMatch(/\[object|@(?:default|example|param)\b/);
});
