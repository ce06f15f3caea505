/** Comparison with what upstream's README says, and the proof that the comparison would notice. */
import * as fs from 'node:fs';
import * as path from 'node:path';

import { parse } from 'yaml';

/** A block or a section of upstream's README, letter by letter. */
export function fixture(name: string): string {
  return fs.readFileSync(path.join(__dirname, 'fixtures', name), 'utf8');
}

/** A YAML or JSON block as data. */
export function block(name: string): unknown {
  return parse(fixture(name));
}

/** Fails unless both are the same data: no key more or less, no list in another order. */
export function expectParity(actual: unknown, expected: unknown): void {
  expect(actual).toStrictEqual(expected);
}

/** A block with one thing changed. */
export interface Alteration {
  /** What was changed, for instance `groups.0.name: another value`. */
  readonly what: string;
  readonly altered: unknown;
}

/**
 * Every way to change one thing about a block: another value for a leaf, a key or an entry less, one more, two entries exchanged. A
 * comparison that lets one of them through compares less than it seems to.
 */
export function alterations(data: unknown, at = ''): readonly Alteration[] {
  if (Array.isArray(data)) {
    return listAlterations(data, at);
  }
  if (typeof data === 'object' && data !== null) {
    const fields = data as Readonly<Record<string, unknown>>;
    return [
      { what: `${at}: one key more`, altered: { ...fields, another: 'value' } },
      ...Object.entries(fields).flatMap(([key, value]) => {
        const { [key]: _removed, ...others } = fields;
        return [
          { what: `${at}.${key}: removed`, altered: others },
          ...alterations(value, `${at}.${key}`).map(({ what, altered }) => ({
            what,
            altered: { ...fields, [key]: altered },
          })),
        ];
      }),
    ];
  }
  return leafAlterations(data).map((altered) => ({ what: `${at}: ${JSON.stringify(altered)}`, altered }));
}

function listAlterations(list: readonly unknown[], at: string): readonly Alteration[] {
  return [
    { what: `${at}: one entry more`, altered: [...list, 'another'] },
    ...list.flatMap((entry, index) => {
      const place = `${at}.${String(index)}`;
      const before = list.slice(0, index);
      const after = list.slice(index + 1);
      return [
        { what: `${place}: removed`, altered: [...before, ...after] },
        ...(after.length > 0
          ? [{ what: `${place}: exchanged with the next`, altered: [...before, after[0], entry, ...after.slice(1)] }]
          : []),
        ...alterations(entry, place).map(({ what, altered }) => ({ what, altered: [...before, altered, ...after] })),
      ];
    }),
  ];
}

function leafAlterations(leaf: unknown): readonly unknown[] {
  if (typeof leaf === 'string') {
    return [`${leaf}x`, `x${leaf}`, ...(leaf === '' ? [] : [leaf.slice(0, -1), leaf.slice(1)])];
  }
  if (typeof leaf === 'number') {
    return [leaf + 1, String(leaf)];
  }
  return typeof leaf === 'boolean' ? [!leaf, String(leaf)] : ['something'];
}

/** Makes the two tests that every block has: it is matched, and a change of anything in it is noticed. */
export function testParity(name: string, actual: () => unknown, expected: () => unknown): void {
  test(`${name}: equal`, () => {
    expectParity(actual(), expected());
  });

  test(`${name}: any change of the block is noticed`, () => {
    const found = actual();
    const all = alterations(expected());
    const unnoticed = all.filter(({ altered }) => {
      try {
        expectParity(found, altered);
        return true;
      } catch {
        return false;
      }
    });

    expect(all.length).toBeGreaterThan(3);
    expect(unnoticed.map(({ what }) => what)).toEqual([]);
  });
}
