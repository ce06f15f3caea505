import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

import { createMixin, renderFiles, type MonitoringProps } from '../../lib';
import { GOOD } from '../validation/problems';

// A process of its own takes a second or more on a busy machine.
jest.setTimeout(60_000);

const entry = path.join(__dirname, '../../dist/index.js');

interface Place {
  readonly timeZone: string;
  readonly locale: string;
}

/** What a process of its own renders from the built package, and where it takes itself to be. */
function renderedIn(props: unknown, { timeZone, locale }: Place): { readonly place: Place; readonly files: string } {
  const script = `
    const { createMixin, renderFiles } = require(${JSON.stringify(entry)});
    const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
    const files = JSON.stringify(renderFiles(createMixin(${JSON.stringify(props)})));
    process.stdout.write(JSON.stringify({ place: { timeZone, locale }, files }));
  `;
  const output = execFileSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    // Nothing of this process's own surroundings: not its home, its path or its options.
    env: { TZ: timeZone, LANG: `${locale.replace('-', '_')}.UTF-8`, LC_ALL: `${locale.replace('-', '_')}.UTF-8` },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(output) as { place: Place; files: string };
}

/** Turkish has an i of its own, Arabic digits of its own, and between the two time zones lies more than a day. */
const here: Place = { timeZone: 'Pacific/Kiritimati', locale: 'tr-TR' };
const there: Place = { timeZone: 'Pacific/Pago_Pago', locale: 'ar-EG' };

describe.each(['upstream', 'hardened'] as const)('%s', (profile) => {
  test.each<[string, object]>([
    ['without further props', {}],
    ['with all props', { ...GOOD }],
  ])('two processes in different places write the same bytes, %s', (_what, props) => {
    const first = renderedIn({ ...props, profile }, here);
    const second = renderedIn({ ...props, profile }, there);

    // The two really are elsewhere.
    expect([first.place, second.place]).toEqual([here, there]);
    expect(second.files).toBe(first.files);
    // The sources, here, give the same as the built package, there: nothing was left out.
    expect(first.files).toBe(JSON.stringify(renderFiles(createMixin({ ...props, profile }))));
  });

  test('the order of keys in the props changes nothing, but for labels and annotations, which keep the order of their writer', () => {
    const reversed = (value: object): object => Object.fromEntries(Object.entries(value).reverse());
    const deeply = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(deeply)
        : typeof value === 'object' && value !== null
          ? reversed(Object.fromEntries(Object.entries(value).map(([key, field]) => [key, deeply(field)])))
          : value;
    // One label each, so that there is no order among them; the selector's order is the user's, too.
    const { selector: _selector, ...props } = { ...GOOD, profile };
    const rendered = (input: unknown) => renderFiles(createMixin(input as MonitoringProps));

    expect(JSON.stringify(deeply(props))).not.toBe(JSON.stringify(props));
    expect(rendered(deeply(props))).toEqual(rendered(props));
  });

  test('labels of an alert stand in the order in which they were written', () => {
    const labels = { z: '1', a: '2' };
    const [rules] = renderFiles(createMixin({ profile, alerts: { labels } }));

    expect(rules?.content).toMatch(/severity: \w+\n +z: "1"\n +a: "2"/);
  });
});
