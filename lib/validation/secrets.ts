/** What looks like a secret where everybody could read it. */

/** Names that people, and Prometheus's configuration, give to secrets; those of files that hold one end otherwise. */
const NAME = /(^|[_-])(password|passwd|secrets?|token|credentials|secret_key|api[_-]?key|authorization)$/i;

export const namesSecret = (name: string): boolean => NAME.test(name);

/** Whether it looks like a secret: an address, which may be that of a webhook, also without its `https://`, or a key in PEM. */
export const looksSecret = (value: unknown): boolean =>
  typeof value === 'string' && /:\/\/|\w\.[a-z]{2,}\/[^\s/]+\/\S|-----BEGIN/i.test(value);

/** What of an address is for nobody else to read, in a few words; undefined where there is none, and for what is no address. */
export function secretInAddress(text: string): string | undefined {
  if (!URL.canParse(text)) {
    return undefined;
  }
  const { username, password, searchParams } = new URL(text);
  return username !== '' || password !== ''
    ? 'a user or a password'
    : [...searchParams.keys()].some(namesSecret)
      ? 'a secret in its query'
      : undefined;
}
