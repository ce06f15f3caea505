/** What the program does where nobody reads it, or where its words cannot be written. */
import { spawnSync } from 'node:child_process';
import { requireFile } from '../real/tools';
import { DEFAULTS_NOTICE, LINKS_SUGGESTION, MAIN, Workplace, type Ended } from './command';

jest.setTimeout(30_000);

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

/** Runs a line of a shell in which `$0` stands for the program, and tells the program's own exit code. */
function shell(line: string): Ended {
  const { stdout, stderr } = spawnSync('sh', ['-c', line, `"${process.execPath}" "${MAIN}"`], {
    cwd: workplace.folder,
    encoding: 'utf8',
  });
  return { code: Number(workplace.read('code')), out: stdout, err: stderr };
}

/** The reader has gone before the program writes its first word. */
const unread = (args: string, stream: '1' | '2') =>
  stream === '1'
    ? shell(`{ sleep 0.1; eval "$0 ${args}"; echo $? > code; } | true`)
    : shell(`{ sleep 0.1; eval "$0 ${args}" 2>&1 >/dev/null; echo $? > code; } | true`);

test.each([
  ['--help', 0],
  ['render --help', 0],
  ['render -o out --only prometheus', 0],
])('%s ends quietly where nobody reads it', (args, code) => {
  const { err, ...ended } = unread(args, '1');

  expect(ended).toEqual({ code, out: '' });
  expect(err.replace(DEFAULTS_NOTICE + LINKS_SUGGESTION, '')).toBe('');
});

test('an error keeps its exit code where nobody reads it', () => {
  expect(unread('check -c missing.yaml', '2').code).toBe(2);
});

requireFile('/dev/full')('where words cannot be written, the program', () => {
  test('says so in one line', () => {
    workplace.write('orchestrator-monitoring.yaml', 'grafanaUrl: https://grafana.example\n');
    expect(shell('eval "$0 render -o out --only prometheus > /dev/full"; echo $? > code')).toEqual({
      code: 2,
      out: '',
      err: 'cannot write to standard output: ENOSPC: no space left on device, write\n',
    });
    expect(workplace.filesBelow('out').length).toBeGreaterThan(0);
  });

  test('tells by its exit code where it cannot complain', () => {
    const { code } = shell('eval "$0 render -o out --only prometheus --profile upstream 2> /dev/full"; echo $? > code');

    expect(code).toBe(2);
  });
});
