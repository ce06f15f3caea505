/** Which file a configuration is read from where none is named, and what a file in JSON may say. */
import { DEFAULTS_NOTICE, Workplace } from '../command';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

const checked = () => workplace.run(['check']);

test.each(['yaml', 'yml', 'json'])('orchestrator-monitoring.%s is read', async (extension) => {
  const name = workplace.write(`orchestrator-monitoring.${extension}`, '{ "recordingRules": 3 }');

  const { code, out } = await checked();

  expect(code).toBe(1);
  expect(out).toContain(`${name}:1:21: error: recordingRules`);
});

test('of several that could be meant, none is', async () => {
  workplace.write('orchestrator-monitoring.yml', '{}');
  workplace.write('orchestrator-monitoring.json', '{}');

  expect(await checked()).toMatchObject({
    code: 2,
    err: 'found orchestrator-monitoring.yml and orchestrator-monitoring.json; name one with --config\n',
  });
});

test('without any, the defaults are used, and it is said', async () => {
  expect(await checked()).toMatchObject({ code: 0, err: DEFAULTS_NOTICE });
});

test('a file in JSON may name its schema', async () => {
  workplace.write(
    'orchestrator-monitoring.json',
    '{ "$schema": "./schema.json", "grafanaUrl": "https://grafana.example" }',
  );

  expect(await checked()).toEqual({ code: 0, out: 'No problems found\n', err: '' });
});

test('init writes YAML, and nothing that is called otherwise', async () => {
  const { code, err } = await workplace.run(['init', '--out', 'fleet.json']);

  expect({ code, err }).toEqual({
    code: 2,
    err: 'found --out fleet.json; allowed: a name that ends in .yaml or .yml, since the comments are YAML\n',
  });
  expect(workplace.filesBelow('')).toEqual([]);
});

test('--only can be given several times', async () => {
  const { out } = await workplace.run(['render', '-o', 'out', '--only', 'mimir', '--only', 'runbook']);

  expect(out).toBe('out/mimir/rules.yaml\nout/RUNBOOK.md\n');
});

test('--check says what render would refuse to replace', async () => {
  const rendering = (...flags: readonly string[]) =>
    workplace.run(['render', '-o', 'out', '--only', 'mimir,runbook', ...flags]);
  await rendering();
  workplace.write('out/RUNBOOK.md', 'mine');

  const { out, err } = await rendering('--check');

  expect(out.split('\n')[0]).toBe(
    'out/RUNBOOK.md differs from line 1 on, and was not written by render, or was changed since',
  );
  expect(err).toContain(
    '1 of 3 files differ; run the same command without --check to write them, with --force to replace what others changed, too\n',
  );
});
