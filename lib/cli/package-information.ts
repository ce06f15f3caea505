import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name and version, from package.json: beside dist, wherever the package is installed. */
export function packageInformation(): { readonly name: string; readonly version: string } {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return JSON.parse(text) as ReturnType<typeof packageInformation>;
}
