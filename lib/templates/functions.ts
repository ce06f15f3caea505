/** The words that Prometheus's templates know. */

interface Arguments {
  readonly least: number;
  readonly isVariadic: boolean;
}

/** All functions of the templates of Prometheus 2.42, the oldest that is supported. They stand by what they take at least; `...` takes more, too. */
export const ARGUMENTS: ReadonlyMap<string, Arguments> = new Map(
  [
    ['args...', 'externalURL', 'html...', 'js...', 'pathPrefix', 'print...', 'println...', 'urlquery...'],
    [
      ...['and...', 'call...', 'first', 'graphLink', 'humanize', 'humanize1024', 'humanizeDuration'],
      ...['humanizePercentage', 'humanizeTimestamp', 'index...', 'len', 'not', 'or...', 'parseDuration', 'printf...'],
      ...['query', 'safeHtml', 'slice...', 'stripDomain', 'stripPort', 'strvalue', 'tableLink', 'title', 'toLower'],
      ...['toTime', 'toUpper', 'value'],
    ],
    ['eq...', 'ge', 'gt', 'label', 'le', 'lt', 'match', 'ne', 'sortByLabel'],
    ['reReplaceAll'],
  ].flatMap((names, least) =>
    names.map((name): [string, Arguments] => [name.replace('...', ''), { least, isVariadic: name.endsWith('...') }]),
  ),
);

/** Functions that Grafana's alerting has not, or that look at more there than their arguments. */
const NOT_PORTABLE = ['first', 'graphLink', 'label', 'query', 'sortByLabel', 'strvalue', 'tableLink', 'value'];

/** Functions that look at nothing but their arguments: Go's own, and those of Prometheus that Grafana's alerting has, too. */
export const PORTABLE_FUNCTIONS: ReadonlySet<string> = new Set(
  [...ARGUMENTS.keys()].filter((name) => !NOT_PORTABLE.includes(name)),
);

export const NEWER_FUNCTIONS: ReadonlySet<string> = new Set(['now', 'toDuration', 'urlQueryEscape']);

export const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'nil']);
