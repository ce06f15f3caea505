import type * as fflate from 'fflate';

/** By a compressor in JavaScript: those that Node is built with give other bytes on other processors. */
export function gzipped(text: string): string {
  const { gzipSync, strToU8 } = require('fflate') as typeof fflate;
  return Buffer.from(gzipSync(strToU8(text), { level: 9, mtime: 0 })).toString('base64');
}

/** Undefined where it is no compressed text. */
export function gunzipped(base64: string): string | undefined {
  const { gunzipSync, strFromU8 } = require('fflate') as typeof fflate;
  try {
    return strFromU8(gunzipSync(Buffer.from(base64, 'base64')));
  } catch {
    return undefined;
  }
}
