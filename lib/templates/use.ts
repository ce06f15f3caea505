/** What a template takes of the alert: which labels it reads, and whether its text changes from one evaluation to the next. */
import { parseTemplate } from './parse';

export interface TemplateUse {
  /** Labels of the alert that it reads. */
  readonly labels: readonly string[];
  /** What in it may give another text at each evaluation: `$value`, `query`, ... In a label, it keeps the alert from ever firing. */
  readonly changing: readonly string[];
}

export function templateUse(template: string): TemplateUse {
  const parsed = parseTemplate(template);
  const labels = new Set<string>();
  const changing = new Set<string>();
  for (const { kind, text, at, end, data } of 'problem' in parsed ? [] : parsed.operands) {
    const [datum, name] = data ?? [];
    if (datum === 'Labels' && name !== undefined) {
      labels.add(name);
    } else if (datum === 'Value' || data?.length === 0 || (kind === 'word' && text === 'query')) {
      changing.add(template.slice(at, end));
    }
  }
  return { labels: [...labels], changing: [...changing] };
}
