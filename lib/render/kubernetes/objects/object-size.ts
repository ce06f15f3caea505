/** Whether an object is small enough for those who carry it. */
import type { Finding } from '../../../orchestrator';
import type { KubernetesManifest } from './manifest';

/**
 * `kubectl apply` keeps a copy of the object in an annotation, and all annotations of an object together may have 262,144 bytes
 * (TotalAnnotationSizeLimitB of Kubernetes).
 */
const CLIENT_SIDE_APPLY_BYTES = 262_144;

/** Most bytes that the content of an object may have, and who says so. */
interface Maximum {
  readonly bytes: number;
  readonly why: string;
}

/** Kubernetes refuses ConfigMaps and Secrets with more data (MaxSecretSize). */
const DATA_MAXIMUM: Maximum = {
  bytes: 1_048_576,
  why: 'Kubernetes refuses more than 1,048,576 bytes (1 MiB)',
};

/** The operator copies the groups of a PrometheusRule into a ConfigMap, and takes half of what would fit (MaxConfigMapDataSize). */
export const PROMETHEUS_RULE_MAXIMUM: Maximum = {
  bytes: 524_288,
  why: 'the Prometheus operator refuses rule files of more than 524,288 bytes (512 KiB)',
};

/** Any other object: what etcd takes in one request, by default. */
const OBJECT_MAXIMUM: Maximum = {
  bytes: 1_572_864,
  why: 'etcd refuses requests of more than 1,572,864 bytes (1.5 MiB)',
};

function maximumOf(kind: string): Maximum {
  if (kind === 'ConfigMap' || kind === 'Secret') {
    return DATA_MAXIMUM;
  }
  return kind === 'PrometheusRule' ? PROMETHEUS_RULE_MAXIMUM : OBJECT_MAXIMUM;
}

/**
 * An error above the maximum of its kind, a warning where `kubectl apply` would fail.
 *
 * @param mend how the object is made smaller
 */
export function findOversize(manifest: KubernetesManifest, mend: string): readonly Finding[] {
  const { kind, metadata, data, stringData, spec } = manifest;
  const maximum = maximumOf(kind);
  const path = `${kind} ${metadata.name}`;
  const contentBytes = bytesOf(data ?? stringData ?? spec);
  if (contentBytes > maximum.bytes) {
    return [{ severity: 'error', path, what: `found ${grouped(contentBytes)} bytes of data`, why: maximum.why, mend }];
  }
  const manifestBytes = Buffer.byteLength(JSON.stringify(manifest));
  return manifestBytes > CLIENT_SIDE_APPLY_BYTES
    ? [
        {
          severity: 'warning',
          path,
          what: `found ${grouped(manifestBytes)} bytes`,
          why: `kubectl apply fails above ${grouped(CLIENT_SIDE_APPLY_BYTES)} bytes, because it keeps a copy in an annotation`,
          mend: `use kubectl apply --server-side, or ${mend}`,
        },
      ]
    : [];
}

/** Texts count as they are, everything else as JSON. */
export function bytesOf(content: unknown): number {
  const texts = Object.values((content ?? {}) as Readonly<Record<string, unknown>>);
  return texts.reduce<number>(
    (sum, value) => sum + Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value)),
    0,
  );
}

/** With a comma every three digits, in every locale. */
function grouped(bytes: number): string {
  return String(bytes).replace(/\B(?=(\d{3})+$)/g, ',');
}
