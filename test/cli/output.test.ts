import { spawnSync } from 'node:child_process';
import { paint, withProgress, wrap, type Output } from '../../lib/cli/output';
import { proxyFor } from '../../lib/cli/http/proxy';
import { pause } from '../real/server-process';
import { requireTool } from '../real/tools';
import { MAIN, Workplace } from './command';

function collecting(settings: Partial<Output> = {}): Output & { readonly said: string[] } {
  const said: string[] = [];
  return {
    said,
    write: () => undefined,
    writeError: (text) => said.push(text),
    colour: false,
    watched: false,
    ...settings,
  };
}

describe('colour', () => {
  test('where it is wanted', () => {
    expect(paint(collecting({ colour: true }), 'red', 'error')).toBe('\u001b[31merror\u001b[0m');
    expect(paint(collecting(), 'red', 'error')).toBe('error');
  });

  test('not in a pipe', async () => {
    const workplace = new Workplace();
    const { out } = await workplace.start(['check', '--profile', 'upstream'], { FORCE_COLOR: '1' });
    workplace.remove();

    expect(out).toContain('warning: ');
    expect(out).not.toContain('\u001b');
  });
});

// What only a terminal gets. `script` lends one to a command.
requireTool('script')('on a terminal', () => {
  const command = [process.execPath, MAIN, 'check', '--profile', 'upstream'];
  const words =
    process.platform === 'linux'
      ? ['-qec', command.map((word) => `"${word}"`).join(' '), '/dev/null']
      : ['-q', '/dev/null', ...command];
  const onTerminal = (environment: NodeJS.ProcessEnv): string =>
    spawnSync('script', words, {
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '', ...environment },
    }).stdout;

  test('there is colour', () => {
    expect(onTerminal({})).toContain('\u001b[33mwarning');
  });

  test.each<[string, NodeJS.ProcessEnv]>([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['a terminal that knows none', { TERM: 'dumb' }],
  ])('there is none with %s', (_what, environment) => {
    const out = onTerminal(environment);

    expect(out).toContain('warning: ');
    expect(out).not.toContain('\u001b');
  });
});

describe('lines', () => {
  test('end before column 80, each with the indentation', () => {
    const lines = wrap('word '.repeat(40).trim(), '  ').split('\n');

    expect(lines.length).toBeGreaterThan(2);
    expect(lines.every((line) => line.length <= 80 && /^ {2}\S/.test(line))).toBe(true);
    expect(lines.join(' ').split(/\s+/).filter(Boolean)).toHaveLength(40);
  });

  test('of a single long word stay whole', () => {
    expect(wrap(`see https://${'a'.repeat(90)} there`)).toBe(`see\nhttps://${'a'.repeat(90)}\nthere`);
  });

  test('that were lines stay lines', () => {
    expect(wrap('a\nb', ' ')).toBe(' a\n b');
  });
});

describe('progress', () => {
  test('is for work that takes longer than a second', async () => {
    const output = collecting({ watched: true });

    await withProgress(output, async (say) => {
      say('asking');
      await pause(50);
    });

    expect(output.said).toEqual([]);
  });

  test('says what takes so long, what follows, and vanishes', async () => {
    const output = collecting({ watched: true });

    const result = await withProgress(output, async (say) => {
      say('asking');
      await pause(1_200);
      say('still asking');
      return 7;
    });

    expect(result).toBe(7);
    expect(output.said).toEqual(['\r\u001b[Kasking ...', '\r\u001b[Kstill asking ...', '\r\u001b[K']);
  });

  test('is for somebody who watches', async () => {
    const output = collecting();

    await withProgress(output, async (say) => {
      say('asking');
      await pause(1_200);
    });

    expect(output.said).toEqual([]);
  });

  test('vanishes when the work fails, too', async () => {
    const output = collecting({ watched: true });

    await expect(
      withProgress(output, async (say) => {
        say('asking');
        await pause(1_200);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(output.said.at(-1)).toBe('\r\u001b[K');
  });
});

test.each([
  ['http://a.example', { http_proxy: 'http://p:3128' }, 'http://p:3128/'],
  ['http://a.example', { HTTP_PROXY: 'p:3128' }, 'http://p:3128/'],
  ['http://a.example', { HTTPS_PROXY: 'http://p:3128' }, undefined],
  ['https://a.example', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'],
  ['http://a.example', { http_proxy: '' }, undefined],
  ['http://a.example', {}, undefined],
  ['http://a.example', { http_proxy: 'http://p', no_proxy: 'b.example, a.example' }, undefined],
  ['http://192.0.2.7', { http_proxy: 'http://p', no_proxy: '198.51.100.0/24,192.0.2.0/24' }, undefined],
  ['http://[2001:db8::7]', { http_proxy: 'http://p', no_proxy: '2001:db8::/32' }, undefined],
  ['http://192.0.3.7', { http_proxy: 'http://p', no_proxy: '192.0.2.0/24,192.0.3.0/99,192.0.3.0/,::/0' }, 'http://p/'],
  ['http://x.a.example', { http_proxy: 'http://p', NO_PROXY: '.a.example' }, undefined],
  ['http://x.a.example', { http_proxy: 'http://p', NO_PROXY: '*.a.example' }, undefined],
  ['http://ba.example', { http_proxy: 'http://p', NO_PROXY: 'a.example' }, 'http://p/'],
  ['http://a.example', { http_proxy: 'http://p', NO_PROXY: '*' }, undefined],
  ['http://a.example:9090', { http_proxy: 'http://p', NO_PROXY: 'b.example  A.Example:9090' }, undefined],
  ['http://a.example:9091', { http_proxy: 'http://p', NO_PROXY: 'a.example:9090' }, 'http://p/'],
  ['https://a.example', { https_proxy: 'http://p', NO_PROXY: '.example:443' }, undefined],
  ['http://[fd00::1]:80', { http_proxy: 'http://p', NO_PROXY: '[fd00::1]' }, undefined],
  ['http://[fd00::1]', { http_proxy: 'http://p', NO_PROXY: 'fd00::1' }, undefined],
  ['http://localhost:9090', { http_proxy: 'http://p' }, undefined],
  ['http://127.0.0.1:9090', { http_proxy: 'http://p' }, undefined],
  ['http://[::1]:9090', { http_proxy: 'http://p' }, undefined],
  ['http://127.example', { http_proxy: 'http://p' }, 'http://p/'],
])('the proxy for %s in %j is %s', (url, environment, proxy) => {
  expect(proxyFor(new URL(url), environment)?.href).toBe(proxy);
});
