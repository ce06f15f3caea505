/** All checks over the objects of an app: what is applied and would then do nothing, or something else. */
import { AppObjects, type ManifestCheck } from './app-objects';
import { findDashboardsTwice, findFoldersTwice } from './dashboards-twice';
import type { LocatedManifest, ManifestFinding } from './located-manifest';
import { findMountsWithoutVolume, findWrongMounts } from './mounts';
import { findNamesakes, findNamesakesOfCharts } from './collisions';
import { findUnclaimed, findUnnamed, findUnselected } from './operator-selectors';
import { findDatasourcesTwice, findProvidersTwice } from './provisioned-twice';
import { findRuleNamespacesTwice, findRulesOfWrongPrometheus, findRulesTwice } from './rules-twice';
import { findSidecarKeysTwice, findUncollected, findUnreadFolders } from './sidecars';

/** What only a delivery names, and what Grafana or a ruler has once: the descriptions of two fleets do not show it. */
export const NAMES_OF_DELIVERIES: readonly ManifestCheck[] = [
  findFoldersTwice,
  findDatasourcesTwice,
  findProvidersTwice,
  findRuleNamespacesTwice,
];

const CHECKS: readonly ManifestCheck[] = [
  findNamesakes,
  findNamesakesOfCharts,
  findUnselected,
  findUnnamed,
  findUnclaimed,
  findUncollected,
  findUnreadFolders,
  findSidecarKeysTwice,
  findDashboardsTwice,
  ...NAMES_OF_DELIVERIES,
  findWrongMounts,
  findMountsWithoutVolume,
  findRulesTwice,
  findRulesOfWrongPrometheus,
];

/** What is wrong between the objects of an app, check by check. Only objects marked as `own` are reported about. */
export function checkManifests(
  manifests: readonly LocatedManifest[],
  checks: readonly ManifestCheck[] = CHECKS,
): readonly ManifestFinding[] {
  const objects = new AppObjects(manifests);
  return checks.flatMap((check) => [...check(objects)]);
}
