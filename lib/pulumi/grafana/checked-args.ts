/** From what a program says to a mixin, with every mistake named before anything is sent. */
import type * as pulumi from '@pulumi/pulumi';
import {
  checkInterval,
  findOtherStore,
  refuseErrors,
  suggestionsFor,
  warningAt,
  type Finding,
  type Mixin,
  type MonitoringProps,
  type Problem,
} from '../../orchestrator';
import { concealed, isPlainObject, joinPath, looksSecret, mapValues, valueAt, stated, suggest } from '../../validation';
import { formatPath } from '../../validation/path';
import type {
  DescribedArgs,
  GrafanaArgs,
  NotificationArgs,
  OrchestratorMonitoringArgs,
} from '../orchestrator-monitoring-args';
import { isKnown, refuseMistakes, splitArgs, withCheckedMixin } from '../property-checks';
import { stackName, stackDashboardUid, stackTitle } from '../stack-names';
import { checkDescribedArgs, checkGrafanaArgs, isOrganization } from './grafana-checks';
import { checkLabelWhenKnown } from './known-later';

export type CheckedArgs = ReturnType<typeof checkParts>;

/** @throws InputPropertiesError with every mistake, each by the name of its prop */
export function checkArgs(component: string, args: OrchestratorMonitoringArgs): CheckedArgs {
  const { own, description } = splitArgs(args);
  return checkParts(component, own, checkGrafanaArgs(own), description);
}

/**
 * The same for arguments that have the description in one of their own, `monitoring`.
 *
 * @throws InputPropertiesError as checkArgs; paths within the description begin with `monitoring.`
 */
export function checkDescribed(component: string, args: DescribedArgs): CheckedArgs {
  const monitoring = valueAt(args, 'monitoring');
  const description = isPlainObject(monitoring) ? monitoring : {};
  return checkParts(component, args, checkDescribedArgs(args), description, 'monitoring');
}

/** Where rules are kept is said by the component's own arguments. */
const FILE_SETTINGS: Problem = {
  path: 'alerts.grafana',
  message: 'found settings of provisioning files; say datasourceUid, targetDatasourceUid and folder instead',
};

/** How many texts stand for labels that are known later. */
let standIns = 0;

/**
 * The arguments that say where in Grafana the monitoring is kept, the mixin, and what was found; and labels of alerts whose values are known later,
 * by the text that stands for them until then.
 *
 * @param place the argument that holds the description; empty where its props stand among the arguments
 */
function checkParts(
  component: string,
  own: unknown,
  wrong: readonly Problem[],
  description: MonitoringProps,
  place = '',
) {
  const within = <T extends { readonly path: string }>(all: readonly T[]): readonly T[] =>
    all.map((one) => ({ ...one, path: joinPath(place, one.path) }));
  const pendingLabels = new Map<string, pulumi.Input<string>>();
  const standIn = (label: string, value: unknown): string => {
    // Another one for each: values that are known later may tell the alerts of two fleets apart.
    standIns += 1;
    const text = `value ${String(standIns)} of ${label}, which is known later`;
    const path = joinPath(place, formatPath(['alerts', 'labels', label]));
    pendingLabels.set(text, checkLabelWhenKnown(component, path, value));
    return text;
  };
  const isRecording = valueAt(own, 'targetDatasourceUid') !== undefined;
  return withCheckedMixin(
    component,
    withDefaults(description, valueAt(own, 'orgId'), isRecording, standIn),
    [...wrong, ...within(valueAt(description, 'alerts', 'grafana') === undefined ? [] : [FILE_SETTINGS])],
    (mixin, warnings) => {
      const { contactPoints, ...others } = own as GrafanaArgs;
      const args = { ...others, ...(contactPoints === undefined ? {} : { contactPoints: stated(contactPoints) }) };
      const { alerts, recordingRules } = mixin.config;
      const isDropped = alerts.evaluatedBy === 'grafana' && !isRecording && !recordingRules;
      const message = unrecorded(description, 'extend.recordingRules, which nobody would record');
      refuseMistakes(
        component,
        isDropped && mixin.recordingRules.length > 0 ? within([{ path: 'recordingRules', message }]) : [],
      );
      // About alerts: where Prometheus evaluates them, whoever delivers its rules says so.
      const suggestions = alerts.evaluatedBy === 'grafana' ? suggestionsFor(mixin) : [];
      const ofDescription = [...warnings, ...findUidOfOthers(mixin, description), ...suggestions];
      const surprises = refuseErrors([...findSurprises(args, mixin)]);
      return { own: args, mixin, findings: [...within(ofDescription), ...surprises], pendingLabels };
    },
    (problems) => within(problems.map((problem) => unlessSaid(description, problem))),
  );
}

/** Where nobody says recordingRules, false is ours: only the program knows whether somebody records. */
function unlessSaid(description: MonitoringProps, { path, message }: Problem): Problem {
  const isOurs = path === 'recordingRules' && valueAt(description, path) === undefined;
  const budgets = 'objectives, whose error budgets have to be recorded';
  return { path, message: isOurs ? unrecorded(description, budgets) : message };
}

/** @param what needs to be recorded */
const unrecorded = (description: MonitoringProps, what: string): string =>
  `${valueAt(description, 'recordingRules') === undefined ? 'missing' : 'found false'} beside ${what}; allowed: true, where Prometheus has the recording rules (see OrchestratorKubernetesObjects), or targetDatasourceUid, for Grafana to record them`;

/** The description with the component's own defaults, and texts for labels that are known later. What is undefined is left to us; null is not. */
function withDefaults(
  description: MonitoringProps,
  orgId: unknown,
  isRecording: boolean,
  standIn: (label: string, value: unknown) => string,
): MonitoringProps {
  try {
    const { alerts = {}, recordingRules, dashboard = {} } = description as Readonly<Record<string, unknown>>;
    if (!isPlainObject(alerts) || !isPlainObject(dashboard)) {
      return description;
    }
    const { labels, evaluatedBy = 'grafana' } = alerts;
    const { uid, title = stackTitle() } = dashboard;
    // One that no other stack has: neither its uid nor, unless the program says, its title.
    const own: object = uid === undefined ? { ...dashboard, uid: stackDashboardUid(), title } : dashboard;
    const known = mapValues(labels, (value, label) => (isKnown(value) ? value : standIn(String(label), value)));
    return {
      ...description,
      dashboard: own,
      // Links name it. Whether it is one is said of the argument.
      alerts: { ...alerts, labels: known, evaluatedBy, ...(isOrganization(orgId) ? { grafana: { orgId } } : {}) },
      // Alerts that read series which nobody records would never fire, without a word.
      recordingRules: recordingRules === undefined ? evaluatedBy !== 'grafana' || isRecording : recordingRules,
    } as MonitoringProps;
  } catch {
    // Something in it cannot be read: the mixin says what.
    return description;
  }
}

/** Alerts of others would not find a dashboard whose uid only this component knows. */
function* findUidOfOthers({ config }: Mixin, { dashboard }: MonitoringProps): Generator<Finding> {
  if (config.alerts.evaluatedBy === 'prometheus' && config.grafanaUrl !== undefined && dashboard?.uid === undefined) {
    yield warningAt('dashboard.uid', {
      what: `is not set, so the dashboard's uid is ${config.dashboard.uid}`,
      why: 'alerts that Prometheus evaluates link to the uid of their own description, which differs',
      fix: 'set the same uid in both',
    });
  }
}

/** What of contact points and notifications is allowed, and may not be what is meant. */
function* findSurprises(args: GrafanaArgs, mixin: Mixin): Generator<Finding> {
  for (const [key, { name }] of Object.entries(args.contactPoints ?? {})) {
    if (name !== undefined) {
      yield warningAt(`contactPoints[${JSON.stringify(key)}].name`, {
        what: `found ${looksSecret(name) ? concealed('a text') : JSON.stringify(name)}`,
        why: 'where Grafana has a contact point of this name, it gets these integrations beside its own, and loses all of them when this one is destroyed',
        fix: 'leave out the name to get a contact point of this stack alone',
      });
    }
  }
  yield* findUnknownContactPoints(args);
  yield* findIdleArgs(args, mixin);
  yield* findOtherStore('targetDatasourceUid', mixin, args);
}

/** Where alerts go that Grafana does not evaluate, Grafana is not asked, nor what it would record. */
function* findIdleArgs(args: GrafanaArgs, { config, recordingRules }: Mixin): Generator<Finding> {
  for (const path of ['notifications', 'notificationsBySeverity'] as const) {
    if (config.alerts.evaluatedBy === 'prometheus' && args[path] !== undefined) {
      yield warningAt(path, {
        what: "found beside alerts.evaluatedBy: 'prometheus'",
        why: 'it is part of rules that Grafana evaluates, and Alertmanager notifies in their place',
        fix: 'leave it out, or let Grafana evaluate the alerts',
      });
    }
  }
  if (args.targetDatasourceUid !== undefined && recordingRules.length === 0) {
    yield warningAt('targetDatasourceUid', {
      what: 'found beside a description that records nothing',
      why: 'nothing would be written there',
      fix: 'leave it out, or set recordingRules: true',
    });
  } else if (args.targetDatasourceUid !== undefined && config.alerts.evaluatedBy === 'prometheus') {
    yield* checkInterval(config);
  }
}

/** Contact points that this stack does not make, beside others that it does: Grafana may have them, or a name is misspelled. */
function findUnknownContactPoints({
  contactPoints = {},
  notifications,
  notificationsBySeverity = {},
}: GrafanaArgs): readonly Finding[] {
  const known = Object.entries(contactPoints).flatMap(([key, { name = stackName(key) }]) => [key, name]);
  const named = [
    { path: 'notifications', contactPoint: notifications?.contactPoint },
    ...Object.entries<NotificationArgs | undefined>(notificationsBySeverity).map(([severity, notification]) => ({
      path: `notificationsBySeverity.${severity}`,
      contactPoint: notification?.contactPoint,
    })),
  ];
  return named.flatMap(({ path, contactPoint }): readonly Finding[] => {
    if (known.length === 0 || typeof contactPoint !== 'string' || known.includes(contactPoint)) {
      return [];
    }
    const why = 'Grafana refuses rules that name a contact point which it does not have';
    if (looksSecret(contactPoint)) {
      const fix = 'put an address into contactPoints, and the name of that contact point here';
      return [warningAt(`${path}.contactPoint`, { what: `found ${concealed('a text')}`, why, fix })];
    }
    const similar = suggest(contactPoint, known);
    return [
      {
        severity: similar === undefined ? 'info' : 'warning',
        path: `${path}.contactPoint`,
        what: `found ${JSON.stringify(contactPoint)}, which is not among contactPoints`,
        why,
        fix: similar ?? 'add it to contactPoints, unless Grafana has it already',
      },
    ];
  });
}
