import { DEFAULTS_NOTICE, Workplace } from '../command';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

const FIVE_MISTAKES = `profil: hardened
replicaSets:
  - name: main
    workers: -1
  - name: main
scrapeInterval: 5x
alerts:
  overrides:
    OrchestratorNoWorkers: { severity: loud }
`;

describe('check', () => {
  test('suggests to say where Grafana is, which is no problem', async () => {
    const { code, out, err } = await workplace.run(['check']);

    expect({ code, err }).toEqual({ code: 0, err: DEFAULTS_NOTICE });
    expect(out).toMatch(/^info: grafanaUrl\n {2}is not set, and neither is runbookBaseUrl; [^]*\nNo problems found\n$/);
    const sarif = JSON.parse((await workplace.run(['check', '--format', 'sarif'])).out) as {
      runs: [{ results: object[] }];
    };
    expect(sarif.runs[0].results).toEqual([expect.objectContaining({ level: 'note' })]);
  });

  test.each(['grafanaUrl', 'runbookBaseUrl'])('has nothing to say where %s is known', async (prop) => {
    const config = workplace.write('fleet.yaml', `${prop}: https://ops.example\n`);

    expect(await workplace.run(['check', '-c', config])).toEqual({ code: 0, out: 'No problems found\n', err: '' });
  });

  test('shows five mistakes as five problems, each with line and column', async () => {
    const { code, out, err } = await workplace.run(['check', '-c', workplace.write('fleet.yaml', FIVE_MISTAKES)]);

    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.split('\n').filter((line) => line.startsWith('fleet.yaml:'))).toEqual([
      'fleet.yaml:1:9: error: profil',
      'fleet.yaml:4:14: error: replicaSets[0].workers',
      'fleet.yaml:5:11: error: replicaSets[1].name',
      'fleet.yaml:6:17: error: scrapeInterval',
      'fleet.yaml:9:40: error: alerts.overrides.OrchestratorNoWorkers.severity',
    ]);
    expect(out.replace(/\s+/g, ' ')).toContain('did you mean `profile`?');
    expect(out).toMatch(/\n5 errors, 0 warnings\n$/);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('counts a warning as a finding', async () => {
    const { code, out } = await workplace.run(['check', '--profile', 'upstream']);

    expect(code).toBe(1);
    expect(out).toMatch(/^warning: alerts\.overrides\.OrchestratorSlowCoordination\.threshold\n {2}found 30: /);
    expect(out).toMatch(/\n0 errors, 1 warning\n$/);
  });

  test('finds what only the whole shows, at its line', async () => {
    const config = workplace.write(
      'fleet.yaml',
      'alerts:\n  overrides:\n    OrchestratorSlowCoordination:\n      threshold: 100\n',
    );

    expect((await workplace.run(['check', '-c', config])).out).toContain('fleet.yaml:4:18: error: ');
  });

  test('as JSON', async () => {
    const config = workplace.write('fleet.yaml', FIVE_MISTAKES);

    const { code, out } = await workplace.run(['check', '-c', config, '--format', 'json']);

    const { findings } = JSON.parse(out) as { findings: object[] };
    expect(code).toBe(1);
    expect(findings).toHaveLength(5);
    expect(findings[0]).toEqual({
      severity: 'error',
      path: 'profil',
      message: expect.stringContaining('did you mean `profile`?'),
      file: 'fleet.yaml',
      line: 1,
      column: 9,
    });
  });

  test('as SARIF, with a region for each problem', async () => {
    const config = workplace.write('fleet.yaml', FIVE_MISTAKES);

    const log = JSON.parse((await workplace.run(['check', '-c', config, '--format', 'sarif'])).out);

    expect(log.version).toBe('2.1.0');
    expect(log.runs[0].results.map((result: { level: string }) => result.level)).toEqual(Array(5).fill('error'));
    expect(log.runs[0].results[1].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'fleet.yaml' },
      region: { startLine: 4, startColumn: 14 },
    });
  });

  test('a file that cannot be read is wrong use, not a finding', async () => {
    const { code, err } = await workplace.run(['check', '-c', 'missing.yaml']);

    expect(code).toBe(2);
    expect(err).toContain('cannot read the configuration file missing.yaml');
  });
});
