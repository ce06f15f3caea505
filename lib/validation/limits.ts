/** What receivers take, in one place: the lengths and sizes that they refuse more than, each with its source. */

/** The most that a receiver takes of something. */
export interface Limit {
  readonly maximum: number;
  /** Whose limit it is; completes "... takes at most 40 characters". */
  readonly receiver: string;
}

const limit = (maximum: number, receiver: string): Limit => ({ maximum, receiver });

/** All limits that something here is checked against: in characters, unless the source says bytes or rules. */
export const LIMITS = {
  grafanaUid: limit(40, 'Grafana'), // pkg/util/shortid_generator.go: MaxUIDLength
  /** Folders are stored as dashboards are. */
  grafanaTitle: limit(189, 'Grafana'), // pkg/services/sqlstore/migrations/dashboard_mig.go: column title
  grafanaRuleTitle: limit(190, 'Grafana'), // pkg/services/ngalert/store/alert_rule.go: AlertRuleMaxTitleLength
  grafanaRuleGroup: limit(190, 'Grafana'), // the same: AlertRuleMaxRuleGroupNameLength
  objectName: limit(253, 'Kubernetes'), // apimachinery validation.DNS1123SubdomainMaxLength
  namespaceName: limit(63, 'Kubernetes'), // apimachinery validation.DNS1123LabelMaxLength
  serviceName: limit(63, 'Kubernetes'), // apimachinery validation.DNS1035LabelMaxLength
  volumeName: limit(63, 'Kubernetes'), // apimachinery validation.DNS1123LabelMaxLength
  labelValue: limit(63, 'Kubernetes'), // apimachinery validation.LabelValueMaxLength
  /** A DNS name, '/' and a name of 63 characters. */
  qualifiedName: limit(253 + 1 + 63, 'Kubernetes'), // apimachinery validation.IsQualifiedName
  dataKey: limit(253, 'Kubernetes'), // apimachinery validation.DNS1123SubdomainMaxLength
  /** Volumes are called as their ConfigMaps, and `-datasource-provisioning` comes behind the prefix. */
  namePrefix: limit(63 - '-datasource-provisioning'.length, 'Kubernetes'),
  helmRelease: limit(53, 'Helm'), // pkg/chartutil/validate_name.go: maxReleaseNameLen
  configMapData: limit(1_048_576, 'Kubernetes'), // bytes; pkg/apis/core/types.go: MaxSecretSize
  /** `kubectl apply` keeps a copy of the object in an annotation. */
  annotations: limit(262_144, 'kubectl apply'), // bytes; apimachinery api/validation: TotalAnnotationSizeLimitB
  /** The operator copies the groups into a ConfigMap, and takes half of what would fit. */
  prometheusRule: limit(524_288, 'the Prometheus operator'), // bytes; pkg/operator/rules.go: MaxConfigMapDataSize
  etcdRequest: limit(1_572_864, 'etcd'), // bytes; server/embed/config.go: DefaultMaxRequestBytes
  mimirRulesPerGroup: limit(20, 'Mimir'), // rules; pkg/util/validation/limits.go: ruler.max-rules-per-rule-group
};

/** Characters of a shortened name that are a hash. */
const HASH_LENGTH = 8;

/**
 * A name that is as long as its receiver takes: what is too long keeps its beginning, and a hash of the whole follows. The same name gives the same
 * text, and two names that differ stay different.
 */
export function shortened(name: string, { maximum }: Limit): string {
  const beginning = name.slice(0, maximum - HASH_LENGTH - 1).replace(/[-._]+$/, '');
  return name.length <= maximum ? name : `${beginning}-${contentHash(name).slice(-HASH_LENGTH)}`;
}

/** FNV-1a of 64 bits, as 13 digits and lower-case letters. Not for secrets: it is only good for telling contents apart. */
export function contentHash(text: string): string {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    // Times the prime, 2^40 + 435, in two halves that numbers hold exactly.
    const product = low * 435;
    high = (high * 435 + Math.floor(product / 2 ** 32) + low * 256) % 2 ** 32;
    low = product % 2 ** 32;
  }
  return ((BigInt(high) << 32n) | BigInt(low)).toString(36).padStart(13, '0');
}
