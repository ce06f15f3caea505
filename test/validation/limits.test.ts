import * as fc from 'fast-check';

import { contentHash, LIMITS, shortened } from '../../lib/validation';
import { runs } from '../properties';

const LIMIT = LIMITS.grafanaUid;

test('a name that is short enough stays as it is', () => {
  expect(shortened('x'.repeat(40), LIMIT)).toBe('x'.repeat(40));
});

test('one that is too long keeps its beginning, and is told apart by a hash', () => {
  const [one, other] = ['a', 'b'].map((end) => shortened(`${'orders-'.repeat(10)}${end}`, LIMIT));

  expect(one).toMatch(/^orders-orders-orders-orders-ord-[a-z0-9]{8}$/);
  expect(other).not.toBe(one);
});

test('whatever the name is: never too long, always the same', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), (name) => {
      const short = shortened(name, LIMIT);
      expect(short.length).toBeLessThanOrEqual(LIMIT.maximum);
      expect(shortened(name, LIMIT)).toBe(short);
    }),
    runs(100),
  );
});

test('the hash is FNV-1a with 64 bits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      let expected = 0xcbf29ce484222325n;
      for (const byte of Buffer.from(text)) {
        expected = BigInt.asUintN(64, (expected ^ BigInt(byte)) * 0x100000001b3n);
      }
      expect(contentHash(text)).toBe(expected.toString(36).padStart(13, '0'));
    }),
    runs(100),
  );
});
