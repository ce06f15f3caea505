/** Every link of every page leads somewhere, in the repository and in the tarball. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';

import { tarballFiles } from '../package/packed-package';
import { anchorsOf, linksOf, pages, ROOT, type Page } from './pages';

/** Addresses that were looked up. An address that nobody has seen does not belong into a page. */
const KNOWN_ADDRESSES = [
  'https://github.com/getpup/pupsourcing-orchestrator',
  'https://keepachangelog.com/en/1.1.0/',
  'https://semver.org/spec/v2.0.0.html',
  'https://no-color.org',
  'https://sre.google/workbook/alerting-on-slos/',
];

const all = pages();
const links = all.flatMap((page) => linksOf(page).map((link) => ({ page, link })));
const isAbsolute = (link: string): boolean => /^[a-z]+:/.test(link);

/** The path that a relative link leads to, from the root. */
function targetOf(page: Page, link: string): string {
  const [path = ''] = link.split('#');
  return path === '' ? page.path : posix.join(posix.dirname(page.path), decodeURI(path)).replace(/\/$/, '');
}

function deadLinks(exists: (path: string) => boolean, from: readonly Page[]): readonly string[] {
  const known = new Map(all.map((page) => [page.path, page]));
  return links
    .filter(({ page, link }) => from.includes(page) && !isAbsolute(link))
    .filter(({ page, link }) => {
      const target = targetOf(page, link);
      const anchor = link.split('#')[1];
      const linked = known.get(target);
      return !exists(target) || (anchor !== undefined && linked !== undefined && !anchorsOf(linked).has(anchor));
    })
    .map(({ page, link }) => `${page.path} -> ${link}`);
}

test('in the repository', () => {
  expect(links.length).toBeGreaterThan(50);
  expect(deadLinks((path) => existsSync(join(ROOT, path)), all)).toEqual([]);
});

test('in the tarball', () => {
  const packed = tarballFiles();
  const exists = (path: string): boolean => packed.some((file) => file === path || file.startsWith(`${path}/`));
  const inside = all.filter(({ path }) => packed.includes(path));

  expect(inside.length).toBeGreaterThan(5);
  expect(deadLinks(exists, inside)).toEqual([]);
});

test('absolute links lead to addresses that are known to exist', () => {
  const unknown = links
    .filter(({ link }) => isAbsolute(link) && !KNOWN_ADDRESSES.some((address) => link.startsWith(address)))
    .map(({ page, link }) => `${page.path} -> ${link}`);

  expect(unknown).toEqual([]);
});

test('dead links are seen', () => {
  const page = { path: 'docs/page.md', text: '# One thing\n[a](gone.md) `[b](gone.md)` <img src="../gone.png">' };

  expect(linksOf(page)).toEqual(['gone.md', '../gone.png']);
  expect(targetOf(page, '../gone.png')).toBe('gone.png');
  expect([...anchorsOf(page)]).toEqual(['one-thing']);
});
