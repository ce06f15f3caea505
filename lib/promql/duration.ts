/** Durations as Prometheus writes them: `90s`, `5m`, `1h30m`, `1d`, units descending from `y` to `ms`. */

/** A duration in Prometheus's notation, for instance `5m` or `1h30m`. */
export type Duration = string;

/** What all durations match; the empty text does, too, and is none. */
export const DURATION_PATTERN = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

const MILLISECONDS: readonly (readonly [unit: string, milliseconds: number])[] = [
  ['y', 31_536_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/** What a duration may look like, for error messages. */
export const DURATION_FORM = 'a Prometheus duration, such as 30s, 5m or 1h30m';

/** Seconds of a duration, or undefined if it is none. `0s` is a duration; the empty string and a bare `0` are none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION_PATTERN.exec(text);
  if (match === null || text === '') {
    return undefined;
  }
  const milliseconds = MILLISECONDS.reduce((total, [, size], index) => total + Number(match[index + 1] ?? 0) * size, 0);
  return milliseconds / 1_000;
}

/** Seconds of a duration that was validated before. Throws a RangeError for anything else. */
export function seconds(duration: Duration): number {
  const parsed = parseDuration(duration);
  if (parsed === undefined) {
    throw new RangeError(`${JSON.stringify(duration)} is not ${DURATION_FORM}`);
  }
  return parsed;
}

/**
 * So many seconds as Prometheus and Grafana write them, to the millisecond: 90 is `1m30s`, 0 is `0s`; years and weeks stand where nothing is
 * left over, so that 7 days are `1w` and 8 days `8d`. Throws a RangeError for what no duration can say: less than nothing, or no finite number.
 */
export function formatDuration(inSeconds: number): Duration {
  return formatIn(MILLISECONDS, inSeconds);
}

/** The same in hours, minutes, seconds and milliseconds, which programs in Go read, too: 36 hours are `36h`. Throws as formatDuration does. */
export function formatGoDuration(inSeconds: number): Duration {
  return formatIn(MILLISECONDS.slice(3), inSeconds);
}

function formatIn(units: typeof MILLISECONDS, inSeconds: number): Duration {
  if (!Number.isFinite(inSeconds) || inSeconds < 0) {
    throw new RangeError(`${String(inSeconds)} seconds cannot be written as a duration`);
  }
  let rest = Math.round(inSeconds * 1_000);
  if (rest === 0) {
    return '0s';
  }
  let text = '';
  for (const [unit, size] of units) {
    const isLong = unit === 'y' || unit === 'w';
    const count = isLong && rest % size !== 0 ? 0 : Math.floor(rest / size);
    if (count > 0) {
      text += `${String(count)}${unit}`;
      rest -= count * size;
    }
  }
  return text;
}
