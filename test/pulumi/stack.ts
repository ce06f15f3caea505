/** Runs a Pulumi program against mocks, as the engine would see it. */
import * as pulumi from '@pulumi/pulumi';
import { MockMonitor, type MockResourceArgs } from '@pulumi/pulumi/runtime/mocks';

/** What the engine is told about one resource. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** As they are, secrets laid open, what is unknown as `UNKNOWN`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Paths of what is secret, for instance `webhooks`. */
  readonly secrets: readonly string[];
  /** Name of the parent; empty for the stack. */
  readonly parent: string;
  readonly urn: string;
  readonly parentUrn: string;
  /** False for components. */
  readonly custom: boolean;
  /** Names of the resources that it waits for, in alphabetical order. */
  readonly dependencies: readonly string[];
  readonly dependencyUrns: readonly string[];
  /** Urns of the resources that each input comes from, by its name. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Name of the provider that was chosen; undefined for the default one. */
  readonly provider: string | undefined;
  readonly protect: boolean;
  /** Undefined where the provider decides. */
  readonly deleteBeforeReplace: boolean | undefined;
  readonly retainOnDelete: boolean;
  readonly aliases: readonly string[];
  /** Earlier types of the resource, of aliases that name one. */
  readonly aliasTypes: readonly string[];
  readonly secretOutputs: readonly string[];
}

/** What a program did. */
export interface StackRun {
  readonly resources: readonly Registered[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  /** What the program returned, outputs resolved; what is unknown as `UNKNOWN`. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A recording rule of the user's own. */
export const OWN_RECORD = {
  name: 'ownSum',
  title: 'Own',
  unit: 'count',
  labels: ['replica_set'],
  recordedAs: { record: 'job:own:sum' },
  expression: () => 'sum by (job, replica_set) (pupsourcing_orchestrator_events_processed_total)',
} as const;

/** Stands for a value that preview does not know. */
export const UNKNOWN = '(unknown)';

const SECRET_KEY = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const UNKNOWN_VALUE = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

export interface StackOptions {
  readonly preview?: boolean;
  /** @default 'prod' */
  readonly stack?: string;
  /** @default 'shop' */
  readonly project?: string;
  /** Settings of the stack, such as `shop:webhook`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Outputs of every other stack that the program refers to. */
  readonly otherStack?: Readonly<Record<string, unknown>>;
}

/** Registers what the program makes, and waits until all of it is. What it returns, an object, are its outputs. */
export async function runStack(
  program: () => unknown,
  { preview = false, stack = 'prod', project = 'shop', config = {}, otherStack = {} }: StackOptions = {},
): Promise<StackRun> {
  const spy = jest.spyOn(MockMonitor.prototype, 'registerResource');
  const warnings: string[] = [];
  const infos: string[] = [];
  const keepIn = (all: string[]) => (message: string) => {
    all.push(message);
    return Promise.resolve();
  };
  const logs = [
    jest.spyOn(pulumi.log, 'warn').mockImplementation(keepIn(warnings)),
    jest.spyOn(pulumi.log, 'info').mockImplementation(keepIn(infos)),
  ];
  // Pulumi notes where each of its promises was made, which takes a third of the time, and no test reads it.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await pulumi.runtime.setMocks(
      {
        newResource: (args) =>
          args.type === 'pulumi:pulumi:StackReference'
            ? { id: args.name, state: { name: args.name, outputs: otherStack } }
            : created(args, preview),
        call: () => ({}),
      },
      project,
      stack,
      preview,
    );
    pulumi.runtime.setAllConfig({ ...config });
    const returned = ((await program()) ?? {}) as Readonly<Record<string, unknown>>;
    await pulumi.runtime.disconnect();
    const outputs = await resolved(returned);
    const resources = spy.mock.calls.map(([request]) => registered(request as Request));
    // Pulumi registers what waits for nothing first, and so in no order that a program sees.
    return { resources: resources.sort((a, b) => (a.name < b.name ? -1 : 1)), warnings, infos, outputs };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    spy.mockRestore();
    logs.forEach((log) => {
      log.mockRestore();
    });
  }
}

/** What the provider would compute. At preview it computes nothing but what was given. */
function created(
  { type, name, inputs }: MockResourceArgs,
  preview: boolean,
): { id: string; state: Record<string, unknown> } {
  const given = inputs as Record<string, unknown>;
  const uid = uidOf(type, given) ?? `${name}-uid`;
  const computed = preview ? {} : { uid, url: `https://grafana.example/d/${uid}` };
  return { id: preview ? '' : `${name}-id`, state: { ...computed, ...given } };
}

function uidOf(type: string, inputs: Readonly<Record<string, unknown>>): string | undefined {
  if (type !== 'grafana:oss/dashboard:Dashboard') {
    return inputs['uid'] as string | undefined;
  }
  // Secret where the uid of its data source is, and unknown at preview where that is.
  const json = open(inputs['configJson'], '', []);
  return typeof json === 'string' && json !== UNKNOWN ? (JSON.parse(json) as { uid: string }).uid : undefined;
}

interface Request {
  readonly getType: () => string;
  readonly getName: () => string;
  readonly getObject: () => { readonly toJavaScript: () => Record<string, unknown> };
  readonly getParent: () => string;
  readonly getDependenciesList: () => readonly string[];
  readonly getProvider: () => string;
  readonly getProtect: () => boolean | undefined;
  readonly getCustom: () => boolean;
  readonly getDeletebeforereplace: () => boolean;
  readonly getDeletebeforereplacedefined: () => boolean;
  readonly getRetainondelete: () => boolean | undefined;
  readonly getPropertydependenciesMap: () => {
    readonly forEach: (visit: (of: { readonly getUrnsList: () => readonly string[] }, key: string) => void) => void;
  };
  readonly getAliasesList: () => readonly {
    readonly getUrn: () => string;
    readonly getSpec: () => { readonly getName: () => string; readonly getType: () => string } | undefined;
  }[];
  readonly getAdditionalsecretoutputsList: () => readonly string[];
}

function registered(request: Request): Registered {
  const secrets: string[] = [];
  const inputs = open(request.getObject().toJavaScript(), '', secrets) as Readonly<Record<string, unknown>>;
  const provider = request.getProvider().split('::').at(-2);
  const propertyDependencies: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((of, key) => {
    propertyDependencies[key] = of.getUrnsList();
  });
  const aliases = request.getAliasesList();
  return {
    type: request.getType(),
    name: request.getName(),
    inputs,
    secrets,
    parent: nameOf(request.getParent()),
    urn: urnOf(request.getParent(), request.getType(), request.getName()),
    parentUrn: request.getParent(),
    custom: request.getCustom(),
    dependencies: request.getDependenciesList().map(nameOf).sort(),
    dependencyUrns: request.getDependenciesList(),
    propertyDependencies,
    provider: provider === '' ? undefined : provider,
    protect: request.getProtect() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    retainOnDelete: request.getRetainondelete() ?? false,
    aliases: aliases.map((alias) => alias.getSpec()?.getName() ?? alias.getUrn()),
    aliasTypes: aliases.flatMap((alias) => alias.getSpec()?.getType() ?? []),
    secretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

/** Name of a resource, from its urn. */
const nameOf = (urn: string): string => urn.split('::').at(-1) ?? '';

/** The urn that the monitor of the mocks gives it, by which others refer to it. */
function urnOf(parent: string, type: string, name: string): string {
  const parentType = parent === '' ? '' : `${parent.split('::').at(-2) ?? ''}$`;
  return [`urn:pulumi:${pulumi.getStack()}`, pulumi.getProject(), parentType + type, name].join('::');
}

function open(value: unknown, path: string, secrets: string[]): unknown {
  if (value === UNKNOWN_VALUE) {
    return UNKNOWN;
  }
  if (Array.isArray(value)) {
    return value.map((element, index) => open(element, `${path}[${String(index)}]`, secrets));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields[SECRET_KEY] === SECRET) {
    secrets.push(path);
    return open(fields['value'], path, secrets);
  }
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, open(field, path === '' ? key : `${path}.${key}`, secrets)]),
  );
}

async function resolved(outputs: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
  const values = Object.entries(outputs).map(async ([name, value]): Promise<[string, unknown]> => {
    const output = pulumi.output(value) as unknown as {
      readonly promise: () => Promise<unknown>;
      readonly isKnown: Promise<boolean>;
    };
    return [name, (await output.isKnown) ? await output.promise() : UNKNOWN];
  });
  return Object.fromEntries(await Promise.all(values));
}
