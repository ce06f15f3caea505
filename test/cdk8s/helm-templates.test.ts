import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { createMixin, kubePrometheusStack, renderPrometheusRules } from 'pupsourcing-orchestrator-monitoring';
import { HelmTemplateEscaping, OrchestratorMonitoring, warningsOf } from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parseAllDocuments } from 'yaml';

import { HELM_CHART, synthesizedInto } from './helm-chart';

const FLEET = { replicaSets: [{ name: 'orders', workers: 3 }] };

function appOf(escaping?: HelmTemplateEscaping): App {
  const app = new App(escaping === undefined ? {} : { resolvers: [escaping] });
  new OrchestratorMonitoring(new Chart(app, 'chart'), 'monitoring', {
    ...FLEET,
    delivery: kubePrometheusStack({ release: 's' }),
  });
  return app;
}

test('everything arrives as it is, once Helm has read it', () => {
  const template = appOf(new HelmTemplateEscaping({ enabled: true })).synthYaml();

  expect(template).not.toBe(appOf().synthYaml());
  expect(asHelmReads(template)).toEqual(asYaml(appOf().synthYaml()));
  expect(asHelmReads(template).find(({ kind }) => kind === 'PrometheusRule').spec).toEqual(
    renderPrometheusRules(createMixin(FLEET).ruleGroups),
  );
});

test('what others write for Helm to compute stays as it is', () => {
  const app = appOf(new HelmTemplateEscaping({ enabled: true }));
  const image = '{{ .Values.image }}';
  const spec = { template: { spec: { containers: [{ name: 'worker', image }] } } };
  new ApiObject(new Chart(app, 'workers'), 'worker', { apiVersion: 'apps/v1', kind: 'Deployment', spec });

  const template = synthesizedInto(HELM_CHART, () => app.synthYaml());

  expect(asYaml(template).find(({ kind }) => kind === 'Deployment').spec).toEqual(spec);
  expect(template).toContain(`{{\`{{\`}} $value`);
});

test('nothing changes in plain manifests', () => {
  expect(appOf(new HelmTemplateEscaping()).synthYaml()).toBe(appOf().synthYaml());
});

test('is on by itself when a chart is written', () => {
  const template = synthesizedInto(HELM_CHART, () => appOf(new HelmTemplateEscaping()).synthYaml());

  expect(template).toBe(appOf(new HelmTemplateEscaping({ enabled: true })).synthYaml());
});

test.each([1, 2])('a text that looks escaped arrives as it is, and so do other braces, with %d resolvers', (count) => {
  const note = 'a {{`{{`}} b {{ $value }} } }} {';
  const app = new App({
    resolvers: Array.from({ length: count }, () => new HelmTemplateEscaping({ enabled: true })),
  });
  new OrchestratorMonitoring(new Chart(app, 'chart'), 'm', {
    alerts: { annotations: { note } },
    delivery: kubePrometheusStack({ release: 's' }),
  });

  const rules = asHelmReads(app.synthYaml()).find(({ kind }) => kind === 'PrometheusRule');

  expect(JSON.stringify(rules)).toContain(`"note":${JSON.stringify(note)}`);
  // Asked once more, it says the same.
  expect(app.synthYaml()).toBe(app.synthYaml());
});

test('a chart without it is an error that names the construct and the fix', () => {
  expect(() => synthesizedInto(HELM_CHART, () => appOf().synthYaml())).toThrow(
    "[chart/monitoring] PrometheusRule orchestrator-rules: found texts with '{{' in a Helm chart; Helm would evaluate them as its own templates, and fail to install the chart; escape them: new App({ resolvers: [new HelmTemplateEscaping()] })",
  );
});

test('labels, annotations and folders arrive as they are, and are escaped once', () => {
  const app = new App({ resolvers: [new HelmTemplateEscaping({ enabled: true })] });
  const chart = new Chart(app, 'chart', { labels: { instance: '{{ a }}' } });
  new OrchestratorMonitoring(chart, 'monitoring', {
    annotations: { note: '{{ b }}' },
    delivery: kubePrometheusStack({ release: 's', folder: '{{ c }}', folderAnnotation: 'grafana_folder' }),
  });

  expect(asHelmReads(app.synthYaml())[0]?.metadata).toMatchObject({
    labels: { instance: '{{ a }}' },
    annotations: { note: '{{ b }}', grafana_folder: '{{ c }}' },
  });
});

test('what a patch adds is for Helm to compute, since patches come last, and whoever says that it is no chart is believed', () => {
  const foundIn = (enabled: boolean) => {
    const app = appOf(new HelmTemplateEscaping({ enabled }));
    const rule = app.node.findAll().filter((construct) => ApiObject.isApiObject(construct))[1];
    rule?.addJsonPatch(JsonPatch.add('/metadata/annotations', { note: '{{ .Values.note }}' }));
    return synthesizedInto(HELM_CHART, () => {
      app.synthYaml();
      return warningsOf(app).filter(({ path }) => path.startsWith('PrometheusRule'));
    });
  };

  expect(foundIn(true)).toEqual([]);
  expect(foundIn(false)).toEqual([]);
});

/** As cdk8s gives it: any, to be walked through. */
type Manifest = ReturnType<ApiObject['toJson']>;

function asYaml(text: string): Manifest[] {
  return parseAllDocuments(text).map((document): Manifest => document.toJS());
}

/** What Helm makes of a template in which every action is a text between backquotes. */
function asHelmReads(template: string): Manifest[] {
  const parts = template.split(/\{\{(`[^`]*`)\}\}/);
  expect(parts.filter((_part, index) => index % 2 === 0).join('')).not.toContain('{{');
  return asYaml(parts.map((part, index) => (index % 2 === 0 ? part : part.slice(1, -1))).join(''));
}
