/** Whether an object is small enough for those who carry it. */
import { errorAt, warningAt, type Finding } from '../../../orchestrator';
import { LIMITS, type Limit } from '../../../validation';
import type { KubernetesManifest } from './manifest';

/** Of kinds that somebody takes less of than etcd. */
const LIMIT_OF_KIND: Readonly<Record<string, Limit>> = {
  ConfigMap: LIMITS.configMapData,
  Secret: LIMITS.configMapData,
  PrometheusRule: LIMITS.prometheusRule,
};

/** An error above the maximum of its kind, a warning where `kubectl apply` would fail. `fix` says how the object is made smaller. */
export function findOversize(manifest: KubernetesManifest, fix: string): readonly Finding[] {
  const { kind, metadata, data, stringData, spec } = manifest;
  const { maximum: annotations, receiver: kubectl } = LIMITS.annotations;
  const manifestBytes = Buffer.byteLength(JSON.stringify(manifest));
  if (manifestBytes <= annotations) {
    return [];
  }
  const { maximum, receiver } = LIMIT_OF_KIND[kind] ?? LIMITS.etcdRequest;
  const path = `${kind} ${metadata.name}`;
  const contentBytes = bytesOf(data ?? stringData ?? spec);
  if (contentBytes > maximum) {
    const what = `found ${grouped(contentBytes)} bytes of data`;
    return [errorAt(path, { what, why: `${receiver} takes at most ${grouped(maximum)} bytes`, fix })];
  }
  return [
    warningAt(path, {
      what: `found ${grouped(manifestBytes)} bytes`,
      why: `${kubectl} fails above ${grouped(annotations)} bytes, because kubectl keeps a copy in an annotation`,
      fix: `use kubectl apply --server-side, or ${fix}`,
    }),
  ];
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
