/** Directories where files should be, and what cannot be written. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Workplace } from '../command';

jest.setTimeout(30_000);

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

const makeDirectory = (path: string) => mkdirSync(join(workplace.folder, path), { recursive: true });

test.each([[[]], [['--check']]])(
  'render %j names every directory at the place of a file, and replaces nothing',
  (flags) => {
    makeDirectory('out/mimir/rules.yaml');
    makeDirectory('out/RUNBOOK.md');
    workplace.write('out/prometheus/rules.yaml', 'old');

    expect(workplace.run('render', '-o', 'out', '--only', 'prometheus,runbook,mimir', ...flags)).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^out\/(mimir\/rules\.yaml|RUNBOOK\.md) is a directory; a file belongs there\nout\/(mimir\/rules\.yaml|RUNBOOK\.md) is a directory; a file belongs there\n$/,
      ),
    });
    expect(workplace.read('out/prometheus/rules.yaml')).toBe('old');
    expect(workplace.filesBelow('out')).toEqual(['prometheus/rules.yaml']);
  },
);

test('render names a directory at the place of the file of Grafana’s alerts', () => {
  makeDirectory('out/grafana/provisioning/alerting/orchestrator.yaml');
  workplace.write('fleet.yaml', 'alerts: { evaluatedBy: grafana }\n');

  expect(workplace.run('render', '-c', 'fleet.yaml', '-o', 'out', '--only', 'grafana')).toEqual({
    code: 2,
    out: '',
    err: 'out/grafana/provisioning/alerting/orchestrator.yaml is a directory; a file belongs there\n',
  });
});

test('init --force names a directory, too', () => {
  makeDirectory('fleet');

  expect(workplace.run('init', '-o', 'fleet', '--force')).toEqual({
    code: 2,
    out: '',
    err: 'fleet is a directory; a file belongs there\n',
  });
});

test.each(['render', 'init'])('%s refuses an empty --out', (command) => {
  const { code, out, err } = workplace.run(command, '-o', '');

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: option '-o, --out <\w+>' argument '' is invalid\. Allowed is a path\.\n/);
  expect(workplace.filesBelow('.')).toEqual([]);
});
