/** Medians and ranges of what was measured. */

/** What a measurement came to, in its own unit. */
export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The median of an odd or even number of values, and their range. Throws a RangeError for none. */
export function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((one, other) => one - other);
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) {
    throw new RangeError('a sample needs at least one value');
  }
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return { median: middle.reduce((sum, value) => sum + value, 0) / middle.length, least, most };
}

/** `33 (31 to 40)`, with as many digits as matter. */
export function shown({ median, least, most }: Sample): string {
  return `${digits(median)} (${digits(least)} to ${digits(most)})`;
}

/** Three significant digits, without an exponent, with commas. */
export function digits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 4 });
}

/** A Markdown table; numbers to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = headings.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(headings), line(rule), ...rows.map(line)].join('\n');
}
