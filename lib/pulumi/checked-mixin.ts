/** The mixin of a component: every mistake is named before anything is made, every other finding is logged once the component is there. */
import * as pulumi from '@pulumi/pulumi';
import {
  check,
  ConfigError,
  createMixin,
  refuseErrors,
  type Finding,
  type Mixin,
  type MonitoringProps,
  type Problem,
} from '../orchestrator';
import { refuseMistakes } from './property-checks';

/** What of a component's arguments is checked, and how its mistakes are told. */
export interface MixinArgs {
  readonly component: string;
  /** What of the arguments is the mixin's. */
  readonly props: MonitoringProps;
  /** What is wrong with the other arguments. */
  readonly own: readonly Problem[];
  /** The mixin's problems, where the arguments have what they are about. @default - at the paths of the props */
  readonly within?: (problems: readonly Problem[]) => readonly Problem[];
}

/**
 * What comes of the mixin, and of the warnings about it.
 *
 * @throws InputPropertiesError with every mistake of the props and of the other arguments, or with those that `use` finds
 */
export function withCheckedMixin<T>(
  { component, props, own, within = (problems) => problems }: MixinArgs,
  use: (mixin: Mixin, warnings: readonly Finding[]) => T,
): T {
  try {
    const mixin = createMixin(props);
    const warnings = refuseErrors(check(mixin));
    refuseMistakes(component, own);
    return use(mixin, warnings);
  } catch (error) {
    if (error instanceof ConfigError) {
      refuseMistakes(component, [...within(error.problems), ...own]);
    }
    throw error;
  }
}

/** Logs warnings and suggestions as the component's. */
export function logFindings(component: pulumi.ComponentResource, findings: readonly Finding[]): void {
  for (const { severity, path, what, why, fix } of findings) {
    const log = severity === 'info' ? pulumi.log.info : pulumi.log.warn;
    void log(`${path}: ${what}; ${why}; ${fix}`, component);
  }
}
