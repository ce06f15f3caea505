/** What receivers take, in one place: the lengths and sizes that they refuse more than, each with its source. */

/** The most that a receiver takes of something. */
export interface Limit {
  readonly maximum: number;
  /** What is counted. */
  readonly unit: 'characters' | 'bytes' | 'rules';
  /** Whose limit it is; completes "... takes at most 40 characters". */
  readonly receiver: string;
  /** Where it is written. */
  readonly source: string;
}

/** All limits that something here is checked against. */
export const LIMITS = {
  grafanaUid: limit(40, 'characters', 'Grafana', 'pkg/util/shortid_generator.go: MaxUIDLength'),
  /** Folders are stored as dashboards are. */
  grafanaTitle: limit(189, 'characters', 'Grafana', 'pkg/services/sqlstore/migrations/dashboard_mig.go: column title'),
  grafanaRuleTitle: limit(
    190,
    'characters',
    'Grafana',
    'pkg/services/ngalert/store/alert_rule.go: AlertRuleMaxTitleLength',
  ),
  grafanaRuleGroup: limit(
    190,
    'characters',
    'Grafana',
    'pkg/services/ngalert/store/alert_rule.go: AlertRuleMaxRuleGroupNameLength',
  ),
  objectName: limit(253, 'characters', 'Kubernetes', 'apimachinery validation.DNS1123SubdomainMaxLength'),
  namespaceName: limit(63, 'characters', 'Kubernetes', 'apimachinery validation.DNS1123LabelMaxLength'),
  volumeName: limit(63, 'characters', 'Kubernetes', 'apimachinery validation.DNS1123LabelMaxLength'),
  labelValue: limit(63, 'characters', 'Kubernetes', 'apimachinery validation.LabelValueMaxLength'),
  dataKey: limit(253, 'characters', 'Kubernetes', 'apimachinery validation.DNS1123SubdomainMaxLength'),
  /** Volumes are called as their ConfigMaps, and `-datasource-provisioning` comes behind the prefix. */
  namePrefix: limit(
    63 - '-datasource-provisioning'.length,
    'characters',
    'Kubernetes',
    'a volume name of 63 characters',
  ),
  helmRelease: limit(53, 'characters', 'Helm', 'pkg/chartutil/validate_name.go: maxReleaseNameLen'),
  configMapData: limit(1_048_576, 'bytes', 'Kubernetes', 'pkg/apis/core/types.go: MaxSecretSize'),
  /** `kubectl apply` keeps a copy of the object in an annotation. */
  annotations: limit(262_144, 'bytes', 'kubectl apply', 'apimachinery api/validation: TotalAnnotationSizeLimitB'),
  /** The operator copies the groups into a ConfigMap, and takes half of what would fit. */
  prometheusRule: limit(524_288, 'bytes', 'the Prometheus operator', 'pkg/operator/rules.go: MaxConfigMapDataSize'),
  etcdRequest: limit(1_572_864, 'bytes', 'etcd', 'server/embed/config.go: DefaultMaxRequestBytes'),
  mimirRulesPerGroup: limit(20, 'rules', 'Mimir', 'pkg/util/validation/limits.go: ruler.max-rules-per-rule-group'),
} as const satisfies Readonly<Record<string, Limit>>;

function limit(maximum: number, unit: Limit['unit'], receiver: string, source: string): Limit {
  return { maximum, unit, receiver, source };
}

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
