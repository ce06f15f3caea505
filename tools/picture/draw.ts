/**
 * Draws pictures: `tsx draw.ts BROWSER DRAWINGS.json FILE.png...`, a file for each drawing. `npm run picture` of the project calls it.
 *
 * The page is bundled, served on the loopback interface, and opened in a headless browser. Whatever the page cannot draw, or reports as an
 * error, or asks for and does not get, makes the command fail: a picture with a hole in it would pass for the truth.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

import { build, type Plugin } from 'esbuild';
import { chromium, type Browser } from 'playwright-core';
import sharp from 'sharp';

import type { Drawing } from '../pictures/picture-drawing';

const PACKAGES = join(__dirname, 'node_modules');
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="main.css"><body style="margin:0"><div id="root"></div>
<script>window.__grafana_public_path__ = '/public/'</script><script type="module" src="main.js"></script></body>`;

/** Milliseconds that a page may take. */
const PATIENCE = 60_000;

const CONTENT: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** Editors and maps of Grafana's library, which no picture shows, and which make half of the bundle. */
const WITHOUT_EDITORS: Plugin = {
  name: 'without-editors',
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: /^(monaco-editor|@monaco-editor\/react|ol|slate|slate-react|@uiw\/react-codemirror)(\/|$)/ },
      ({ path }) => ({
        path,
        namespace: 'without-editors',
      }),
    );
    onLoad({ filter: /.*/, namespace: 'without-editors' }, () => ({ contents: 'module.exports = {}', loader: 'js' }));
  },
};

/** The page's files by their address. */
async function bundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'page/main.tsx')],
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    minify: true,
    jsx: 'automatic',
    plugins: [WITHOUT_EDITORS],
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    loader: { '.woff': 'file', '.woff2': 'file' },
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path, contents]));
}

/** What lies at an address; undefined where nothing does. */
function contentOf(
  path: string,
  files: ReadonlyMap<string, Uint8Array>,
  drawings: readonly unknown[],
): Uint8Array | string | undefined {
  if (path === '/') {
    return PAGE;
  }
  const [, index] = /^\/drawing\/(\d+)\.json$/.exec(path) ?? [];
  if (index !== undefined) {
    return JSON.stringify(drawings[Number(index)]);
  }
  const [, icon] = /^\/public\/build\/img\/icons\/([\w./-]+\.svg)$/.exec(path) ?? [];
  return icon === undefined
    ? (files.get(path) ?? fontAt(path))
    : readFileSync(join(PACKAGES, '@grafana/ui/dist/public/img/icons', normalize(`/${icon}`)));
}

/** Grafana's server has fonts of its own; the same typefaces come from packages. */
function fontAt(path: string): Uint8Array | undefined {
  const weight = /Medium/.test(path) ? 500 : 400;
  const style = /Italic/.test(path) ? 'italic' : 'normal';
  if (path.startsWith('/public/fonts/inter/')) {
    return readFileSync(join(PACKAGES, `@fontsource/inter/files/inter-latin-${weight}-${style}.woff2`));
  }
  return path.startsWith('/public/fonts/roboto/')
    ? readFileSync(join(PACKAGES, '@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2'))
    : undefined;
}

async function serve(drawings: readonly unknown[]): Promise<{ readonly server: Server; readonly url: string }> {
  const files = await bundle();
  const server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    const content = contentOf(path, files, drawings);
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': CONTENT[extname(path) || '.html'] ?? 'text/html',
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** One picture. Rejects with everything that went wrong on the page. */
async function shoot(browser: Browser, url: string, index: number, { width, to }: Drawing): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, timezoneId: 'UTC', locale: 'en-GB' });
  // "Five minutes ago" is counted from the moment that the picture shows.
  await page.clock.setFixedTime(to);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      problems.push(message.text());
    }
  });
  page.on('requestfailed', (request) => problems.push(`${request.url()}: ${request.failure()?.errorText ?? 'failed'}`));
  page.on('response', (response) => {
    if (response.status() >= 400) {
      problems.push(`${response.url()}: ${response.status()}`);
    }
  });
  await page.route(
    (address) => !address.href.startsWith(url) && address.protocol !== 'data:',
    (route) => route.abort(),
  );
  await page.goto(`${url}/?drawing=${index}`);
  await page
    .waitForFunction(() => document.body.dataset['drawn'] ?? document.body.dataset['failed'], undefined, {
      timeout: PATIENCE,
    })
    .catch((error: unknown) => problems.push(String(error)));
  const failed = await page.evaluate(() => document.body.dataset['failed']);
  if (failed !== undefined || problems.length > 0) {
    throw new Error([...(failed === undefined ? [] : [failed]), ...problems].join('\n'));
  }
  const picture = await page.locator('#root').screenshot({ animations: 'disabled' });
  await page.close();
  return picture;
}

async function main([executablePath = '', order = '', ...out]: readonly string[]): Promise<void> {
  const drawings = JSON.parse(readFileSync(order, 'utf8')) as readonly Drawing[];
  const { server, url } = await serve(drawings);
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--force-color-profile=srgb'],
  });
  try {
    for (const [index, drawing] of drawings.entries()) {
      const file = out[index];
      if (file === undefined || drawing.panels.length === 0) {
        throw new Error(`drawing ${index} has ${file === undefined ? 'no file' : 'no panels'}`);
      }
      const picture = await shoot(browser, url, index, drawing);
      // A dashboard has few colours: a palette makes the file a third as large, and nobody sees it.
      await sharp(picture).png({ palette: true, quality: 100, compressionLevel: 9, effort: 10 }).toFile(file);
    }
  } finally {
    await browser.close();
    server.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
