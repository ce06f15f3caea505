/** The words that Prometheus's templates know. */

/** Functions that look at nothing but their arguments: Go's own, and those of Prometheus that Grafana's alerting has, too. */
export const PORTABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['and', 'call', 'eq', 'ge', 'gt', 'html', 'index', 'js', 'le', 'len', 'lt', 'ne', 'not', 'or', 'print', 'printf'],
  ...['println', 'slice', 'urlquery'],
  ...['args', 'externalURL', 'humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage'],
  ...['humanizeTimestamp', 'match', 'parseDuration', 'pathPrefix', 'reReplaceAll', 'safeHtml', 'stripDomain'],
  ...['stripPort', 'title', 'toLower', 'toTime', 'toUpper'],
]);

/** All functions of the templates of Prometheus 2.42, the oldest that is supported, and how many arguments each takes at least. */
export const ARGUMENTS: ReadonlyMap<string, number> = new Map(
  [
    ['args', 'externalURL', 'html', 'js', 'pathPrefix', 'print', 'println', 'urlquery'],
    [
      ...['and', 'call', 'first', 'graphLink', 'humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage'],
      ...['humanizeTimestamp', 'index', 'len', 'not', 'or', 'parseDuration', 'printf', 'query', 'safeHtml', 'slice'],
      ...['stripDomain', 'stripPort', 'strvalue', 'tableLink', 'title', 'toLower', 'toTime', 'toUpper', 'value'],
    ],
    ['eq', 'ge', 'gt', 'label', 'le', 'lt', 'match', 'ne', 'sortByLabel'],
    ['reReplaceAll'],
  ].flatMap((names, count) => names.map((name): [string, number] => [name, count])),
);

/** Those that take more, too. */
export const VARIADIC: ReadonlySet<string> = new Set([
  'and',
  'args',
  'call',
  'eq',
  'html',
  'index',
  'js',
  'or',
  'print',
  'printf',
  'println',
  'slice',
  'urlquery',
]);

/** Functions that came later. */
export const NEWER_FUNCTIONS: ReadonlySet<string> = new Set(['now', 'toDuration', 'urlQueryEscape']);

/** Words that are values. */
export const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'nil']);

/** Variables that Prometheus gives to the templates of alerts. */
export const GIVEN_VARIABLES: readonly string[] = ['$', '$labels', '$externalLabels', '$externalURL', '$value'];
