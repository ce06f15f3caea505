/** Parts of what `render` writes, as `--only` names them: folders, and `runbook` for RUNBOOK.md. */
export const PARTS = ['prometheus', 'mimir', 'alertmanager', 'grafana', 'database', 'kubernetes', 'runbook'] as const;

export type Part = (typeof PARTS)[number];
