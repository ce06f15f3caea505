/**
 * Pulumi's Grafana provider: what it compares, replaces and sends. Names in brackets are files below internal/resources/grafana of
 * github.com/grafana/terraform-provider-grafana 4.44; the bridge is github.com/pulumi/pulumi-terraform-bridge.
 */
import { isDeepStrictEqual } from 'node:util';
import { UNKNOWN, type Difference, type Properties, type Provider, type ResourceState } from './engine';
import {
  goDuration,
  milliseconds,
  Refused,
  type GrafanaServer,
  type Integration,
  type NotificationSettings,
  type Rule,
} from './grafana-server';

type Record_ = Readonly<Record<string, unknown>>;

/** One type of resource. What is read back has the same fields as inputs, and more. */
interface Kind {
  /** Inputs that cannot change in place. */
  readonly replacing: readonly string[];
  /** Whether the program always gives a name that the bridge could make up: then it deletes first, unless told otherwise [nameRequiresDeleteBeforeReplace]. */
  readonly isNamed: boolean;
  /** Inputs as they are kept [DiffSuppressFunc, StateFunc, Default]: those that come to the same are the same. */
  readonly normal: (inputs: Properties) => Properties;
  readonly save: (inputs: Properties, old: ResourceState | undefined) => void;
  readonly remove: (state: ResourceState) => void;
  /** Undefined where it is gone. */
  readonly read: (inputs: Properties) => Properties | undefined;
}

/** A text among inputs. */
const textOf = (inputs: Properties, key: string, otherwise = ''): string =>
  typeof inputs[key] === 'string' ? inputs[key] : otherwise;

const orgOf = (inputs: Properties): string => textOf(inputs, 'orgId', '1');

export function grafanaProvider(server: GrafanaServer): Provider {
  const kinds: Readonly<Record<string, Kind>> = {
    'grafana:oss/folder:Folder': folders(server),
    'grafana:oss/dashboard:Dashboard': dashboards(server),
    'grafana:oss/dataSource:DataSource': dataSources(),
    'grafana:alerting/ruleGroup:RuleGroup': ruleGroups(server),
    'grafana:alerting/contactPoint:ContactPoint': contactPoints(server),
  };
  const kindOf = (type: string): Kind => {
    const kind = kinds[type];
    if (kind === undefined) {
      throw new Error(`no such resource: ${type}`);
    }
    return kind;
  };
  const readBack = (kind: Kind, inputs: Properties): Properties => {
    const found = kind.read(inputs);
    if (found === undefined) {
      throw new Error('it was made, and is not there');
    }
    return found;
  };
  return {
    owns: (type) => type in kinds,
    diff: (state, inputs) => difference(kindOf(state.type), state, inputs),
    create: (type, inputs) => {
      const kind = kindOf(type);
      kind.save(inputs, undefined);
      return readBack(kind, inputs);
    },
    update: (state, inputs) => {
      const kind = kindOf(state.type);
      kind.save(inputs, state);
      return readBack(kind, inputs);
    },
    delete: (state) => {
      kindOf(state.type).remove(state);
    },
    read: (state) => kindOf(state.type).read(state.inputs),
  };
}

/** Inputs are compared with what was read back, not with the inputs of last time. */
function difference({ replacing, isNamed, normal }: Kind, state: ResourceState, inputs: Properties): Difference {
  const [was, is] = [
    normal(pickKeys(state.outputs, [...Object.keys(inputs), ...Object.keys(state.inputs)])),
    normal(inputs),
  ];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changed = keys.filter((key) => is[key] === UNKNOWN || !isDeepStrictEqual(was[key], is[key]));
  const replaced = changed.filter((key) => replacing.includes(key));
  return { changed, replacing: replaced, deleteBeforeReplace: replaced.length > 0 && isNamed };
}

const pickKeys = (from: Properties, keys: readonly string[]): Properties =>
  Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));

/** Deleting what is gone is no mistake [CheckReadError]. */
function unlessGone(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Refused && error.status === 404)) {
      throw error;
    }
  }
}

/** [resource_folder.go]. */
function folders(server: GrafanaServer): Kind {
  return {
    replacing: ['uid', 'orgId'],
    isNamed: false,
    normal: (inputs) => ({ orgId: '1', parentFolderUid: '', preventDestroyIfNotEmpty: false, ...inputs }),
    save: (inputs, old) => {
      const folder = {
        uid: String(inputs['uid']),
        title: String(inputs['title']),
        parentUid: textOf(inputs, 'parentFolderUid'),
      };
      if (old === undefined) {
        server.createFolder(orgOf(inputs), folder);
      } else {
        server.updateFolder(orgOf(inputs), folder);
      }
    },
    remove: ({ inputs }) => {
      const [orgId, uid] = [orgOf(inputs), String(inputs['uid'])];
      const isCareful = inputs['preventDestroyIfNotEmpty'] === true;
      const inside = isCareful ? server.search(orgId, uid) : [];
      if (inside.length > 0) {
        throw new Error(
          `folder ${uid} is not empty and prevent_destroy_if_not_empty is set. It contains: ${inside.join(', ')}`,
        );
      }
      unlessGone(() => {
        server.deleteFolder(orgId, uid, !isCareful);
      });
    },
    read: (inputs) => {
      const folder = server.in(orgOf(inputs)).folders.get(String(inputs['uid']));
      return folder === undefined
        ? undefined
        : { ...inputs, orgId: orgOf(inputs), title: folder.title, parentFolderUid: folder.parentUid };
    },
  };
}

/** [resource_dashboard.go]. */
function dashboards(server: GrafanaServer): Kind {
  const uidOf = (inputs: Properties): string => String(parsed(inputs['configJson'])['uid']);
  return {
    // Of configJson, its uid [CustomizeDiff].
    replacing: ['orgId', 'uid'],
    isNamed: false,
    normal: (inputs) => ({
      orgId: '1',
      ...inputs,
      ...(inputs['configJson'] === UNKNOWN
        ? {}
        : { configJson: normalDashboard(parsed(inputs['configJson'])), uid: uidOf(inputs) }),
    }),
    save: (inputs, old) => {
      const { id: _id, ...json } = parsed(inputs['configJson']);
      server.saveDashboard(orgOf(inputs), json, textOf(inputs, 'folder'), old !== undefined);
    },
    remove: ({ inputs }) => {
      unlessGone(() => {
        server.deleteDashboard(orgOf(inputs), uidOf(inputs));
      });
    },
    read: (inputs) => {
      const board = server.in(orgOf(inputs)).dashboards.get(uidOf(inputs));
      return board === undefined
        ? undefined
        : { orgId: orgOf(inputs), configJson: JSON.stringify(board.json), folder: board.folderUid };
    },
  };
}

/** Read once: dashboards are compared at every step of every run. Nobody changes what comes out. */
const read = new Map<string, Record_>();

function parsed(text: unknown): Record_ {
  const json = String(text);
  const known = read.get(json) ?? (JSON.parse(json) as Record_);
  if (read.size > 1_000) {
    read.clear();
  }
  read.set(json, known);
  return known;
}

/** Without what is Grafana's to say: id, version, and ids of panels [NormalizeDashboardConfigJSON]. */
function normalDashboard({ id: _id, version: _version, ...json }: Record_): Record_ {
  const panels = (json['panels'] ?? []) as readonly Record_[];
  return { ...json, panels: panels.map(({ id: _panel, ...panel }) => panel) };
}

/** Kept as they are: of them, only that they are there matters. */
function dataSources(): Kind {
  return {
    replacing: ['uid', 'orgId'],
    isNamed: false,
    normal: (inputs) => inputs,
    save: () => undefined,
    remove: () => undefined,
    read: (inputs) => inputs,
  };
}

/** [resource_alerting_rule_group.go]. */
function ruleGroups(server: GrafanaServer): Kind {
  const place = (inputs: Properties) => [orgOf(inputs), String(inputs['folderUid']), String(inputs['name'])] as const;
  return {
    replacing: ['name', 'folderUid', 'orgId'],
    isNamed: true,
    normal: (inputs) => ({
      orgId: '1',
      disableProvenance: false,
      ...inputs,
      ...(Array.isArray(inputs['rules']) ? { rules: (inputs['rules'] as readonly Record_[]).map(normalRule) } : {}),
    }),
    save: (inputs, old) => {
      const [orgId, folderUid, name] = place(inputs);
      if (old === undefined && server.rulesOf(orgId, folderUid, name).length > 0) {
        throw new Error(`rule group with name "${name}" already exists`);
      }
      const provenance = inputs['disableProvenance'] === true ? '' : 'api';
      const rules = (inputs['rules'] as readonly Record_[]).map((rule) => ruleOf(rule, provenance));
      refuseTwice(rules);
      server.putRuleGroup(orgId, folderUid, name, Number(inputs['intervalSeconds']), rules);
    },
    // A group that is gone cannot be deleted: the provider does not forgive it.
    remove: ({ inputs }) => {
      const [orgId, folderUid, name] = place(inputs);
      for (const { uid } of server.ruleGroup(orgId, folderUid, name).rules) {
        server.deleteRule(orgId, uid);
      }
    },
    read: (inputs) => {
      const [orgId, folderUid, name] = place(inputs);
      const rules = server.rulesOf(orgId, folderUid, name);
      return rules.length === 0
        ? undefined
        : {
            orgId,
            folderUid,
            name,
            intervalSeconds: server.ruleGroup(orgId, folderUid, name).interval,
            disableProvenance: rules.every(({ provenance }) => provenance === ''),
            rules: rules.map(readRule),
          };
    },
  };
}

/** Uids must differ, and titles, until 4.45. */
function refuseTwice(rules: readonly Rule[]): void {
  for (const key of ['uid', 'title'] as const) {
    const all = rules.map((rule) => rule[key]);
    const twice = all.find((value, index) => all.indexOf(value) < index);
    if (twice !== undefined) {
      throw new Error(`rule with ${key} "${twice}" is defined more than once`);
    }
  }
}

function ruleOf(rule: Record_, provenance: Rule['provenance']): Rule {
  const { uid, name, notificationSettings, ...rest } = rule;
  if (rest['record'] !== undefined) {
    for (const field of [
      'for',
      'keepFiringFor',
      'missingSeriesEvalsToResolve',
      'noDataState',
      'execErrState',
      'condition',
    ]) {
      if (rest[field] !== undefined) {
        throw new Error(`conflicting fields "record" and "${field}"`);
      }
    }
  } else if (rest['condition'] === undefined) {
    throw new Error('"condition" is required');
  }
  const settings = notificationSettings as (Record_ & { readonly contactPoint: string }) | undefined;
  const { contactPoint, groupBies, ...times } = settings ?? { contactPoint: '' };
  const notification =
    settings === undefined
      ? undefined
      : ({
          receiver: contactPoint,
          ...(Array.isArray(groupBies) && groupBies.length > 0 ? { groupBy: groupBies as string[] } : {}),
          ...times,
        } as NotificationSettings);
  // What Grafana gets of a time is no text.
  const waits = ['for', 'keepFiringFor'].flatMap((key) =>
    rest[key] === undefined ? [] : [[key, goDuration(strfmtDuration(textOf(rest, key)))] as const],
  );
  const kept = { ...rest, ...Object.fromEntries(waits) };
  return { uid: String(uid), title: String(name), folderUid: '', group: '', provenance, notification, rest: kept };
}

/** A duration of Go as it stands. Of any other, [strfmt.ParseDuration] reads the first unit, if it knows that. */
function strfmtDuration(text: string): string {
  const first = /^(?:(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$|\d+[dw])/.exec(text)?.[0];
  if (first === undefined) {
    throw new Error(`unable to parse ${text} as duration`);
  }
  return first;
}

/** [packAlertRule]: durations of Go, and nothing where there is nothing. */
function readRule({ uid, title, notification, rest }: Rule): Record_ {
  const { receiver, groupBy, ...times } = notification ?? { receiver: '' };
  const { keepFiringFor: _keep, ...others } = rest;
  const keepFiringFor = textOf(rest, 'keepFiringFor');
  return {
    ...others,
    uid,
    name: title,
    for: goDuration(textOf(rest, 'for')),
    ...(milliseconds(keepFiringFor) === 0 ? {} : { keepFiringFor: goDuration(keepFiringFor) }),
    ...(notification === undefined
      ? {}
      : {
          notificationSettings: {
            contactPoint: receiver,
            ...(groupBy === undefined ? {} : { groupBies: groupBy }),
            ...times,
          },
        }),
  };
}

/** `for` and `keepFiringFor` are compared as durations, models as JSON without Grafana's defaults; notification times are texts. */
function normalRule(rule: Record_): Record_ {
  const {
    for: waits = '0s',
    keepFiringFor = '0s',
    datas,
    labels = {},
    annotations = {},
    isPaused = false,
    ...rest
  } = rule;
  return {
    ...rest,
    for: milliseconds(strfmtDuration(String(waits))),
    keepFiringFor: milliseconds(strfmtDuration(String(keepFiringFor))),
    labels,
    annotations,
    isPaused,
    datas: (datas as readonly Record_[]).map(({ model, queryType = '', ...step }) => ({
      ...step,
      queryType,
      model: model === UNKNOWN ? UNKNOWN : normalModel(parsed(model)),
    })),
  };
}

function normalModel({ maxDataPoints = 43_200, intervalMs = 1_000, ...model }: Record_): Record_ {
  return {
    ...model,
    ...(maxDataPoints === 43_200 ? {} : { maxDataPoints }),
    ...(intervalMs === 1_000 ? {} : { intervalMs }),
  };
}

/** [resource_alerting_contact_point.go]: a name, and sets of integrations. */
function contactPoints(server: GrafanaServer): Kind {
  const place = (inputs: Properties) => [orgOf(inputs), String(inputs['name'])] as const;
  const settingsOf = ({
    name: _name,
    orgId: _orgId,
    disableProvenance: _provenance,
    ...settings
  }: Properties): Properties => settings;
  const named = (orgId: string, wanted: string): readonly Integration[] =>
    server.in(orgId).integrations.filter(({ name }) => name === wanted);
  return {
    replacing: ['name', 'orgId', 'disableProvenance'],
    isNamed: true,
    normal: (inputs) => ({ orgId: '1', disableProvenance: false, ...inputs }),
    save: (inputs, old) => {
      const [orgId, name] = place(inputs);
      const provenance = inputs['disableProvenance'] === true ? '' : 'api';
      const wanted = Object.entries(settingsOf(inputs)).flatMap(([list, elements]) =>
        (elements as readonly unknown[]).map((element) => ({ [list]: [element] })),
      );
      // Those of before are updated in turn, and what is left over goes.
      const known = old === undefined ? [] : named(orgId, name);
      wanted.forEach((settings, index) => {
        const stored = known[index];
        if (stored === undefined) {
          server.addIntegration(orgId, { name, provenance, settings });
        } else {
          server.putIntegration(orgId, { ...stored, settings, provenance });
        }
      });
      known.slice(wanted.length).forEach(({ uid }) => {
        server.deleteIntegration(orgId, uid);
      });
    },
    // All of the name, whoever made them.
    remove: ({ inputs }) => {
      for (const { uid } of named(...place(inputs))) {
        server.deleteIntegration(orgOf(inputs), uid);
      }
    },
    read: (inputs) => {
      const [orgId, name] = place(inputs);
      const found = named(orgId, name);
      if (found.length === 0) {
        return undefined;
      }
      const lists: Record<string, unknown[]> = {};
      for (const { settings } of found) {
        for (const [list, elements] of Object.entries(settings as Readonly<Record<string, readonly unknown[]>>)) {
          lists[list] = [...(lists[list] ?? []), ...elements];
        }
      }
      return { orgId, name, disableProvenance: found.every(({ provenance }) => provenance === ''), ...lists };
    },
  };
}
