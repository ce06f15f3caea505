/**
 * Whether a fault in a shipped expression would be noticed: each operator, number, duration and matcher of a label is changed, one at a
 * time, in the alerts and in what they read; the fixtures or the generated tests must fail.
 */
import { requireTool } from '../real/tools';
import { alertTestsOf, type AlertTests, type RuleFields } from './alert-tests';
import { mutateExpression } from './expression-mutants';
import { loadFixtures } from './fixtures';
import { inParallel, promtoolTests } from './promtool-tests';
import { SURVIVORS } from './survivors';

jest.setTimeout(900_000);

requireTool('promtool')('a fault in an expression', () => {
  const [fixture] = loadFixtures();
  const { alerts } = alertTestsOf(fixture!.props);
  const rules = [
    ...new Map(
      alerts.flatMap((alert) => [...alert.reads, ...alert.rules]).map((rule) => [nameOf(rule), rule]),
    ).values(),
  ];
  const found: string[] = [];

  test.each(rules.map((rule) => [nameOf(rule), rule] as const))('of %s is noticed', async (name, rule) => {
    const readers = alerts.filter((alert) => [...alert.reads, ...alert.rules].some((each) => nameOf(each) === name));
    const mutants = mutateExpression(rule.expr);
    expect(mutants.length).toBeGreaterThan(0);
    const surviving = new Set(mutants.map(({ what }) => what));
    for (const reader of readers) {
      const left = mutants.filter(({ what }) => surviving.has(what));
      const batches = Array.from({ length: Math.ceil(left.length / 8) }, (_, index) =>
        left.slice(index * 8, index * 8 + 8),
      );
      await inParallel(batches, async (batch) => {
        const verdicts = await promtoolTests(batch.map(({ expression }) => filesOf(reader, name, expression)));
        batch.forEach(({ what }, index) => {
          if (verdicts[index]!.status !== 0) {
            surviving.delete(what);
          }
        });
      });
    }
    found.push(...[...surviving].map((what) => `${name}: ${what}`));

    expect([...surviving].map((what) => `${name}: ${what}`).filter((what) => !(what in SURVIVORS))).toEqual([]);
  });

  test('is called a survivor only where it is one', () => {
    expect(Object.keys(SURVIVORS).filter((what) => !found.includes(what))).toEqual([]);
  });

  /** The fixtures and the generated tests of an alert, for its rules with another expression in one of them. */
  function filesOf(alert: AlertTests, name: string, expression: string) {
    const change = (rule: RuleFields): RuleFields => (nameOf(rule) === name ? { ...rule, expr: expression } : rule);
    return alert.files({
      rules: alert.rules.map(change),
      reads: alert.reads.map(change),
      tests: [...fixture!.testsOf(alert.name), ...alert.tests],
    });
  }
});

function nameOf(rule: RuleFields): string {
  const name = rule['alert'] ?? rule['record'];
  return typeof name === 'string' ? name : '';
}
