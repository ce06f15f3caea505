/** What the doctor makes of a selector that finds no target, although the metrics exist. */
import { createMixin, type MonitoringProps } from '../../../lib';
import type { Facts } from '../../../lib/cli/doctor/facts';
import { diagnoseTargets } from '../../../lib/cli/doctor/targets';

function finding(selector: NonNullable<MonitoringProps['selector']>, anywhere: Facts['anywhere']) {
  const facts: Pick<Facts, 'targets' | 'anywhere'> = { targets: [], anywhere };
  const [only] = diagnoseTargets(facts as Facts, createMixin({ selector }));
  return { code: only?.code, evidence: only?.evidence.slice(1), fix: only?.fix };
}

test('another job has them', () => {
  expect(finding({ job: 'workers' }, [{ job: 'pw' }])).toEqual({
    code: 'wrong-selector',
    evidence: ['the metrics come from job="pw"'],
    fix: expect.stringMatching(/^set selector: \{ job: "pw" \}/) as string,
  });
});

test('the job has them, and none has a value of another label that the selector asks for', () => {
  expect(finding({ job: 'pw', cluster: { not: '' } }, [{ job: 'pw' }])).toEqual({
    code: 'wrong-selector',
    evidence: ['the metrics come from job="pw"', 'none of them has such a value of cluster'],
    fix: 'give the scrape job cluster, or take it out of the selector and render again; external labels are added to what Prometheus sends elsewhere, and only there can be selected: ask that server (--prometheus)',
  });
});
