/** What a user writes to find series by their labels. */

/** A matcher other than equality. Regular expressions are RE2 (no lookaround, no back-references); Prometheus anchors them at both ends. */
export type MatcherProps = { readonly not: string } | { readonly regex: string } | { readonly notRegex: string };

/** Label matchers, keyed by label: a plain string means equality. */
export type SelectorProps = Readonly<Record<string, string | MatcherProps>>;
