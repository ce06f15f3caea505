/** What `init` makes of names that no YAML text can hold as they are. */
import { parse } from 'yaml';
import { initialConfig } from '../../../lib/cli/config/initial-config';

test.each(['a\nb', 'a\r\nb', '\n', 'a: b\n\n# c', '- a', 'a "b"\n'])('the name %j is read again as it was', (name) => {
  const fleet = {
    replicaSets: [{ name, workers: 1, projections: [name] }],
    labels: new Map([['cluster', [name, 'x']]]),
    scrapeInterval: undefined,
  };

  expect(parse(initialConfig('s', { ...fleet, jobs: [name] }))).toMatchObject({
    selector: { job: name },
    aggregateBy: ['cluster'],
    replicaSets: [{ name, workers: 1 }],
  });
  expect(parse(initialConfig('s', { ...fleet, jobs: [name, 'x'] }))).toMatchObject({
    replicaSets: [{ name, workers: 1 }],
  });
});
