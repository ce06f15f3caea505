/** From what a program says to a mixin, with every mistake named before anything is sent. */
import type * as pulumi from '@pulumi/pulumi';
import { suggestionsFor, type Finding, type Mixin, type MonitoringProps, type Problem } from '../orchestrator';
import { isPlainObject, joinPath, peek, suggest } from '../validation';
import { withCheckedMixin } from './checked-mixin';
import { checkGrafanaArgs, findUnknownArgs, findWrongDescription, GRAFANA_KEYS } from './grafana/grafana-checks';
import type { DescribedArgs, NotificationArgs, OrchestratorMonitoringArgs } from './orchestrator-monitoring-args';
import { checkLabelWhenKnown } from './known-later';
import { descriptionBeside, isKnown, refuseMistakes } from './property-checks';
import { stackDashboardUid } from './stack-names';

export interface CheckedArgs {
  readonly mixin: Mixin;
  readonly findings: readonly Finding[];
  /** Labels of alerts whose values are known later, by the text that stands for them until then. */
  readonly pendingLabels: ReadonlyMap<string, pulumi.Input<string>>;
}

/**
 * Checks the arguments.
 *
 * @param description the argument that holds the description of the fleet, where it is one of its own: paths within it begin with it
 * @throws InputPropertiesError with every mistake, each by the name of its prop
 */
export function checkArgs(component: string, args: OrchestratorMonitoringArgs, description?: string): CheckedArgs {
  const pendingLabels = new Map<string, pulumi.Input<string>>();
  const within = <T extends { readonly path: string }>(all: readonly T[]): readonly T[] =>
    description === undefined ? all : all.map((one) => ({ ...one, path: inDescription(one.path, description) }));
  const own = checkGrafanaArgs(args);
  const props = monitoringProps(component, args, pendingLabels);
  const inArgs = (problems: readonly Problem[]) => within(problems.map((problem) => unlessSaid(args, problem)));
  return withCheckedMixin({ component, props, own, within: inArgs }, (mixin, warnings) => {
    // About alerts: where Prometheus evaluates them, whoever delivers its rules says so.
    const suggestions = mixin.config.alerts.evaluatedBy === 'grafana' ? suggestionsFor(mixin) : [];
    const findings = within([...warnings, ...findSurprises(args, mixin), ...suggestions]);
    return { mixin, findings, pendingLabels };
  });
}

/**
 * The arguments of a component with the description in one of its own.
 *
 * @throws InputPropertiesError where it is none
 */
export function checkDescribed(component: string, described: DescribedArgs): OrchestratorMonitoringArgs {
  const given: unknown = described;
  refuseMistakes(component, typeof given === 'object' && given !== null ? [] : checkGrafanaArgs(given));
  const { monitoring = {}, ...where } = described;
  refuseMistakes(component, [...findWrongDescription(monitoring), ...findUnknownArgs(where)]);
  return { ...(monitoring as object), ...where };
}

/** Where nobody says recordingRules, false is ours: only the program knows whether somebody records. */
function unlessSaid(args: unknown, problem: Problem): Problem {
  return problem.path !== 'recordingRules' || peek(args, 'recordingRules') !== undefined
    ? problem
    : {
        path: problem.path,
        message:
          'missing beside objectives, whose error budgets have to be recorded; allowed: true, where Prometheus has the recording rules (see OrchestratorKubernetesObjects), or targetDatasourceUid, for Grafana to record them',
      };
}

function inDescription(path: string, description: string): string {
  const [key = ''] = path.split(/[.[]/);
  return GRAFANA_KEYS.includes(key) ? path : joinPath(description, path);
}

/** What of the arguments is the mixin's. Labels that are known later are stood in for. */
function monitoringProps(
  component: string,
  args: OrchestratorMonitoringArgs,
  pendingLabels: Map<string, pulumi.Input<string>>,
): MonitoringProps {
  const props = descriptionBeside(args, GRAFANA_KEYS) as Readonly<Record<string, unknown>>;
  try {
    return withDefaults(component, props, peek(args, 'targetDatasourceUid') !== undefined, pendingLabels);
  } catch {
    // Something in it cannot be read: the mixin says what.
    return props;
  }
}

/** What is undefined is left to us; null is not. */
function withDefaults(
  component: string,
  props: Readonly<Record<string, unknown>>,
  isRecording: boolean,
  pendingLabels: Map<string, pulumi.Input<string>>,
): MonitoringProps {
  const { alerts = {}, recordingRules, dashboard = {} } = props;
  if (!isPlainObject(alerts) || !isPlainObject(dashboard)) {
    return props;
  }
  const { labels, evaluatedBy = 'grafana' } = alerts;
  return {
    ...props,
    dashboard: { ...dashboard, uid: dashboard['uid'] === undefined ? stackDashboardUid() : dashboard['uid'] },
    alerts: {
      ...alerts,
      ...(labels === undefined
        ? {}
        : { labels: isPlainObject(labels) ? standIns(component, labels, pendingLabels) : labels }),
      evaluatedBy,
    },
    // Alerts that read series which nobody records would never fire, without a word.
    recordingRules: recordingRules === undefined ? evaluatedBy !== 'grafana' || isRecording : recordingRules,
  } as MonitoringProps;
}

/** What is allowed, and may not be what is meant. */
function findSurprises(args: OrchestratorMonitoringArgs, { config }: Mixin): readonly Finding[] {
  const insisted = Object.entries(args.contactPoints ?? {}).flatMap(([key, { name }]) =>
    name === undefined ? [] : [{ path: `contactPoints[${JSON.stringify(key)}].name`, name }],
  );
  return [
    ...insisted.map(({ path, name }): Finding => ({
      severity: 'warning',
      path,
      what: `found ${JSON.stringify(name)}`,
      why: 'where Grafana has a contact point of this name, it gets these integrations beside its own, and loses all of them when this one is destroyed',
      fix: 'leave out the name to get a contact point of this stack alone',
    })),
    ...findUnknownContactPoints(args),
    ...(config.alerts.evaluatedBy === 'prometheus' && args.grafanaUrl !== undefined && args.dashboard?.uid === undefined
      ? [
          {
            severity: 'warning',
            path: 'dashboard.uid',
            what: `is not set, so the dashboard's uid is ${config.dashboard.uid}`,
            why: 'alerts that Prometheus evaluates link to the uid of their own description, which differs',
            fix: 'set the same uid in both',
          } as const,
        ]
      : []),
  ];
}

/** Contact points that this stack does not make, beside others that it does: Grafana may have them, or a name is misspelled. */
function findUnknownContactPoints({
  contactPoints = {},
  notifications,
  notificationsBySeverity = {},
}: OrchestratorMonitoringArgs): readonly Finding[] {
  const known = Object.keys(contactPoints);
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
    const similar = suggest(contactPoint, known);
    return [
      {
        severity: similar === undefined ? 'info' : 'warning',
        path: `${path}.contactPoint`,
        what: `found ${JSON.stringify(contactPoint)}, which is not among contactPoints`,
        why: 'Grafana refuses rules that name a contact point which it does not have',
        fix: similar ?? 'add it to contactPoints, unless Grafana has it already',
      },
    ];
  });
}

function standIns(
  component: string,
  labels: Readonly<Record<string, unknown>>,
  pendingLabels: Map<string, pulumi.Input<string>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => {
      if (isKnown(value)) {
        return [label, value];
      }
      const standIn = `the value of ${label}, which is known later`;
      pendingLabels.set(standIn, checkLabelWhenKnown(component, label, value));
      return [label, standIn];
    }),
  );
}
