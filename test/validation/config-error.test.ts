import { inspect } from 'node:util';
import { ConfigError } from '../../lib';

test('one problem', () => {
  const problems = [{ path: 'profile', message: 'found "x"' }];
  const error = new ConfigError(problems);

  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('ConfigError');
  expect(error.problems).toEqual(problems);
  expect(error.message).toBe('1 problem in the monitoring configuration:\n  - profile: found "x"');
});

test('several, one of them about all of it', () => {
  const error = new ConfigError([
    { path: '', message: 'found null' },
    { path: 'a', message: 'found 5' },
  ]);

  expect(error.message).toBe(
    '2 problems in the monitoring configuration:\n  - (configuration): found null\n  - a: found 5',
  );
});

test('fifty problems are printed, and all of them kept; an error that nobody catches prints its list once', () => {
  const problems = Array.from({ length: 1_000 }, (_, index) => ({ path: `a${String(index)}`, message: 'found 5' }));
  const error = new ConfigError(problems);

  expect(error.problems).toEqual(problems);
  expect(error.message.split('\n')).toHaveLength(52);
  expect(error.message).toMatch(/^1000 problems in .*[^]*a49: found 5\n {2}and 950 more$/);
  expect(inspect(error).split('a0: found 5')).toHaveLength(2);
  expect(inspect(error)).not.toContain('problems:');
});
