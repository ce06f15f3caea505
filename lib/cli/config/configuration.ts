/** From configuration files, or none, to mixins: with every finding at the line that it stands in. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  check,
  checkFleets,
  ConfigError,
  createMixin,
  suggestionsFor,
  type Finding,
  type LocatedFleet,
  type Mixin,
  type MonitoringProps,
  type Problem,
  type Profile,
} from '../../orchestrator';
import { firstOfEach } from '../../model/group-by';
import { besideDescription, DESCRIPTION } from '../../orchestrator/fleet/schema';
import { anything, attempt, problemsOf, stated } from '../../validation';
import { UsageError } from '../exit-codes';
import { errorsFirst, type Output } from '../output';
import { chooseDelivery, scrapingOf, type ChosenDelivery, type DeliveryFlags } from './delivery';
import { formatPlace, locate, NotConfigurationError, readConfigFile, type ConfigFile, type Place } from './config-file';

/** The file that `init` writes, and its other names: what every command reads where none is named. */
const CONFIG_FILES = ['yaml', 'yml', 'json'].map((extension) => `orchestrator-monitoring.${extension}`);

export interface ConfigurationOptions extends DeliveryFlags {
  /** Undefined for the one of CONFIG_FILES, or the defaults where none exists. */
  readonly config?: readonly string[];
  readonly profile?: Profile;
}

/** A finding, or a problem of the configuration, and where it stands. */
export interface LocatedFinding {
  readonly severity: Finding['severity'];
  readonly path: string;
  /** What, why and how to fix it, as one sentence. */
  readonly message: string;
  /** Undefined without a configuration file. */
  readonly place: Place | undefined;
}

/** Where a path of the props stands; undefined without a file. */
type PlaceOf = (path: string) => Place | undefined;

export interface Configuration {
  /** As it was named; undefined for the defaults. */
  readonly file: string | undefined;
  /** Undefined where the configuration is wrong: then the findings say how. */
  readonly mixin: Mixin | undefined;
  /** Undefined where neither the file nor a flag describes one. */
  readonly delivery: ChosenDelivery | undefined;
  /** Errors first, suggestions last. */
  readonly findings: readonly LocatedFinding[];
  readonly placeOf: PlaceOf;
}

/** A configuration that gives a mixin; its findings may still hold errors. */
export type SoundConfiguration = Configuration & { readonly mixin: Mixin };

/**
 * Reads and checks configurations, each by itself and all of them together. Says on standard error where the defaults are used.
 *
 * @throws UsageError when a file cannot be read, or is named twice, or none is named and several could be meant
 */
export async function readConfigurations(
  options: ConfigurationOptions,
  output: Output,
): Promise<readonly Configuration[]> {
  const read: Configuration[] = [];
  for (const path of chooseFiles(options.config, output)) {
    read.push(await readConfiguration(path, options));
  }
  // A single one meets nobody: how it is scraped, which only its delivery says, is not asked.
  const together =
    read.length < 2
      ? []
      : checkFleets(
          read.flatMap(({ file, mixin, delivery }) =>
            file === undefined || mixin === undefined
              ? []
              : [{ where: file, mixin, scrapes: scrapingOf(mixin, delivery), stores: storesOf(mixin) }],
          ),
        );
  return read.map((configuration) => ({
    ...configuration,
    findings: errorsFirst([
      ...configuration.findings,
      ...together
        .filter(({ where }) => where === configuration.file)
        .map((finding) => located(finding, configuration.placeOf)),
    ]),
  }));
}

/** Data sources that Grafana asks and records into; which stores Prometheus servers have, no configuration says. */
function storesOf({ config: { alerts } }: Mixin): LocatedFleet['stores'] {
  const { datasourceUid: asked, targetDatasourceUid: recorded = asked } = alerts.grafana;
  return alerts.evaluatedBy === 'grafana' ? { asked, recorded } : undefined;
}

function chooseFiles(named: readonly string[] | undefined, output: Output): readonly (string | undefined)[] {
  if (named !== undefined && named.length > 0) {
    const files = named.map((path) => resolve(path));
    const twice = named.find((_, index) => files.indexOf(files[index] ?? '') < index);
    if (twice !== undefined) {
      throw new UsageError(`${twice} is named twice`);
    }
    return named;
  }
  const [found, ...others] = CONFIG_FILES.filter((file) => existsSync(file));
  if (others.length > 0) {
    throw new UsageError(`found ${[found, ...others].join(' and ')}; name one with --config`);
  }
  if (found === undefined) {
    output.writeError(
      'no --config given, and no orchestrator-monitoring.yaml, .yml or .json here: using the defaults\n',
    );
  }
  return [found];
}

async function readConfiguration(path: string | undefined, options: ConfigurationOptions): Promise<Configuration> {
  try {
    return checked(path === undefined ? undefined : await readConfigFile(path), options);
  } catch (error) {
    if (!(error instanceof NotConfigurationError)) {
      throw error;
    }
    const findings = error.problems.map((problem) => ({ severity: 'error', path: '', ...problem }) as const);
    return { file: path, mixin: undefined, delivery: undefined, findings, placeOf: () => undefined };
  }
}

/** What a file may have: the props, which the mixin checks and messages name first, and what only the command line reads. */
const FILE = besideDescription({ ...DESCRIPTION, delivery: anything });

function checked(file: ConfigFile | undefined, { profile, ...flags }: ConfigurationOptions): Configuration {
  // The schema is for editors.
  const { $schema: _schema, ...read } = { ...file?.props } as MonitoringProps & { readonly $schema?: unknown };
  const { delivery: described, ...own } = read as MonitoringProps & { readonly delivery?: unknown };
  const props: MonitoringProps = { ...own, ...stated({ profile }) };
  const unknown = problemsOf(FILE, read);
  const { result: mixin, problems: ofProps } = attempt(() => createMixin(props));
  const { result: delivery, problems: ofDelivery } = attempt(() => chooseDelivery(described, flags));
  // Of a key that no file has, it was said already which there are.
  const problems = firstOfEach([...unknown, ...ofProps, ...ofDelivery], ({ path }) => path);
  const placeOf: PlaceOf = (path) => file && locate(file, path);
  const findings = mixin === undefined ? [] : [...check(mixin), ...suggestionsFor(mixin)];
  return {
    file: file?.path,
    mixin: problems.length === 0 ? mixin : undefined,
    delivery,
    findings: [
      ...problems.map((problem) => locatedProblem(problem, placeOf)).sort(byPlace),
      ...findings.map((finding) => located(finding, placeOf)),
    ],
    placeOf,
  };
}

function byPlace({ place: one }: LocatedFinding, { place: other }: LocatedFinding): number {
  return one === undefined || other === undefined ? 0 : one.line - other.line || one.column - other.column;
}

/** Configurations without errors: as `readConfigurations`, but throws a ConfigError with every error, each with its line and column. */
export async function loadConfigurations(
  options: ConfigurationOptions,
  output: Output,
): Promise<readonly SoundConfiguration[]> {
  const configurations = await readConfigurations(options, output);
  refuseErrors(configurations.flatMap(({ findings }) => findings));
  return configurations.filter(isSound);
}

export function isSound(configuration: Configuration): configuration is SoundConfiguration {
  return configuration.mixin !== undefined;
}

/** Throws a ConfigError with every error among the findings, each with its line and column. */
export function refuseErrors(findings: readonly LocatedFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new ConfigError(
      errors.map(({ path, message, place }) => ({ path: `${formatPlace(place)}${path}`.replace(/: $/, ''), message })),
    );
  }
}

export function locatedProblem(problem: Problem, placeOf: PlaceOf): LocatedFinding {
  return { severity: 'error', ...problem, place: placeOf(problem.path) };
}

export function located({ severity, path, what, why, fix }: Finding, placeOf: PlaceOf): LocatedFinding {
  return { severity, path, message: `${what}; ${why}; ${fix}`, place: placeOf(path) };
}
