import * as fs from 'node:fs';
import * as path from 'node:path';

import * as yaml from 'yaml';

/** A parsed YAML or JSON object. */
type Tree = Readonly<Record<string, unknown>>;

/** A Kubernetes object, and where it was read. */
export interface Manifest {
  /** For people: `PrometheusRule monitoring/orchestrator (monitoring.k8s.yaml)`. */
  readonly origin: string;
  readonly kind: string;
  readonly object: Tree;
}

/** A file as a Prometheus server would read it. */
export interface ConfigFile {
  /** The object, and the key of it, that the file was taken from. */
  readonly origin: string;
  readonly content: string;
}

/**
 * Reads every object of every manifest in a folder. A file that is no YAML, an object without apiVersion, kind or name, and the second of
 * two objects with the same kind, namespace and name are problems: applying them would fail, or would silently lose one.
 */
export function readManifests(folder: string): { objects: Manifest[]; problems: string[] } {
  const objects: Manifest[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();

  if (!fs.existsSync(folder)) {
    return { objects, problems: [`${folder} does not exist: run \`npm run synth\` first`] };
  }
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.ya?ml$/.test(file));
  for (const file of files.sort()) {
    for (const document of yaml.parseAllDocuments(fs.readFileSync(path.join(folder, file), 'utf8'))) {
      for (const error of document.errors) {
        problems.push(`${file}: ${error.message}`);
      }
      const object: unknown = document.errors.length === 0 ? document.toJS() : null;
      if (object === null) {
        continue;
      }
      const metadata = isTree(object) && isTree(object.metadata) ? object.metadata : {};
      if (!isTree(object) || !isText(object.apiVersion) || !isText(object.kind) || !isText(metadata.name)) {
        problems.push(`${file}: an object without apiVersion, kind or metadata.name`);
        continue;
      }
      const place = isText(metadata.namespace) ? `${metadata.namespace}/` : '';
      const identity = `${object.kind} ${place}${metadata.name}`;
      const key = `${object.apiVersion} ${identity}`;
      if (seen.has(key)) {
        problems.push(`${file}: ${identity} is there a second time`);
      }
      seen.add(key);
      objects.push({ origin: `${identity} (${file})`, kind: object.kind, object });
    }
  }
  return { objects, problems };
}

/** The rule files: the groups of each PrometheusRule, and each key of a ConfigMap that holds rule groups or is named as if it did. */
export function ruleFilesOf(objects: readonly Manifest[]): ConfigFile[] {
  return objects.flatMap((manifest) => {
    if (manifest.kind === 'PrometheusRule') {
      return [{ origin: manifest.origin, content: yaml.stringify(withoutOperatorFields(manifest.object.spec)) }];
    }
    return filesIn(manifest)
      .filter(({ key, content }) => /(?:^|\.)rules\.ya?ml$/.test(key) || hasRuleGroups(content))
      .map(({ origin, content }) => ({ origin, content }));
  });
}

/**
 * The scrape configurations, each as a whole Prometheus configuration: keys of ConfigMaps and Secrets that hold a list of jobs, or a
 * configuration with `scrape_configs`. Discovery through Kubernetes is swapped for a static target, because not every promtool has it
 * compiled in; rule files that only the server's pod has are left out.
 */
export function scrapeConfigsOf(objects: readonly Manifest[]): ConfigFile[] {
  return objects.flatMap(filesIn).flatMap(({ origin, key, content }) => {
    const parsed = parse(content);
    if (Array.isArray(parsed) && parsed.some((job) => isTree(job) && 'job_name' in job)) {
      return [{ origin, content: yaml.stringify({ scrape_configs: withStaticTargets(parsed) }) }];
    }
    if (isTree(parsed) && 'scrape_configs' in parsed) {
      const kept = Object.fromEntries(Object.entries(parsed).filter(([name]) => name !== 'rule_files'));
      return [{ origin, content: yaml.stringify(withStaticTargets(kept)) }];
    }
    // Named as a scrape configuration, and none: given as it is, for promtool to say what is wrong.
    return /(?:scrape[^/]*|^prometheus)\.ya?ml$/.test(key) ? [{ origin, content }] : [];
  });
}

/** The keys of a ConfigMap or Secret with their texts. */
function filesIn({ origin, kind, object }: Manifest): { origin: string; key: string; content: string }[] {
  const files: [string, string][] = [];
  if (kind === 'ConfigMap') {
    files.push(...textsOf(object.data));
  }
  if (kind === 'Secret') {
    files.push(...textsOf(object.stringData));
    files.push(
      ...textsOf(object.data).map(([key, text]): [string, string] => [
        key,
        Buffer.from(text, 'base64').toString('utf8'),
      ]),
    );
  }
  return files.map(([key, content]) => ({ origin: `${origin} ${key}`, key, content }));
}

function textsOf(data: unknown): [string, string][] {
  return isTree(data) ? Object.entries(data).filter((entry): entry is [string, string] => isText(entry[1])) : [];
}

/** Prometheus's rules have an `expr` each; Grafana's provisioned groups, which look alike otherwise, have not. */
function hasRuleGroups(content: string): boolean {
  const parsed = parse(content);
  const groups = isTree(parsed) && Array.isArray(parsed.groups) ? (parsed.groups as unknown[]) : [];
  return groups.some((group) => {
    const rules = isTree(group) && Array.isArray(group.rules) ? (group.rules as unknown[]) : [];
    return rules.some((rule) => isTree(rule) && 'expr' in rule);
  });
}

/** What the operator reads and a Prometheus server does not. */
function withoutOperatorFields(spec: unknown): unknown {
  if (!isTree(spec) || !Array.isArray(spec.groups)) {
    return spec;
  }
  const groups = (spec.groups as unknown[]).map((group) =>
    isTree(group)
      ? Object.fromEntries(Object.entries(group).filter(([key]) => key !== 'partial_response_strategy'))
      : group,
  );
  return { ...spec, groups };
}

function withStaticTargets(tree: unknown): unknown {
  if (Array.isArray(tree)) {
    return tree.map(withStaticTargets);
  }
  if (!isTree(tree)) {
    return tree;
  }
  const entries = Object.entries(tree).map(([key, value]): [string, unknown] =>
    key === 'kubernetes_sd_configs'
      ? ['static_configs', [{ targets: ['localhost:8080'] }]]
      : [key, withStaticTargets(value)],
  );
  return Object.fromEntries(entries);
}

/** What a text holds as YAML; undefined if it is none, as many texts in a ConfigMap are not. */
function parse(content: string): unknown {
  const document = yaml.parseDocument(content);
  return document.errors.length === 0 ? document.toJS() : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
