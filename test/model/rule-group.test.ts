import { createMixin, groupRules, MAXIMUM_RULES_PER_GROUP, type RecordingRule } from '../../lib';

const [sample] = createMixin().recordingRules;

const rule = (group: string, record = group): RecordingRule => ({ ...sample!, group, record });

test('rules stand in the groups that they name, in order of first appearance', () => {
  const rules = [rule('b', '1'), rule('a', '2'), rule('b', '3')];

  expect(groupRules(rules, '30s')).toEqual([
    { name: 'b', interval: '30s', rules: [rules[0], rules[2]] },
    { name: 'a', interval: '30s', rules: [rules[1]] },
  ]);
  expect(groupRules([], '30s')).toEqual([]);
});

test.each([
  [1, [1]],
  [20, [20]],
  [21, [20, 1]],
  [40, [20, 20]],
  [45, [20, 20, 5]],
])('%p rules of a group are parts of %j', (count, sizes) => {
  const rules = Array.from({ length: count }, (_, index) => rule('a', String(index)));
  const groups = groupRules(rules, '1m');

  expect(groups.map(({ rules: members }) => members.length)).toEqual(sizes);
  expect(groups.map(({ name }) => name)).toEqual(['a', 'a_2', 'a_3'].slice(0, sizes.length));
  expect(groups.flatMap(({ rules: members }) => members)).toEqual(rules);
});

test('the limit is the one that Mimir and Cortex have by default', () => {
  expect(MAXIMUM_RULES_PER_GROUP).toBe(20);
});

test('no group of a large fleet passes the limit', () => {
  const replicaSets = Array.from({ length: 60 }, (_, index) => ({ name: `set-${String(index)}`, workers: index + 1 }));
  const { ruleGroups } = createMixin({ replicaSets });

  expect(ruleGroups.filter(({ rules }) => rules.length > 20)).toEqual([]);
  expect(new Set(ruleGroups.map(({ name }) => name)).size).toBe(ruleGroups.length);
});
