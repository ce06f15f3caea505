import { check, createMixin, type Finding, type MonitoringProps } from '../../../lib';

const findings = (props: MonitoringProps): readonly Finding[] => check(createMixin(props));

const database = { exporter: 'postgres_exporter', selector: { job: 'database' } } as const;
const fresh = { name: 'fresh', freshness: '30s', target: 0.99 } as const;
const right = { name: 'right', successRatio: true, target: 0.99 } as const;
const alike = [
  { name: 'orders', workers: 3 },
  { name: 'billing', workers: 3 },
] as const;

describe('an exporter in a namespace of its own, and rules that aggregate by namespace', () => {
  const of = (selector: object, props: MonitoringProps = {}) =>
    findings({
      database: { ...database, selector: { ...database.selector, ...selector } },
      aggregateBy: ['namespace'],
      replicaSets: [{ name: 'ship', workers: { deployment: 'ship', namespace: 'shop' } }],
      ...props,
    });
  const warning = (what: string) => ({
    severity: 'warning',
    path: 'database.selector',
    what: `found ${what}, beside aggregateBy with namespace`,
    why: 'rules compare the namespace of the exporter’s series with that of the workers: where it is the exporter’s own, paused workers pass for dead ones, and no alert about lag is silenced',
    fix: 'give the exporter’s series the namespace of the workers (relabelling) and name it in database.selector, or take namespace out of aggregateBy',
  });

  test.each<[string, object, MonitoringProps]>([
    ['no namespace', {}, {}],
    ['a namespace other than the workers’ "shop"', { namespace: 'monitoring' }, {}],
    [
      'a namespace other than the workers’ "shop"',
      { namespace: 'monitoring' },
      { replicaSets: [], scrape: { namespaces: ['shop'] } },
    ],
  ])('%s', (what, selector, props) => {
    expect(of(selector, props)).toEqual([warning(what)]);
  });

  test.each<[string, object, MonitoringProps]>([
    ['a namespace that is the workers’', { namespace: 'shop' }, {}],
    ['namespaces that are the workers’', { namespace: { regex: 'shop|bank' } }, {}],
    ['other labels', {}, { aggregateBy: ['cluster'] }],
    ['a fleet that pins its namespace', {}, { selector: { job: 'workers', namespace: 'shop' } }],
  ])('nothing with %s', (_what, selector, props) => {
    expect(of(selector, props)).toEqual([]);
  });
});

describe('replica sets of which nobody says what they run', () => {
  const warning = (why: string): Finding => ({
    severity: 'warning',
    path: 'replicaSets',
    what: 'found 2 replica sets without projections beside database: orders, billing',
    why,
    fix: 'name the projections of all of them but one',
  });
  const unseen = (who: string): Finding =>
    warning(
      `nothing says which of them runs a projection, so that its lag belongs to no replica set: ${who} never see it`,
    );

  test('with numbers of workers that differ', () => {
    expect(findings({ database, replicaSets: [{ name: 'orders', workers: 3 }, { name: 'billing' }] })).toEqual([
      warning(
        'where their numbers of workers differ, nothing says which checkpoints of a projection count: lag would be wrong, and belong to no replica set',
      ),
    ]);
  });

  const settings = { OrchestratorProjectionBehind: { threshold: 300 } };

  test.each<[string, MonitoringProps, string]>([
    ['alerts about listed ones alone', { watchUnlisted: false }, 'the alerts about lag'],
    ['an objective', { objectives: [{ ...fresh, replicaSet: 'billing' }] }, 'the objective fresh'],
    [
      'settings',
      { replicaSets: [{ ...alike[0], alerts: settings }, alike[1]] },
      'the settings of OrchestratorProjectionBehind for orders',
    ],
    [
      'all of it',
      {
        watchUnlisted: false,
        replicaSets: [{ ...alike[0], alerts: settings }, alike[1]],
        objectives: [{ ...fresh, replicaSet: 'orders' }],
      },
      'the alerts about lag, the objective fresh, the settings of OrchestratorProjectionBehind for orders',
    ],
  ])('with equal numbers, and %s', (_what, props, who) => {
    expect(findings({ database, replicaSets: alike, ...props })).toEqual([unseen(who)]);
  });

  test.each<[string, MonitoringProps]>([
    ['nothing asks for the lag of one', { objectives: [fresh, { ...right, replicaSet: 'orders' }] }],
    [
      'the projections of one are named',
      { watchUnlisted: false, replicaSets: [{ ...alike[0], projections: ['a'] }, alike[1]] },
    ],
    ['nobody is told', { watchUnlisted: false, alerts: { enabled: false } }],
    [
      'settings are of an alert about the replica set itself',
      { replicaSets: [{ ...alike[0], alerts: { OrchestratorPartitionUnowned: { for: '5m' } } }, alike[1]] },
    ],
  ])('nothing where %s', (_what, props) => {
    expect(findings({ database, replicaSets: alike, ...props })).toEqual([]);
  });
});

describe('projections that no replica set runs', () => {
  const placed = [
    { name: 'orders', workers: 3, projections: ['order_view'] },
    { name: 'billing', workers: 2, projections: ['invoices'] },
  ] as const;
  const projections = ['order_view', 'orders_view', 'refunds'];

  test('are told where all are placed', () => {
    expect(findings({ replicaSets: placed, watchUnlisted: false, database: { ...database, projections } })).toEqual([
      {
        severity: 'warning',
        path: 'database.projections',
        what: 'found orders_view, refunds, which no replica set runs: each names its own projections, and watchUnlisted is false',
        why: 'nobody would ask how far behind they are',
        fix: 'add them to projections of the replica set that runs them, or remove them',
      },
    ]);
  });

  test.each<[string, MonitoringProps]>([
    ['others are watched, too', { replicaSets: placed }],
    ['a replica set names none', { replicaSets: [...placed, { name: 'rest' }], watchUnlisted: false }],
  ])('may be run where %s', (_what, props) => {
    expect(findings({ database: { ...database, projections }, ...props })).toEqual([]);
  });
});

describe('an objective about something that is not there', () => {
  const orders = { name: 'orders', workers: 3, projections: ['order_view'] } as const;
  const billing = { name: 'billing', workers: 2, projections: ['invoices'] } as const;
  const unmeasured = (path: string, what: string, fix: string): Finding => ({
    severity: 'warning',
    path: `objectives[0].${path}`,
    what,
    why: 'what is not there is never measured, and no alert about the objective could fire',
    fix,
  });

  test.each<[string, MonitoringProps, Finding]>([
    [
      'a replica set',
      { objectives: [{ ...right, replicaSet: 'ordres' }] },
      unmeasured(
        'replicaSet',
        'found "ordres", which replicaSets does not list: orders, billing',
        'did you mean `orders`?',
      ),
    ],
    [
      'a replica set of no similar name',
      { objectives: [{ ...right, replicaSet: 'shipping' }] },
      unmeasured(
        'replicaSet',
        'found "shipping", which replicaSets does not list: orders, billing',
        'list it, or correct the name',
      ),
    ],
    [
      'a projection',
      { watchUnlisted: false, objectives: [{ ...right, projection: 'orderview' }] },
      unmeasured('projection', 'found "orderview", which is not among the projections', 'did you mean `order_view`?'),
    ],
    [
      'a projection, where the database has all',
      {
        replicaSets: [orders, { name: 'rest', workers: 1 }],
        database: { ...database, projections: ['mails'] },
        objectives: [{ ...fresh, projection: 'letters' }],
      },
      unmeasured(
        'projection',
        'found "letters", which is not among the projections',
        'add it to them, or correct the name',
      ),
    ],
    [
      "another replica set's projection",
      { objectives: [{ ...fresh, replicaSet: 'orders', projection: 'invoices' }] },
      unmeasured(
        'projection',
        'found "invoices", which billing runs, not orders',
        'name the replica set that runs it, or none',
      ),
    ],
  ])('%s', (_what, props, expected) => {
    expect(findings({ database, replicaSets: [orders, billing], ...props })).toEqual([expected]);
  });

  test.each<[string, MonitoringProps]>([
    ['nothing is listed', { replicaSets: [], objectives: [{ ...right, replicaSet: 'a', projection: 'b' }] }],
    ['others may run', { objectives: [{ ...right, projection: 'mails' }] }],
    ['both are known', { objectives: [{ ...fresh, replicaSet: 'orders', projection: 'order_view' }] }],
    [
      'the database knows the projection',
      {
        watchUnlisted: false,
        replicaSets: [orders, { name: 'rest', workers: 1 }],
        database: { ...database, projections: ['mails'] },
        objectives: [{ ...fresh, replicaSet: 'rest', projection: 'mails' }],
      },
    ],
  ])('nothing where %s', (_what, props) => {
    expect(findings({ database, replicaSets: [orders, billing], ...props })).toEqual([]);
  });
});
