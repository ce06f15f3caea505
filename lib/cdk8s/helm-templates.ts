/** `cdk8s synth --format helm` writes manifests as templates of a Helm chart, and Helm reads `{{` as the beginning of something to compute. */
import type { ApiObject, IResolver, ResolutionContext } from 'cdk8s';
import { OBJECT_METADATA } from './findings/findings';

/** What Helm writes as `{{`: no quotes, which a YAML text might have to escape in its turn. */
const ESCAPED = '{{`{{`}}';

/**
 * Places whose texts are escaped. cdk8s asks again for what it was given, with the same key; each time it writes, with keys of its own. For metadata it
 * asks before all others, and once more as a part of the object.
 */
const ESCAPED_KEYS = new WeakSet<readonly string[]>();

/** Props of HelmTemplateEscaping. */
export interface HelmTemplateEscapingProps {
  /** Whether texts are escaped. @default - when `cdk8s synth --format helm` runs the app */
  readonly enabled?: boolean;
}

/**
 * Lets texts with `{{` in the objects of this package (alerts say `{{ $value }}`, legends of panels `{{replica_set}}`) arrive as they are where an app is
 * synthesized into a Helm chart. What other objects have between `{{` and `}}`, Helm computes. Give it to the app; it does nothing to an app that
 * is synthesized into plain manifests.
 *
 * @example
 * import { App } from 'cdk8s';
 * import { HelmTemplateEscaping } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const app = new App({ resolvers: [new HelmTemplateEscaping()] });
 */
export class HelmTemplateEscaping implements IResolver {
  /** Whether texts are escaped. */
  readonly enabled: boolean;

  constructor(props: HelmTemplateEscapingProps = {}) {
    this.enabled = props.enabled ?? isHelmChart();
  }

  /** Escapes one value of an object of ours; cdk8s calls it for each value. */
  resolve(context: ResolutionContext): void {
    const value: unknown = context.value;
    const isTemplate = typeof value === 'string' && value.includes('{{');
    if (
      this.enabled &&
      isTemplate &&
      isOwn(context.obj) &&
      context.key[0] !== 'metadata' &&
      !ESCAPED_KEYS.has(context.key)
    ) {
      ESCAPED_KEYS.add(context.key);
      context.replaceValue(value.replaceAll('{{', ESCAPED));
    }
  }
}

const isOwn = ({ node }: ApiObject): boolean => node.metadata.some(({ type }) => type === OBJECT_METADATA);

/** Whether `cdk8s synth --format helm` runs the app: it has the manifests written to the chart's `templates`. */
export function isHelmChart(): boolean {
  return /(^|[\\/])templates[\\/]?$/.test(process.env['CDK8S_OUTDIR'] ?? '');
}
