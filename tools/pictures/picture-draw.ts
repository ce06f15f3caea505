/** Hands drawings over to tools/picture, a package of its own, and says what has to be installed for that. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { findTool } from '../../test/real/tools';
import { serialized, type Drawing } from './picture-drawing';

const DRAWER = join(__dirname, '../picture');

/** The program that draws pages. */
const browser = (): string | undefined => process.env['CHROMIUM'] ?? findTool('chromium');

/** What has to be installed before something can be drawn, a line each. */
export function missingForDrawing(): readonly string[] {
  return [
    ...(existsSync(join(DRAWER, 'node_modules/@grafana/ui'))
      ? []
      : ['Grafana’s components are not installed. Run first: npm ci --prefix tools/picture (500 MB, some minutes)']),
    ...(browser() === undefined
      ? ['There is no Chromium. Run first: apt-get install chromium; or name such a browser in CHROMIUM']
      : []),
  ];
}

/** Draws each into its file. Rejects with what tools/picture says where it fails. */
export async function draw(pictures: readonly { readonly drawing: Drawing; readonly file: string }[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  try {
    const order = join(folder, 'drawings.json');
    writeFileSync(order, serialized(pictures.map(({ drawing }) => drawing)));
    for (const { file } of pictures) {
      mkdirSync(dirname(file), { recursive: true });
    }
    const files = pictures.map(({ file }) => file);
    await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', join(DRAWER, 'draw.ts'), browser() ?? '', order, ...files],
      { maxBuffer: 1 << 26 },
    ).catch((error: unknown) => {
      throw new Error((error as { stderr?: string }).stderr?.trim() ?? String(error), { cause: error });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
