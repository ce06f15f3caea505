/** The first example as a Helm chart, by the command that people type. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse, parseAllDocuments } from 'yaml';

const ROOT = join(__dirname, '../..');

// A process that compiles the example.
jest.setTimeout(180_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chart-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const objectsIn = (text: string): unknown[] => parseAllDocuments(text).map((document): unknown => document.toJS());

test('Helm reads its templates as the plain manifests', async () => {
  const [plain, chart] = [join(folder, 'plain'), join(folder, 'chart')];
  process.env['CDK8S_OUTDIR'] = plain;
  await import('../../examples/cdk8s/main.js');
  const command = [join(ROOT, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--check-upgrade=false', '--output', chart];
  const options = { cwd: ROOT, stdio: 'pipe' } as const;
  execFileSync(process.execPath, [...command, '--format', 'helm', '--chart-version', '1.2.3'], options);
  const files = readdirSync(plain);

  expect(parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8'))).toMatchObject({
    apiVersion: 'v2',
    name: expect.stringMatching(/^[a-z][-a-z0-9]*$/),
    version: '1.2.3',
    type: 'application',
  });
  expect(readdirSync(join(chart, 'templates'))).toEqual(files);
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const template = readFileSync(join(chart, 'templates', file), 'utf8');
    const parts = template.split(/\{\{(`[^`]*`)\}\}/);

    // Nothing is left for Helm to compute, and what it writes for the texts between backquotes is what was meant.
    expect(parts.filter((_part, index) => index % 2 === 0).join('')).not.toContain('{{');
    expect(objectsIn(parts.map((part, index) => (index % 2 === 0 ? part : part.slice(1, -1))).join(''))).toEqual(
      objectsIn(readFileSync(join(plain, file), 'utf8')),
    );
  }
});
