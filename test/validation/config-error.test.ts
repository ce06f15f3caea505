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
