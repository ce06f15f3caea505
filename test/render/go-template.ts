/** What Prometheus makes of a text with placeholders, to the character: Go's number formats and the simple forms of its templates. */
import type { ValueFormat } from '../../lib/orchestrator';

/** What a template can refer to. */
export interface TemplateData {
  /** Labels of the series that fires. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];

const FORMATS: Readonly<Record<ValueFormat, (value: number) => string>> = {
  plain: formatPlain,
  number: (value) => (value < 1 ? threeDigits(value) : humanize(value)),
  humanize,
  humanizeDuration,
  humanizePercentage: (value) => `${fourDigits(value * 100)}%`,
};

const FUNCTIONS: Readonly<Record<string, (value: number) => string>> = {
  ...FORMATS,
  'printf "%.3g"': threeDigits,
};

/** Chooses among two texts where the value decides, as texts of ours do below 1. */
export const decided = (template: string, value: number): string =>
  template.replace(
    /\{\{ if lt \$[\w.]+ 1\.0 \}\}(.*?)\{\{ else \}\}(.*?)\{\{ end \}\}/gs,
    (_all, below: string, other: string) => (value < 1 ? below : other),
  );

/**
 * A text in Prometheus's template language as it is read, if it uses nothing but the value, labels, literals, the humanize functions and what `value` writes;
 * undefined otherwise.
 */
export function expandTemplate(template: string, data: TemplateData): string | undefined {
  let text = '';
  let rest = decided(template, data.value);
  while (rest !== '') {
    const start = rest.indexOf('{{');
    if (start < 0) {
      return text + rest;
    }
    // Strings may hold braces; whatever else does is beyond us.
    const action = /^\{\{(- )?\s*((?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`{}])*?)\s*( -)?\}\}/.exec(rest.slice(start));
    const found = action?.[2] === undefined ? undefined : evaluate(action[2], data);
    if (action === null || found === undefined) {
      return undefined;
    }
    const before = text + rest.slice(0, start);
    text = (action[1] === undefined ? before : before.replace(/[ \t\r\n]+$/, '')) + found;
    const after = rest.slice(start + action[0].length);
    rest = action[3] === undefined ? after : after.replace(/^[ \t\r\n]+/, '');
  }
  return text;
}

function evaluate(action: string, data: TemplateData): string | undefined {
  const [operand = '', ...pipeline] = action.split(/\s*\|\s*/);
  if (/^["`]/.test(action)) {
    return literal(action);
  }
  const label = /^(?:\$labels|\.Labels)\.(\w+)$/.exec(action)?.[1];
  if (label !== undefined) {
    return data.labels[label] ?? '';
  }
  const applied = /^(\w+)\s+(\$value|\.Value)$/.exec(action);
  const names =
    applied?.[1] === undefined ? (/^(?:\$value|\.Value)$/.test(operand) ? pipeline : undefined) : [applied[1]];
  const [name = 'plain', ...more] = names ?? ['?'];
  return more.length === 0 && (!['plain', 'number'].includes(name) || names?.length === 0)
    ? FUNCTIONS[name]?.(data.value)
    : undefined;
}

function literal(source: string): string | undefined {
  if (/^`[^`]*`$/.test(source)) {
    return source.slice(1, -1);
  }
  try {
    const parsed: unknown = JSON.parse(source);
    return typeof parsed === 'string' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** `humanize`: four digits and an SI prefix. */
export function humanize(value: number): string {
  return value === 0 || !Number.isFinite(value) ? fourDigits(value) : scaled(value, Math.abs(value) >= 1);
}

function scaled(value: number, isLarge: boolean): string {
  let [rest, prefix] = [value, ''];
  for (const next of isLarge ? LARGE : SMALL) {
    if (isLarge ? Math.abs(rest) < 1_000 : Math.abs(rest) >= 1) {
      break;
    }
    rest = isLarge ? rest / 1_000 : rest * 1_000;
    prefix = next;
  }
  return fourDigits(rest) + prefix;
}

/** `humanizeDuration`, for a value in seconds, of less than 2^63. */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) {
    return fourDigits(value);
  }
  if (value === 0) {
    return `${fourDigits(value)}s`;
  }
  if (Math.abs(value) < 1) {
    return `${scaled(value, false)}s`;
  }
  const sign = value < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(value));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count !== 0);
  // Below a minute, four digits; from there on, whole seconds.
  return first === parts.length - 1 || first < 0
    ? `${sign}${fourDigits(Math.abs(value))}s`
    : sign +
        parts
          .slice(first)
          .map(([count, unit]) => `${String(count)}${unit}`)
          .join(' ');
}

/** Go's `%v` of a float: the shortest digits, with an exponent below 1e-4 and from a million on. */
export function formatPlain(value: number): string {
  if (!Number.isFinite(value)) {
    return infinite(value);
  }
  const exponent = exponentOf(value);
  if (value !== 0 && (exponent < -4 || exponent >= 6)) {
    return goExponent(value.toExponential());
  }
  return Object.is(value, -0) ? '-0' : plainDigits(value);
}

/** JavaScript turns to exponents earlier. */
function plainDigits(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text;
}

function infinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

const exponentOf = (value: number): number => Number(/e(.*)$/.exec(value.toExponential())?.[1] ?? 0);

/** Go writes exponents with two digits at least. */
const goExponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

function fourDigits(value: number): string {
  return inDigits(value, 4);
}

export function threeDigits(value: number): string {
  return inDigits(value, 3);
}

/** Go's `%.4g` and `%.3g`. */
function inDigits(value: number, count: 3 | 4): string {
  if (!Number.isFinite(value)) {
    return infinite(value);
  }
  if (value === 0) {
    return Object.is(value, -0) ? '-0' : '0';
  }
  const [mantissa = '', exponentText = '0'] = roundHalfEven(value, count).split('e');
  const digits = mantissa.replace(/\.?0+$/, '');
  const exponent = Number(exponentText);
  return exponent < -4 || exponent >= count
    ? goExponent(`${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent))}`)
    : plainDigits(Number(`${digits}e${String(exponent)}`));
}

/** So many digits in exponential form. Of two that are equally near, Go takes the even one, JavaScript the larger. */
function roundHalfEven(value: number, count: 3 | 4): string {
  const rounded = value.toExponential(count - 1);
  const [, kept = '', beyond = ''] =
    (count === 3 ? /^-?(\d\.\d{2})(\d+)e/ : /^-?(\d\.\d{3})(\d+)e/).exec(value.toExponential(100)) ?? [];
  const isTie = /^50*$/.test(beyond);
  return isTie && Number(kept.at(-1)) % 2 === 0 ? value.toExponential(100).replace(kept + beyond, kept) : rounded;
}
