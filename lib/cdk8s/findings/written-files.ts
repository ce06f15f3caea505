/** What becomes of objects in the files that cdk8s writes of an app. */
import { YamlOutputType } from 'cdk8s';
import type { FleetFinding } from '../../orchestrator';
import { collisionsOf } from '../../render/kubernetes/findings/collisions';
import { found, placeOf, type LocatedManifest } from '../../render/kubernetes/findings/located-manifest';
import { HelmTemplateEscaping, isHelmChart } from '../helm-templates';

/** Where each object has a file of its own, cdk8s calls it by kind and name, whatever the namespace. */
export function findFilesTwice(
  type: YamlOutputType | undefined,
  manifests: readonly LocatedManifest[],
): readonly FleetFinding[] {
  const inFolders = type === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
  const objects = inFolders || type === YamlOutputType.FILE_PER_RESOURCE ? manifests : [];
  return collisionsOf(
    objects.map((located) => ({ located })),
    ({ located: { chart, manifest } }) => `${inFolders ? chart : ''} ${manifest.kind}.${manifest.metadata.name}`,
  ).map(({ first, second: { located } }) =>
    found(located, 'file-twice', {
      severity: 'error',
      what: `found the kind and name of ${placeOf(first.located)}, where each object has a file of that name`,
      why: 'one file would overwrite the other',
      fix: 'give one of them another name, or the app another yamlOutputType, such as YamlOutputType.FILE_PER_CHART',
    }),
  );
}

/** Helm would compute what is between the braces, and mostly fail. What a patch adds behind HelmTemplateEscaping is for Helm to compute. */
export function findTemplates(
  resolvers: readonly unknown[],
  manifests: readonly LocatedManifest[],
): readonly FleetFinding[] {
  const isEscaped = resolvers.some((resolver) => resolver instanceof HelmTemplateEscaping);
  const written = isEscaped || !isHelmChart() ? [] : manifests;
  return written
    .filter(({ own, manifest }) => own && JSON.stringify(manifest).includes('{{'))
    .map((located) =>
      found(located, 'helm-template', {
        severity: 'error',
        what: "found texts with '{{' in a Helm chart",
        why: 'Helm would evaluate them as its own templates, and fail to install the chart',
        fix: 'escape them: new App({ resolvers: [new HelmTemplateEscaping()] })',
      }),
    );
}
