/** A Grafana from somebody's chart gets its mounts, and nothing else of it changes. */
import { Chart, Include, Testing, Yaml } from 'cdk8s';
import { fileProvisioning } from 'pupsourcing-orchestrator-monitoring';
import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

/** Lines that came, with `+`; every line that was there is there still, in its order, or it is told with `-`. */
function diff(before: string, after: string): readonly string[] {
  const [old, current] = [before.split('\n'), after.split('\n')];
  let next = 0;
  const lines = current.map((line) => {
    if (line === old[next]) {
      next += 1;
      return `  ${line}`;
    }
    return `+ ${line}`;
  });
  return [...lines, ...old.slice(next).map((line) => `- ${line}`)];
}

test('the difference is what is added', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'monitoring' });
  const theirs = new Include(chart, 'theirs', { url: `${__dirname}/fixtures/grafana-chart.yaml` });
  const written = (): string => Yaml.stringify(...theirs.apiObjects.map((object): unknown => object.toJson()));
  const before = written();
  const { grafanaMounts } = new OrchestratorMonitoring(chart, 'orchestrator', {
    replicaSets: [{ name: 'orders', workers: 3 }],
    delivery: fileProvisioning(),
  });

  grafanaMounts.patchInto(theirs.apiObjects.find(({ kind }) => kind === 'Deployment'));

  const changed = diff(before, written());
  expect(changed.filter((line) => line.startsWith('-'))).toEqual([]);
  expect(changed.filter((line) => line.startsWith('+'))).toHaveLength(11);
  expect(`\n${changed.join('\n')}`).toMatchSnapshot();
  expect(() => Testing.synth(chart)).not.toThrow();
});
