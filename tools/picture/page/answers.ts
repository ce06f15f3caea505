/** From the answers of the data source to what a panel draws: transformations, options and their overrides. */
import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  fieldMatchers,
  FieldType,
  getPanelOptionsWithDefaults,
  getValueFormats,
  standardTransformersRegistry,
  toDataFrame,
  transformDataFrame,
  type DataFrame,
  type DataTransformerConfig,
  type FieldConfigSource,
  type GrafanaTheme2,
  type TimeRange,
} from '@grafana/data';
import { firstValueFrom } from 'rxjs';

import type { DrawnPanel, Frame } from '../../pictures/picture-drawing';
import { PLUGINS } from './plugins';

/** A panel with everything that its visualization needs. */
export interface PreparedPanel extends DrawnPanel {
  readonly data: DataFrame[];
  readonly options: Record<string, any>;
  readonly fieldConfig: FieldConfigSource;
}

/** As Grafana puts a text together that has variables in it; none of what is drawn has any. */
export const asWritten = (text: string): string => text;

const UNITS = new Set(getValueFormats().flatMap(({ submenu = [] }) => submenu.map(({ value }) => value)));

/** Rejects where the panel asks for something that is not known here. */
export async function prepared(drawn: DrawnPanel, theme: GrafanaTheme2, timeRange: TimeRange): Promise<PreparedPanel> {
  const { panel, frames } = drawn;
  if (panel.type === 'row' || panel.type === 'text') {
    return {
      ...drawn,
      data: [],
      options: { ...(panel['options'] as object) },
      fieldConfig: { defaults: {}, overrides: [] },
    };
  }
  const plugin = PLUGINS.get(panel.type);
  if (plugin === undefined) {
    throw new Error(`${panel.title}: there is no drawing for panels of the type ${panel.type}`);
  }
  const written = panel['fieldConfig'] as FieldConfigSource;
  const transformations = (panel['transformations'] ?? []) as DataTransformerConfig[];
  const problems = [
    ...unknownParts(
      written,
      plugin.fieldConfigRegistry.list().map(({ id }) => id),
    ),
    ...unknownTransformations(transformations),
  ];
  if (problems.length > 0) {
    throw new Error(problems.map((problem) => `${panel.title}: ${problem}`).join('\n'));
  }
  const { options, fieldConfig } = getPanelOptionsWithDefaults({
    plugin,
    currentOptions: (panel['options'] ?? {}) as Record<string, unknown>,
    currentFieldConfig: written,
    isAfterPluginChange: false,
  });
  const transformed = await firstValueFrom(
    transformDataFrame(transformations, frames.map(revived), { interpolate: asWritten }),
  );
  const data = applyFieldOverrides({
    data: transformed,
    fieldConfig,
    theme,
    replaceVariables: asWritten,
    timeZone: 'utc',
    fieldConfigRegistry: plugin.fieldConfigRegistry,
  });
  cacheFieldDisplayNames(data);
  return { ...drawn, data, options: { ...options, timeRange }, fieldConfig };
}

/** Numbers that JSON has no word for came as texts. */
function revived({ fields, ...frame }: Frame): DataFrame {
  return toDataFrame({
    ...frame,
    fields: fields.map((field) => ({
      ...field,
      config: { ...field.config },
      values:
        field.type === FieldType.number
          ? field.values.map((value) => (value === null ? null : Number(value)))
          : field.values,
    })),
  });
}

/** What Grafana would skip without a word: options, matchers and units that do not exist. */
function unknownParts({ defaults, overrides }: FieldConfigSource, known: readonly string[]): readonly string[] {
  const { custom = {}, ...standard } = defaults as FieldConfigSource['defaults'] & { custom?: object };
  const properties = overrides.flatMap((override) => override.properties);
  const used = [
    ...Object.keys(standard),
    ...Object.keys(custom).map((key) => `custom.${key}`),
    ...properties.map(({ id }) => id),
  ];
  const units = [standard.unit, ...properties.filter(({ id }) => id === 'unit').map(({ value }) => value as string)];
  return [
    ...used.filter((id) => !known.includes(id)).map((id) => `the field option ${id} is not known`),
    ...units
      .filter((unit) => unit !== undefined && !UNITS.has(unit) && !unit.startsWith('suffix:'))
      .map((unit) => `the unit ${String(unit)} is not known`),
    ...overrides
      .filter(({ matcher }) => fieldMatchers.getIfExists(matcher.id) === undefined)
      .map(({ matcher }) => `the matcher ${matcher.id} is not known`),
  ];
}

function unknownTransformations(transformations: readonly DataTransformerConfig[]): readonly string[] {
  return transformations
    .filter(({ id }) => standardTransformersRegistry.getIfExists(id) === undefined)
    .map(({ id }) => `the transformation ${id} is not known`);
}
