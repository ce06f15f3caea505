/** What Grafana's application fills in before it draws: options that fields may have, and transformations. */
import {
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  identityOverrideProcessor,
  locationUtil,
  numberOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
  type FieldConfigPropertyItem,
  type GrafanaConfig,
} from '@grafana/data';

const nothing = () => null;

/** An option of fields, without the editor that a picture does not show. */
function option(
  id: string,
  process: FieldConfigPropertyItem['process'],
  settings: object = {},
): FieldConfigPropertyItem {
  return { id, path: id, name: id, editor: nothing, override: nothing, process, settings, shouldApply: () => true };
}

const OPTIONS: readonly FieldConfigPropertyItem[] = [
  option('displayName', displayNameOverrideProcessor),
  option('description', stringOverrideProcessor),
  option('unit', unitOverrideProcessor),
  option('min', numberOverrideProcessor),
  option('max', numberOverrideProcessor),
  option('fieldMinMax', booleanOverrideProcessor),
  option('decimals', numberOverrideProcessor, { min: 0, max: 15, integer: true }),
  option('thresholds', thresholdsOverrideProcessor as FieldConfigPropertyItem['process']),
  option('mappings', valueMappingsOverrideProcessor as FieldConfigPropertyItem['process']),
  option('noValue', stringOverrideProcessor),
  option('links', dataLinksOverrideProcessor as FieldConfigPropertyItem['process']),
  option('actions', identityOverrideProcessor),
  option('color', identityOverrideProcessor),
  option('filterable', booleanOverrideProcessor),
];

/** To be called once, before anything is drawn. */
export function fillRegistries(): void {
  standardFieldConfigEditorRegistry.setInit(() => [...OPTIONS]);
  standardEditorsRegistry.setInit(() => []);
  const transformers = new Map(Object.values(standardTransformers).map((transformer) => [transformer.id, transformer]));
  standardTransformersRegistry.setInit(() =>
    [...transformers.values()].map((transformer) => ({
      id: transformer.id,
      name: transformer.name,
      transformation: () => Promise.resolve(transformer),
      editor: nothing,
      imageDark: '',
      imageLight: '',
    })),
  );
  locationUtil.initialize({
    config: { appSubUrl: '' } as GrafanaConfig,
    getTimeRangeForUrl: () => ({ from: 'now-1h', to: 'now' }),
    getVariablesUrlParams: () => ({}),
  });
}
