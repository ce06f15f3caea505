/** The generated pages are what their definitions say. What replaying the recordings gives is compared in test/real. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createMixin, METRICS } from '../../lib';
import { ALERT_NAMES } from '../../lib/orchestrator';
import { METRIC_PREFIX } from '../../lib/orchestrator';
import { DOCUMENTED_PROPS } from '../../tools/pages/alerts-page';
import { caughtFaults, scenariosOf, SCENARIOS_BEGIN, SCENARIOS_END } from '../../tools/pages/alerts-page-scenarios';
import { pages } from '../../tools/generate-docs';

const read = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8');

const written = pages(scenariosOf(read('docs/alerts.md')));

/** The anchors that GitHub gives to the headings of a page. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  );

test.each(Object.keys(written))('%s is up to date; else run `npm run docs`', (path) => {
  expect(read(path)).toBe(written[path]);
});

describe.each(Object.entries(written).filter(([path]) => path !== 'docs/metrics.md'))('%s', (_path, page) => {
  test('has one section for each alert, at the anchor that links expect', () => {
    const anchors = anchorsOf(page);

    expect(anchors.filter((anchor) => anchor.startsWith('orchestrator'))).toEqual(
      ALERT_NAMES.map((name) => name.toLowerCase()),
    );
  });
});

test('docs/metrics.md has one section for each metric', () => {
  const anchors = anchorsOf(written['docs/metrics.md'] ?? '');

  expect(anchors).toEqual(
    expect.arrayContaining(Object.values(METRICS).map(({ name }) => name.replace(METRIC_PREFIX, ''))),
  );
});

describe.each(Object.entries(written))('%s', (_path, page) => {
  test('has no link that leads nowhere', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
    const broken = links.filter(([, file = '', anchor = '']) => {
      const path = join('docs', file);
      const target =
        file === '' ? page : (written[path] ?? (existsSync(path) ? readFileSync(path, 'utf8') : undefined));
      return target === undefined || !(anchorsOf(target).includes(anchor) || (file !== '' && anchor === ''));
    });

    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test('says nothing that a program left behind', () => {
    expect(page).not.toMatch(/undefined|\[object|NaN/);
  });
});

test('the runbook has the anchor that every runbook_url ends with', () => {
  const anchors = anchorsOf(written['docs/runbook.md'] ?? '');
  const urls = createMixin({ ...DOCUMENTED_PROPS, runbookBaseUrl: 'https://runbooks.example' }).alerts.map(
    ({ annotations }) => annotations['runbook_url'] ?? '',
  );

  expect(urls.length).toBeGreaterThan(0);
  expect(urls.filter((url) => !anchors.includes(url.split('#')[1] ?? ''))).toEqual([]);
});

describe('the part about the recordings', () => {
  test('is found again between its markers', () => {
    const part = `${SCENARIOS_BEGIN}\ntable\n${SCENARIOS_END}`;

    expect(scenariosOf(`before\n${part}\nafter`)).toBe(part);
    expect(() => scenariosOf('nothing')).toThrow(/has no part between/);
  });

  test('says which alert was first to report what', () => {
    const caught = caughtFaults(
      [
        '| recording | fault | found by |',
        '| --- | --- | --- |',
        '| one | down (a) | [TargetDown](#orchestratortargetdown) (at 5 s), [NoWorkers](#orchestratornoworkers) | 90 |',
        '| two | down (b) | [TargetDown](#orchestratortargetdown) | 90 | [SlowCoordination](#orchestratorslowcoordination) |',
      ].join('\n'),
    );

    expect(caught.get('OrchestratorTargetDown')).toEqual(['one: down (a)', 'two: down (b)']);
    expect(caught.get('OrchestratorNoWorkers')).toEqual(['one: down (a)']);
    expect(caught.get('OrchestratorSlowCoordination')).toBeUndefined();
  });
});
