/** docs/instrumenting.md shows the code of the example, to the letter. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS } from '../../../lib';
import type { Metric } from '../../../lib/orchestrator';
import { METRIC_PREFIX } from '../../../lib/orchestrator';

const ROOT = join(__dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PAGE = read('docs/instrumenting.md');

test.each(['store', 'projection'])('the file %s.go is on the page', (name) => {
  const path = `examples/instrumented-worker/instrument/${name}.go`;

  expect(PAGE).toContain(`<!-- example: ${path} -->\n\n\`\`\`go\n${read(path)}\`\`\`\n`);
});

test('the worker on the page is that of the example', () => {
  const [, shown = ''] = /## The worker\n\n<!-- example: \S+ -->\n\n```go\n(.*?)```/s.exec(PAGE) ?? [];
  const indented = shown.replace(/^(?=.)/gm, '\t');

  expect(shown).toContain('orchestrator.WithGenerationStore(store)');
  expect(read('examples/instrumented-worker/main.go')).toContain(indented);
});

test('every metric that the orchestrator leaves to the application is in the table', () => {
  const left = Object.values<Metric>(METRICS).filter(({ emittedByLibrary }) => !emittedByLibrary);

  expect([...PAGE.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name).sort()).toEqual(
    left.map(({ name }) => name.replace(METRIC_PREFIX, '')).sort(),
  );
});
