/** The public face is what etc/*.api.md says: a change of it is seen, and meant. */
import { readFileSync } from 'node:fs';

import manifest from '../../package.json';
import { apiReports, ENTRIES, reportFile } from '../../tools/api-report';

// The type checker takes seconds on a busy machine.
jest.setTimeout(60_000);

const reports = apiReports();

test.each(Object.keys(ENTRIES))('etc/%s.api.md is what the build exports; npm run api writes it', (entry) => {
  expect(readFileSync(reportFile(entry), 'utf8')).toBe(reports[entry]);
});

test('every entry has a report', () => {
  const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');

  expect(Object.keys(ENTRIES).map((entry) => (entry === 'index' ? '.' : `./${entry}`))).toEqual(entries);
});

test('the root has a narrow face', () => {
  const names = Number(/^(\d+) names/m.exec(reports['index'] ?? '')?.[1]);

  expect(names).toBeGreaterThan(50);
  expect(names).toBeLessThanOrEqual(65);
});

test('nothing is exported twice under two names', () => {
  expect(Object.values(reports).join('\n')).not.toContain('// as ');
});
