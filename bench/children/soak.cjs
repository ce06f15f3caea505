// Runs `render --check` and `doctor` again and again in one process, each time for another fleet and against a server on this machine, and
// prints what the process holds at the end of each minute, rubbish collected: echo '{"root":"...","minutes":10}' | node --expose-gc soak.cjs
'use strict';

const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const { root, minutes } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const { run } = require(`${root}/dist/cli/program.js`);

const ANSWERS = {
  '/api/v1/status/buildinfo': { version: '3.16.0' },
  '/api/v1/query': { resultType: 'vector', result: [{ metric: { job: 'workers' }, value: [0, '1'] }] },
  '/api/v1/query_range': { resultType: 'matrix', result: [] },
  '/api/v1/targets': { activeTargets: [] },
  '/api/v1/rules': { groups: [] },
};

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  process.chdir(folder);
  let requests = 0;
  const server = createServer(({ url }, response) => {
    requests += 1;
    const data = ANSWERS[url.replace(/\?.*/, '')];
    response.writeHead(data === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'success', data }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const prometheus = `http://127.0.0.1:${server.address().port}`;
  let characters = 0;
  const count = (text) => {
    characters += text.length;
  };
  const output = { write: count, writeError: count, colour: false, watched: false };
  const command = async (...args) => {
    const code = await run([...args, '-c', 'fleet.yaml'], output);
    if (code > 1) {
      throw new Error(`${args.join(' ')} ended with ${code}`);
    }
  };
  const held = [];
  let rounds = 0;
  const start = Date.now();
  for (let minute = 1; minute <= minutes; minute += 1) {
    while (Date.now() - start < minute * 60_000) {
      rounds += 1;
      writeFileSync(
        'fleet.yaml',
        `replicaSets: [{ name: set-${rounds}, workers: 3 }]\nselector: { job: 'job-${rounds}' }\n`,
      );
      if (rounds === 1) {
        await command('render', '-o', 'out');
      }
      await command('render', '-o', 'out', '--check');
      await command('doctor', '--prometheus', prometheus);
    }
    global.gc();
    const { heapUsed, rss } = process.memoryUsage();
    held.push({ minute, rounds, heap: heapUsed / 2 ** 20, rss: rss / 2 ** 20 });
  }
  server.closeAllConnections();
  server.close();
  process.chdir(tmpdir());
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(JSON.stringify({ held, requests, characters }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
