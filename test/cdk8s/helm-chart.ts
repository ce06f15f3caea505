/** Synthesis as `cdk8s synth` runs it, told where to write. */

/** Where `cdk8s synth --format helm` has manifests written. */
export const HELM_CHART = 'dist/templates';

/** Does something as if `cdk8s synth` had asked for this folder. */
export function synthesizedInto<T>(folder: string, action: () => T): T {
  const before = process.env['CDK8S_OUTDIR'];
  process.env['CDK8S_OUTDIR'] = folder;
  try {
    return action();
  } finally {
    if (before === undefined) {
      delete process.env['CDK8S_OUTDIR'];
    } else {
      process.env['CDK8S_OUTDIR'] = before;
    }
  }
}
