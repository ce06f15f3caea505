/** All checks over the objects of an app: what is applied and would then do nothing, or something else. */
import { AppObjects, type ManifestCheck } from './app-objects';
import { findDashboardsTwice } from './dashboards-twice';
import type { LocatedManifest, ManifestFinding } from './located-manifest';
import { findMountsWithoutVolume, findWrongMounts } from './mounts';
import { findNamesakes } from './collisions';
import { findUnclaimed, findUnselected } from './operator-selectors';
import { findRulesOfTwoEvaluators, findRulesTwice } from './rules-twice';
import { findSidecarKeysTwice, findUnreadFolders } from './sidecars';

const CHECKS: readonly ManifestCheck[] = [
  findNamesakes,
  findUnselected,
  findUnclaimed,
  findUnreadFolders,
  findSidecarKeysTwice,
  findDashboardsTwice,
  findWrongMounts,
  findMountsWithoutVolume,
  findRulesTwice,
  findRulesOfTwoEvaluators,
];

/** What is wrong between the objects of an app, check by check. Only objects marked as `own` are reported about. */
export function checkManifests(manifests: readonly LocatedManifest[]): readonly ManifestFinding[] {
  const objects = new AppObjects(manifests);
  return CHECKS.flatMap((check) => check(objects));
}
