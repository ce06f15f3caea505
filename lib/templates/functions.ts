/** The words that Prometheus's templates know. */

/** Functions that look at nothing but their arguments: Go's own, and those of Prometheus that Grafana's alerting has, too. */
export const PORTABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['and', 'call', 'eq', 'ge', 'gt', 'html', 'index', 'js', 'le', 'len', 'lt', 'ne', 'not', 'or', 'print', 'printf'],
  ...['println', 'slice', 'urlquery'],
  ...['args', 'externalURL', 'humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage'],
  ...['humanizeTimestamp', 'match', 'parseDuration', 'pathPrefix', 'reReplaceAll', 'safeHtml', 'stripDomain'],
  ...['stripPort', 'title', 'toLower', 'toTime', 'toUpper'],
]);

/** All functions of the templates of Prometheus 2.42, the oldest that is supported. */
export const PROMETHEUS_FUNCTIONS: ReadonlySet<string> = new Set([
  ...PORTABLE_FUNCTIONS,
  ...['query', 'first', 'label', 'value', 'strvalue', 'sortByLabel', 'graphLink', 'tableLink'],
]);

/** Functions that came later. */
export const NEWER_FUNCTIONS: ReadonlySet<string> = new Set(['now', 'toDuration', 'urlQueryEscape']);

/** Words that are values. */
export const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'nil']);

/** Variables that Prometheus gives to the templates of alerts. */
export const GIVEN_VARIABLES: readonly string[] = ['$', '$labels', '$externalLabels', '$externalURL', '$value'];
