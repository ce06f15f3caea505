/** What the README shows must be so: its tree is what comes out, its pictures are there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMixin, renderFiles } from 'pupsourcing-orchestrator-monitoring';

const ROOT = join(__dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

test('the tree shows every file that render writes', () => {
  for (const { path } of renderFiles(createMixin())) {
    expect(README).toContain(path.split('/').pop());
  }
});

test('what upstream leaves out is said below the tree', () => {
  const upstream = renderFiles(createMixin({ profile: 'upstream' })).map(({ path }) => path);
  const left = renderFiles(createMixin()).filter(({ path }) => !upstream.includes(path));
  const [paragraph = ''] = /^`profile: upstream` has .*$/m.exec(README) ?? [];
  const named = [...paragraph.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

  expect(left.filter(({ path }) => !named.some((name) => path.replace(/\.json$/, '').endsWith(name)))).toEqual([]);
});

test('pictures are there, for both themes', () => {
  const pictures = [...README.matchAll(/(?:src|srcset)="([^"]+)"/g)].map((match) => match[1] ?? '');

  expect(pictures.map((picture) => /-(dark|light)\.png$/.exec(picture)?.[1]).sort()).toEqual(['dark', 'light']);
  expect(pictures.filter((picture) => !existsSync(join(ROOT, picture)))).toEqual([]);
});
