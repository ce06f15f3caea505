/** The findings of doctor, for people and for programs. */
import { withoutControls } from '../../validation';
import { isProblem, paint, paintSeverity, verdict, WIDTH, wrap, type Output } from '../output';
import { replicaSetsOf, type Facts } from './facts';
import type { DoctorFinding } from './finding';
import { presenceOf } from './metrics';

/** As JSON. Facts are missing where Prometheus could not be asked. */
export function toJson(findings: readonly DoctorFinding[], facts: Facts | undefined): string {
  const report = {
    well: !findings.some(isProblem),
    findings,
    ...(facts && {
      version: facts.version,
      targets: facts.targets,
      replicaSets: facts.inventory && replicaSetsOf(facts.inventory),
      metrics: facts.inventory && presenceOf(facts.inventory),
      panels: facts.panels.map(({ dashboard, panel, series }) => ({
        dashboard: dashboard.uid,
        panel: panel.title,
        series,
      })),
    }),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** As text, in lines of at most 80 columns, long addresses aside. */
export function toText(findings: readonly DoctorFinding[], facts: Facts | undefined, output: Output): string {
  const sections = [
    ...(facts ? [summary(facts)] : []),
    ...(facts?.inventory ? [table(facts.inventory)] : []),
    ...findings.map((finding) => describe(finding, output)),
    verdict(output, findings, 'error', 'warning', 'note'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function summary(facts: Facts): string {
  const up = facts.targets.filter((target) => target.up).length;
  const sets = facts.inventory && replicaSetsOf(facts.inventory);
  const words = [
    facts.version === undefined ? 'Prometheus' : `Prometheus ${facts.version}`,
    `${String(up)} of ${String(facts.targets.length)} targets up`,
    `replica sets: ${sets === undefined ? 'not known' : sets.join(', ') || 'none'}`,
  ];
  return withoutControls(wrap(words.join('; ')));
}

function table(inventory: NonNullable<Facts['inventory']>): string {
  const rows = presenceOf(inventory).map(({ name, workers, labels, emitter }) => [
    name,
    workers === 0 ? '-' : String(workers),
    labels.join(', '),
    emitter,
  ]);
  const all = [['metric', 'workers', 'labels', 'emitted by'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return withoutControls(lines.map((line) => line.trimEnd().slice(0, WIDTH)).join('\n'));
}

function describe({ severity, code, what, evidence, fix }: DoctorFinding, output: Output): string {
  const body = wrap(withoutControls(what), '  ');
  return [
    `${paintSeverity(output, severity)} ${code}`,
    paint(output, 'bold', body),
    ...evidence.map((line) => hanging('  - ', line)),
    hanging('  fix: ', fix),
  ].join('\n');
}

/** Text after a bullet, its lines aligned. */
function hanging(bullet: string, text: string): string {
  const blanks = ' '.repeat(bullet.length);
  return bullet + wrap(withoutControls(text.replace(/\s*\n\s*/g, ' ')), blanks).slice(bullet.length);
}
