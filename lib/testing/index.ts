export { expectAlert, expectDelivered, expectNoAlert, type AlertExpectation, type DeliveredKind } from './assertions';
export {
  deliveredBy,
  type DeliveredAlert,
  type DeliveredDashboard,
  type DeliveredMonitoring,
  type DeliveredPanel,
  type DeliveredScrapeJob,
} from './contents';
export type { DeliveredReplicaSet } from './expected-workers';
export { monitoringSerializer, type MonitoringSerializer } from './serializer';
export type { JsonSource, MonitoringSubject } from './subject';
export { summaryOf } from './summary';
