/** From a configuration file, or none, to a mixin: with every finding at the line that it stands in. */
import {
  check,
  ConfigError,
  createMixin,
  type Finding,
  type Mixin,
  type MonitoringProps,
  type Profile,
} from '../../orchestrator';
import { locate, readConfigFile, type ConfigFile, type Place } from './config-file';

/** Options that every command with a configuration has. */
export interface ConfigurationOptions {
  readonly config?: string;
  readonly profile?: Profile;
}

/** A finding, or a problem of the configuration, and where it stands. */
export interface LocatedFinding {
  readonly severity: Finding['severity'];
  /** Path in the props. */
  readonly path: string;
  /** What, why and how to mend it, as one sentence. */
  readonly message: string;
  /** Undefined without a configuration file. */
  readonly place: Place | undefined;
}

/** What a configuration comes to. */
export interface Configuration {
  /** As read; the profile of the command line is in it. */
  readonly props: MonitoringProps;
  /** Undefined where the configuration is wrong: then the findings say how. */
  readonly mixin: Mixin | undefined;
  /** Errors first. */
  readonly findings: readonly LocatedFinding[];
}

/**
 * Reads and checks a configuration; without a file, the defaults.
 *
 * @throws ConfigFileError when the file cannot be read as data
 */
export async function readConfiguration({ config, profile }: ConfigurationOptions): Promise<Configuration> {
  const file = config === undefined ? undefined : await readConfigFile(config);
  const props: MonitoringProps = { ...file?.props, ...(profile === undefined ? {} : { profile }) };
  try {
    const mixin = createMixin(props);
    const findings = check(mixin).map(({ severity, path, what, why, mend }) =>
      located(file, severity, path, `${what}; ${why}; ${mend}`),
    );
    return { props, mixin, findings };
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    const findings = error.problems.map(({ path, message }) => located(file, 'error', path, message));
    return { props, mixin: undefined, findings };
  }
}

/**
 * The mixin of a configuration without errors, and the warnings.
 *
 * @throws ConfigError with every error, each with its line and column
 * @throws ConfigFileError when the file cannot be read as data
 */
export async function loadMixin(
  options: ConfigurationOptions,
): Promise<{ readonly mixin: Mixin; readonly props: MonitoringProps; readonly warnings: readonly LocatedFinding[] }> {
  const { mixin, props, findings } = await readConfiguration(options);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (mixin === undefined || errors.length > 0) {
    throw new ConfigError(
      errors.map(({ path, message, place }) => ({ path: `${formatPlace(place)}${path}`, message })),
    );
  }
  return { mixin, props, warnings: findings };
}

/** `fleet.yaml:4:14: `, or nothing without a file. */
export function formatPlace(place: Place | undefined): string {
  return place === undefined ? '' : `${place.file}:${String(place.line)}:${String(place.column)}: `;
}

function located(
  file: ConfigFile | undefined,
  severity: Finding['severity'],
  path: string,
  message: string,
): LocatedFinding {
  return { severity, path, message, place: file === undefined ? undefined : locate(file, path) };
}
