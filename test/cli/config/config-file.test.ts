/** Configuration files that cannot be read as data. */
import { locate, readConfigFile } from '../../../lib/cli/config/config-file';
import { Workplace } from '../command';

jest.setTimeout(30_000);

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});

afterEach(() => {
  workplace.remove();
});

/** What is said about a file of this content, without the folder that it lies in. */
async function refusal(content: string | Uint8Array): Promise<string> {
  workplace.write('fleet.yaml', content);
  const error: unknown = await readConfigFile(`${workplace.folder}/fleet.yaml`).then(
    () => new Error('not refused'),
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'UsageError' });
  return (error as Error).message.replaceAll(`${workplace.folder}/`, '');
}

const BOMB = ['a: &a [x, x]', 'b: &b [*a, *a, *a, *a, *a, *a]', 'c: &c [*b, *b, *b, *b, *b, *b]', 'd: [*c, *c, *c]\n'];

test.each<[string, string, string]>([
  [
    'an alias without an anchor',
    'profile: &c hardened\nselector: { job: *c }\nscrape: *b\ndashboard: *d\n',
    'fleet.yaml:3:9: Unresolved alias (the anchor must be set before the alias): b',
  ],
  [
    'aliases of aliases of aliases',
    BOMB.join('\n'),
    'fleet.yaml:4:4: Excessive alias count indicates a resource exhaustion attack',
  ],
  [
    'a merge of what is no mapping',
    'profile: hardened\ndashboard: {<<: [1,2]}\n',
    'fleet.yaml:2:12: Merge sources must be maps or map aliases',
  ],
  [
    'every error of syntax',
    'profile: hardened\nprofile: upstream\nscrapeInterval: 15s\nscrapeInterval: 20s\n',
    'fleet.yaml:2:1: Map keys must be unique\nfleet.yaml:4:1: Map keys must be unique',
  ],
  [
    'every error of content, and the first of form',
    'profile: hardened\nprofile: upstream\nname: @a\nscrape: [\nselector: a\nselector: [b\n',
    'fleet.yaml:2:1: Map keys must be unique\nfleet.yaml:3:7: Plain value cannot start with reserved character @\nfleet.yaml:5:1: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'a template without quotes in a list of mappings',
    "alerts:\n  - { name: A, summary: A worker of {{ $labels.replica_set }} is down }\n  - { name: B, summary: 'b' }\nscrape: {}\n",
    "fleet.yaml:2:37: Unexpected flow-map-start at node end; put a text with '{{' into quotes",
  ],
  [
    'a template without quotes before other words',
    'alerts:\n  summary: {{ $value }} are down\n',
    "fleet.yaml:2:13: found a key that is no text; put a text with '{{' into quotes",
  ],
  [
    'a template without quotes that is all of a text',
    'alerts: { summary: {{ $value }} }\n',
    "fleet.yaml:1:21: found a key that is no text; put a text with '{{' into quotes",
  ],
  ['a list that is a key', 'alerts: { [a]: b }\n', 'fleet.yaml:1:11: found a key that is no text'],
  [
    'a text in quotes that is not well-formed',
    'alerts: { summary: "{{ $value }} \\q" }\n',
    'fleet.yaml:1:34: Invalid escape sequence \\q',
  ],
  [
    'two documents',
    'profile: hardened\n---\nprofile: upstream\n',
    'fleet.yaml:2:1: a second document begins here; allowed: one document in a file',
  ],
])('says where stands %s', async (_what, content, message) => {
  expect(await refusal(content)).toBe(message);
});

test.each<[string, number[], string]>([
  ['Latin-1', [...Buffer.from('profile: hardened\n# f'), 0xfc, ...Buffer.from('r\n')], 'fleet.yaml:2:1: '],
  ['UTF-16', [0xff, 0xfe, ...Buffer.from('profile: hardened\n', 'utf16le')], 'fleet.yaml:1:1: '],
  ['a character that is cut off at the end', [...Buffer.from('a: 1\n\n# '), 0xe2, 0x82], 'fleet.yaml:3:1: '],
])('refuses %s, and names the line', async (_what, bytes, place) => {
  expect(await refusal(Uint8Array.from(bytes))).toBe(`${place}this line is not UTF-8; allowed: a file in UTF-8`);
});

test('takes what is written in UTF-8, a replacement character and a byte order mark too', async () => {
  workplace.write('fleet.yaml', '\ufeffselector: { job: "wörker \ufffd €" }\n');

  expect((await readConfigFile(`${workplace.folder}/fleet.yaml`)).props).toEqual({
    selector: { job: 'wörker \ufffd €' },
  });
});

test('takes aliases that are used with measure', async () => {
  workplace.write('fleet.yaml', 'dashboard: &a { uid: x }\nscrape: *a\n');

  expect((await readConfigFile(`${workplace.folder}/fleet.yaml`)).props).toEqual({
    dashboard: { uid: 'x' },
    scrape: { uid: 'x' },
  });
});

test('merges what << names: own keys win, and what was merged is wrong where the merge stands', async () => {
  const path = workplace.write(
    'fleet.yaml',
    [
      'replicaSets:',
      '  - &base { name: a, workers: 3 }',
      '  - { <<: *base, name: b }',
      '  - <<: [*base]',
      '    name: c',
    ].join('\n'),
  );
  const file = await readConfigFile(`${workplace.folder}/${path}`);

  expect(file.props).toEqual({ replicaSets: ['a', 'b', 'c'].map((name) => ({ name, workers: 3 })) });
  expect(locate(file, 'replicaSets[1].workers')).toMatchObject({ line: 3, column: 5 });
});

test.each([
  ['a number', '\n1: x\n', '2:4: error: ["1"]'],
  ['a truth', 'alerts: {}\ntrue: x\n', '2:7: error: true'],
  ['null', 'alerts: {}\nnull: x\n', '2:7: error: null'],
])('a key that looks like %s is a text, and has its place', async (_what, content, words) => {
  workplace.write('fleet.yaml', content);

  expect((await workplace.run(['check', '-c', 'fleet.yaml'])).out).toContain(`fleet.yaml:${words}\n`);
});

test('an alias inside of what it names is refused with its path, as in any props', async () => {
  workplace.write('fleet.yaml', 'selector: &a { job: [*a] }\n');

  expect((await workplace.run(['check', '-c', 'fleet.yaml'])).out).toContain(
    'fleet.yaml:1:21: error: selector.job\n  found a list of 1;',
  );
});

test('check reports it beside the problems of other files, and render refuses both', async () => {
  workplace.write('a b#?.yaml', 'scrape: *b\n');
  workplace.write('other.yaml', 'profil: hardened\n');
  const run = (...args: readonly string[]) => workplace.run([...args, '-c', 'a b#?.yaml', '-c', 'other.yaml']);
  const problem = 'Unresolved alias (the anchor must be set before the alias): b';

  const { code, out, err } = await run('check', '--format', 'json');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect((JSON.parse(out) as { findings: object[] }).findings).toEqual([
    { severity: 'error', path: '', message: problem, file: 'a b#?.yaml', line: 1, column: 9 },
    expect.objectContaining({ path: 'profil', file: 'other.yaml' }),
  ]);
  expect((await run('check', '--format', 'sarif')).out).toContain('"uri": "a%20b%23%3F.yaml"');
  expect(await run('render', '-o', 'out')).toEqual({
    code: 2,
    out: '',
    err: expect.stringContaining(`  - a b#?.yaml:1:9: ${problem}\n  - other.yaml:1:9: profil: unknown key`) as string,
  });
});
