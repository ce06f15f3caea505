/** Panels as data: which questions one asks, and how its answer is to be read. How that looks in Grafana's JSON is the renderer's business. */
import type { Comparison } from '../../promql/write';
import type { Severity } from '../alerts/alert-settings';
import type { RunbookEntry } from '../alerts/runbook';
import { hashNumber } from '../stable-hash';
import type { Signal, SignalUnit } from '../signal';

/** How a panel is drawn. `alertlist` shows the alerts of Grafana's own that fire and lead to its dashboard, and asks nothing. */
export type PanelKind = 'stat' | 'timeseries' | 'heatmap' | 'table' | 'text' | 'alertlist';

/** A signal as a panel asks for it. */
export interface PanelQueryDefinition {
  readonly signal: Signal;
  /** Becomes the query's refId; columns of a table and series styles refer to it. @default - a letter, by the order of the queries */
  readonly name?: string;
  /** Legend with Grafana's placeholders, for instance `{{replica_set}}`; absent where the panel shows none. */
  readonly legend?: string;
  /** Whether only the newest value is wanted. @default false */
  readonly instant?: boolean;
  /**
   * Drawn dashed and left out of the legend: what should be, or a second look at the line of the same name. What follows a comma in its
   * legend tells the two apart.
   * @default false
   */
  readonly dashed?: boolean;
  /** Whether a value a second, too small to be read, is shown as one a minute. @default false */
  readonly perMinute?: boolean;
}

/** The colour of a text, by a regular expression that matches the whole of it. */
export interface TextColor {
  readonly pattern: string;
  /** Undefined where all is well. */
  readonly severity: Severity | undefined;
}

/** Values of a stat, asked as the rows of a table: one value for each row, and the row's labels are its name. */
export interface StatRows {
  /** Labels that are no part of the name. */
  readonly hidden: readonly string[];
  /** Label that the rows are sorted by. */
  readonly sortedBy: string;
  /** Label that is shown in place of the value. @default - the value */
  readonly shown?: string;
}

/** A value that is shown as a word. The word carries the meaning; its colour, that of the severity or green, only repeats it. */
export interface ValueText {
  readonly value: number | string;
  readonly text: string;
  /** Undefined where all is well. */
  readonly severity: Severity | undefined;
}

/** How one column of a table is shown. */
export interface TableColumn {
  /** Head of the column, after renaming. */
  readonly title: string;
  /** Unit of the values. @default - that of the panel */
  readonly unit?: SignalUnit;
  /** Digits after the point. @default - Grafana's choice */
  readonly decimals?: number;
  /** Words in place of values. */
  readonly texts?: readonly ValueText[];
  /** Colours of texts, the first that matches. */
  readonly textColors?: readonly TextColor[];
  /** Beginning that all values of the column share, and that is not shown. @default - none */
  readonly withoutPrefix?: string;
  /** Width in pixels. */
  readonly width?: number;
  /** What the cells of the column lead to. */
  readonly links?: readonly Link[];
}

/** Columns of a table: which labels are hidden, what the others are called, and in which order they stand. */
export interface TableColumns {
  /** Labels that are not shown. */
  readonly hidden: readonly string[];
  /** What the others are called, by their names. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Names before renaming; what is not named follows. @default - as the data source gives them */
  readonly order?: readonly string[];
  /** How single columns are shown. @default - as the panel says */
  readonly shown?: readonly TableColumn[];
  /** Head of the column that the rows are sorted by. @default - as the data source gives them */
  readonly sortedBy?: string;
  /** Which end of that column stands at the top. @default 'largest' */
  readonly first?: 'largest' | 'smallest';
}

/** A link that Grafana shows, with Grafana's placeholders in its address. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

/** The series that matter, out of more than anybody could read. */
export interface MostSeries {
  readonly count: number;
  readonly which: 'largest' | 'smallest';
}

/** A panel as a profile defines it. */
export interface PanelDefinition {
  /** Name in kebab-case: the panel's id is derived from it, so it never changes. */
  readonly name: string;
  readonly title: string;
  /** What is normal, what is not, what to do. Empty where upstream's dashboard has none. */
  readonly description: string;
  readonly kind: PanelKind;
  readonly unit: SignalUnit;
  /** Of 24 columns. */
  readonly width: number;
  /** In Grafana's rows of 30 pixels. */
  readonly height: number;
  readonly queries: readonly PanelQueryDefinition[];
  /** Name of the row that it stands in. @default - above all rows */
  readonly row?: string;
  /** Name of a panel that it follows, in that panel's row. @default - behind the panels of its row */
  readonly beside?: string;
  /** Of a table. @default - every label and value, as they are called */
  readonly columns?: TableColumns;
  /** Of a stat. @default - one value for each series, called by its legend */
  readonly rows?: StatRows;
  /** What a panel of the kind `text` shows: Markdown, or a section of the runbook. @default - nothing */
  readonly content?: string | RunbookEntry;
  /** Digits after the point. @default - Grafana's choice */
  readonly decimals?: number;
  /** Lower end of the axis. @default - the data's */
  readonly minimum?: number;
  /** Upper end of the axis. @default - the data's */
  readonly maximum?: number;
  /** Shown in place of a value where there is none. @default - Grafana's "No data" */
  readonly noValue?: string;
  /** Names of the series alone, or with their last and largest values. @default 'names' */
  readonly legend?: 'names' | 'values' | 'hidden';
  /** What the pointer shows: the series below it, or all of that moment, largest first. @default - Grafana's choice */
  readonly tooltip?: 'one' | 'all';
  /** Whether single values are drawn as points, for what happens rarely. @default false */
  readonly points?: boolean;
  /** Words in place of values. @default - none */
  readonly texts?: readonly ValueText[];
  /** Colours of texts that are shown, the first that matches. @default - none */
  readonly textColors?: readonly TextColor[];
  /** Whether values stand one above the other, each below its name: best for a few long words. @default - as Grafana finds them to fit */
  readonly stacked?: boolean;
  /**
   * Which thresholds are drawn: of the alerts that point to the panel, or of all alerts about what it shows, for a panel that repeats
   * what another one explains. @default 'pointing'
   */
  readonly thresholdsOf?: 'pointing' | 'shown';
  /** Thresholds that no alert has, for what an operator wants to see all the same. @default - none */
  readonly ownThresholds?: readonly PanelThreshold[];
  /** What a series or value leads to. @default - nothing */
  readonly valueLinks?: readonly Link[];
  /** How many series are shown, where there are more. @default - all */
  readonly most?: MostSeries;
}

/** A query of a panel, ready to be asked. */
export interface PanelQuery {
  /** The query's name; else `A`, `B`, ... in the order of the panel's queries. */
  readonly refId: string;
  /** Name of the signal. */
  readonly signal: string;
  readonly expression: string;
  readonly legend: string | undefined;
  readonly instant: boolean;
  readonly dashed: boolean;
  /** Fewest seconds between two points: those between two evaluations of rules. Undefined where it reads what is not recorded. */
  readonly minimumStep: number | undefined;
}

/** A threshold, as its panel draws it. */
export interface PanelThreshold {
  readonly value: number;
  readonly comparison: Comparison;
  readonly severity: Severity;
}

/** A panel of one configuration. */
export interface Panel extends Omit<PanelDefinition, 'queries' | 'thresholdsOf' | 'ownThresholds' | 'beside'> {
  /** Derived from the name: 1 to 999,999. */
  readonly id: number;
  readonly queries: readonly PanelQuery[];
  /** Of the alerts that it draws, and its own; empty where there is none. */
  readonly thresholds: readonly PanelThreshold[];
  /** The runbook's sections of the alerts that point to this panel. */
  readonly links: readonly Link[];
}

/** `A` to `Z`, then `AA`: as Grafana counts. */
export function refIdOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : refIdOf(Math.floor(index / 26) - 1) + letter;
}

/**
 * A panel's id from its name, by the 32-bit FNV-1a hash: links and alerts refer to it, so it may not depend on the panel's position.
 * 1 to 999,999.
 */
export function panelId(name: string): number {
  return (hashNumber(name) % 999_999) + 1;
}

/** A panel, for people who write one of their own: checks nothing, helps an editor. */
export function definePanel(panel: PanelDefinition): PanelDefinition {
  return panel;
}
