/** The Markdown pages of the repository, their code blocks and their links. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** A page, by its path from the root of the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block. */
export interface Block {
  /** `README.md:12`. */
  readonly place: string;
  /** What stands behind the fence; empty where nothing does. */
  readonly language: string;
  readonly text: string;
  /** The comment right above: `compiles` of `<!-- snippet: compiles -->` under the key `snippet`. */
  readonly mark: readonly [kind: string, value: string] | undefined;
}

const FOLDERS = ['docs', 'docs/adr', 'examples', 'plugin'];

/** All pages that people read. */
export function pages(): readonly Page[] {
  const paths = [
    ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
    ...FOLDERS.flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        posix.join(folder, name.split(sep).join('/')),
      ),
    ).filter((name) => name.endsWith('.md') && !name.includes('node_modules/')),
  ];
  return [...new Set(paths)].sort().map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** The blocks of a page, in order. */
export function blocksOf({ path, text }: Page): readonly Block[] {
  const found = [...text.matchAll(/(?:<!-- ([^:>]+): (.+?) -->\s*\n)?^( *)```([^\n]*)\n([\s\S]*?)^\3```/gm)];
  return found.map((match) => {
    const [whole, kind, value, , language = '', content = ''] = match;
    const line = text.slice(0, match.index + whole.indexOf('```')).split('\n').length;
    return {
      place: `${path}:${String(line)}`,
      language: language.trim(),
      text: content,
      mark: kind === undefined || value === undefined ? undefined : [kind, value],
    };
  });
}

/** Targets of the links and pictures of a page, without those in its code. */
export function linksOf({ text }: Page): readonly string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, link, attribute]) => link ?? attribute ?? '',
  );
}

/** The ids that a page's headings have on GitHub. */
export function anchorsOf({ text }: Page): ReadonlySet<string> {
  const headings = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} (.+)$/gm)];
  const ids = headings.map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
  const names = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = '']) => name);
  return new Set([...ids, ...names]);
}

/** The blocks of one language in a section of a page, in order. */
export function blocksIn(file: string, heading: string, language: string): readonly string[] {
  const page = pages().find((other) => other.path === file);
  const section = page?.text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return blocksOf({ path: file, text: section })
    .filter((block) => block.language === language)
    .map(({ text }) => text);
}

/** Programs for cdk8s: the page, the section that has them, and the one that applies what they write; `*` where that is the same. */
export const CDK8S_PROGRAMS = [
  ['README.md', 'Quick start: cdk8s and kube-prometheus-stack', '*'],
  ['docs/getting-started/kube-prometheus-stack.md', '2. Describe the fleet', '3. Apply'],
  ['docs/getting-started/grafana-operator.md', '3. Describe the fleet', '4. Apply and check'],
] as const;
