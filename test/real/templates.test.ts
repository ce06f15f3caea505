/** Templates of labels and annotations: the real promtool and we come to the same verdict on each. */
import { toYaml } from '../../lib';
import {
  FAILING_TEMPLATES,
  NEWER_TEMPLATES,
  NO_TEMPLATES,
  TEMPLATES,
  UNSUPPORTED_TEMPLATES,
} from '../templates/template-cases';
import { isOlderPromtool, promtoolCheck } from './promtool';
import { requireTool } from './tools';

/** Which of the templates promtool refuses, each as the annotation of an alert of its own. */
function refusedOf(templates: readonly string[]): readonly string[] {
  const rules = templates.map((text, index) => ({
    alert: `Case${String(index)}`,
    expr: 'up == 0',
    annotations: { text },
  }));
  const { output } = promtoolCheck('rules', { 'rules.yaml': toYaml({ groups: [{ name: 'templates', rules }] }) });
  const refused = new Set([...output.matchAll(/"Case(\d+)": annotation "text"/g)].map(([, index]) => Number(index)));
  return templates.filter((_, index) => refused.has(index));
}

requireTool('promtool')('templates, checked by promtool', () => {
  test('it takes what the props take, and what they refuse for other reasons', () => {
    expect(refusedOf([...TEMPLATES, ...UNSUPPORTED_TEMPLATES, ...FAILING_TEMPLATES])).toEqual([]);
  });

  test('it refuses what the props refuse', () => {
    expect(refusedOf(NO_TEMPLATES)).toEqual(NO_TEMPLATES);
  });

  test('before it was newer, it refuses what came later, as the props always do', () => {
    expect(refusedOf(NEWER_TEMPLATES)).toEqual(isOlderPromtool() ? NEWER_TEMPLATES : []);
  });
});
