/** A short name for a long text, the same everywhere: what Grafana and Prometheus know things by may not change with time or place. */

/** The 32-bit FNV-1a hash of a text's UTF-8 bytes. */
export function hashNumber(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

/** The same as eight hexadecimal digits. */
export function stableHash(text: string): string {
  return hashNumber(text).toString(16).padStart(8, '0');
}
