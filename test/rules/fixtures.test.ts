/** The alerts fire in the histories of the fixtures as they did, whether they read recorded series or not. */
import { requireTool } from '../real/tools';
import { alertTestsOf } from './alert-tests';
import { loadFixtures } from './fixtures';
import { promtoolTests } from './promtool-tests';

jest.setTimeout(900_000);

requireTool('promtool')('the histories of alerts', () => {
  test.each(loadFixtures().map((fixture) => [fixture.fleet, fixture] as const))(
    'fire what they fired: %s',
    async (_fleet, { props, testsOf }) => {
      for (const recordingRules of [true, false]) {
        const alerts = alertTestsOf({ ...props, recordingRules }).alerts.filter(({ name }) => testsOf(name).length > 0);
        const verdicts = await promtoolTests(alerts.map(({ name, files }) => files({ tests: testsOf(name) })));

        expect(verdicts.length).toBeGreaterThan(15);
        expect(verdicts.filter(({ status }) => status !== 0)).toEqual([]);
      }
    },
  );
});
