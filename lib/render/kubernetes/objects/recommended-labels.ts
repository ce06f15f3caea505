/** The labels that Kubernetes recommends, on everything that a delivery makes. */
export const RECOMMENDED_LABELS: Readonly<Record<string, string>> = {
  'app.kubernetes.io/name': 'orchestrator-monitoring',
  'app.kubernetes.io/part-of': 'pupsourcing-orchestrator',
};
