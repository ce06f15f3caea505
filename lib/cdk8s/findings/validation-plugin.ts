import { checkManifests } from '../../render/kubernetes/findings/check-manifests';
import { found, type LocatedManifest } from '../../render/kubernetes/findings/located-manifest';
import { accept, fields, oneOf } from '../../validation';
import { findOversize } from '../../render/kubernetes/objects/object-size';
import { isManifest, itemsOf } from '../../render/kubernetes/objects/manifest';

/** What the cdk8s command gives to a validation plugin, as far as it is used: `ValidationContext` of cdk8s-cli. */
export interface ValidationContextView {
  /** Paths of the manifests. */
  readonly manifests: readonly string[];
  /** Every object of a manifest. */
  parseManifest(path: string): unknown[];
  /** Where violations go. */
  readonly report: {
    addViolation(violation: {
      readonly ruleName: string;
      readonly recommendation: string;
      readonly fix: string;
      readonly violatingResources: readonly {
        readonly resourceName: string;
        readonly locations: readonly string[];
        readonly manifestPath: string;
      }[];
    }): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/** Properties of the plugin, in cdk8s.yaml. */
export interface OrchestratorMonitoringValidationProps {
  /** From which severity on the synth fails. @default 'error' */
  readonly failOn?: 'error' | 'warning';
}

/**
 * A validation plugin for the `cdk8s` command: looks over everything that an app wrote, also objects that others made, for what would be applied and
 * then do nothing. Objects of one file are taken to be applied to one cluster. What only the app knows, synth alone tells: mounts from elsewhere, an
 * operator that is missing, fleets beside each other, Secrets of scrape jobs that nobody names, files of one name, objects of one name in two charts,
 * and templates of Helm. In cdk8s.yaml:
 *
 * ```yaml
 * validations:
 *   - package: ./node_modules/pupsourcing-orchestrator-monitoring/dist/cdk8s
 *     version: 0.1.0
 *     class: OrchestratorMonitoringValidation
 *     properties: { failOn: warning }
 * ```
 */
export class OrchestratorMonitoringValidation {
  private readonly failOn: 'error' | 'warning';

  /** @throws ConfigError when the properties are wrong */
  constructor(properties: OrchestratorMonitoringValidationProps = {}) {
    this.failOn = accept(fields({ failOn: oneOf('error', 'warning') }), properties).failOn ?? 'error';
  }

  /** Looks over the manifests, and reports. */
  validate(context: ValidationContextView): Promise<void> {
    const manifests = context.manifests.flatMap((path) => locate(path, context.parseManifest(path)));
    const sizes = manifests.flatMap((located) =>
      findOversize(located.manifest, 'split it into several').map((finding) => found(located, 'too-large', finding)),
    );
    const findings = [...checkManifests(manifests), ...sizes];
    for (const { rule, severity, path, what, why, fix, where, objectName } of findings) {
      context.report.addViolation({
        ruleName: `${rule} (${severity})`,
        recommendation: `${path}: ${what}; ${why}`,
        fix,
        violatingResources: [{ resourceName: objectName, locations: [path], manifestPath: where }],
      });
    }
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const failing = this.failOn === 'error' ? errors : findings.length;
    context.report.submit(failing > 0 ? 'failure' : 'success', {
      objects: String(manifests.length),
      errors: String(errors),
      warnings: String(findings.length - errors),
    });
    return Promise.resolve();
  }
}

function locate(path: string, objects: readonly unknown[]): readonly LocatedManifest[] {
  return (
    objects
      .flatMap(itemsOf)
      .filter(isManifest)
      // A file says neither who made an object nor what else the cluster has: what names and operators tell, the app itself says at synth.
      .map((manifest) => ({ where: path, chart: path, own: true, anybodys: true, operatorKnown: true, manifest }))
  );
}
