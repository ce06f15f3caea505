/** Whether two matchers are for values of a label that have nothing in common. */
import { sourceOf, textOf, treeOf, withoutMacros } from './grammar';
import { PARTS, refuses } from './re2';
import type { LabelMatcher } from './write';

/** What values begin with, and whether they end there. */
interface Beginning {
  readonly text: string;
  readonly isWhole: boolean;
}

const ANY: readonly Beginning[] = [{ text: '', isWhole: false }];
const EMPTY: readonly Beginning[] = [{ text: '', isWhole: true }];

/** Groups that stand behind each other make no more texts than these. */
const MOST = 1_000;

/** Whether surely no value passes both: none of a list passes the other, and patterns begin with different texts. */
export function neverMeet(one: LabelMatcher, other: LabelMatcher): boolean {
  const isOpposite = one.value === other.value && ['=~!~', '!~=~'].includes(one.op + other.op);
  const others = beginningsOf(other);
  const areDifferent = (own: Beginning, theirs: Beginning): boolean =>
    theirs.isWhole
      ? refuses([one], theirs.text)
      : !own.text.startsWith(theirs.text) && !theirs.text.startsWith(own.text);
  return (
    isOpposite ||
    beginningsOf(one).every((own) =>
      own.isWhole ? refuses([other], own.text) : others.every((theirs) => areDifferent(own, theirs)),
    )
  );
}

const MATCHER =
  /(?:([a-zA-Z_]\w*)\s*(!=|!~|=~|=)|"([a-zA-Z_]\w*)",)\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)/g;

/** What an expression asks of labels, or gives them by `label_replace`. */
export function matchersIn(expression: string): readonly LabelMatcher[] {
  return [...expression.matchAll(MATCHER)].map(([, asked, op, given, text = '']) => ({
    label: asked ?? given ?? '',
    op: (op ?? '=') as LabelMatcher['op'],
    value: textOf(text),
  }));
}

/** What an expression asks of the labels of each series that it names, once for each time. */
export function readingsIn(expression: string) {
  const readings: { readonly metric: string; readonly matchers: readonly LabelMatcher[] }[] = [];
  const source = withoutMacros(expression);
  treeOf(source).iterate({
    enter: ({ name, node }) => {
      const metric = name === 'VectorSelector' ? node.getChild('Identifier') : null;
      if (metric !== null) {
        readings.push({ metric: sourceOf(metric, source), matchers: matchersIn(sourceOf(node, source)) });
      }
    },
  });
  return readings;
}

/** Where flags change what letters mean, nothing is known. */
function beginningsOf({ op, value }: LabelMatcher): readonly Beginning[] {
  const isRead = op === '=~' && !/\(\?[^:<]/.test(value);
  return op === '=' ? [{ text: value, isWhole: true }] : isRead ? alternatives(value.match(EACH_PART) ?? []) : ANY;
}

const EACH_PART = new RegExp(`${PARTS.source}|\\(\\?:|[^]`, 'gu');

/** Takes parts of an expression up to the end of a group. */
function alternatives(parts: string[]): readonly Beginning[] {
  const before: Beginning[] = [];
  let own = EMPTY;
  for (let part = parts.shift(); part !== undefined && part !== ')'; part = parts.shift()) {
    if (part === '|') {
      before.push(...own);
      own = EMPTY;
    } else {
      const next = part.startsWith('(') ? alternatives(parts) : literally(part);
      own = followed(own, /^[*+?{]/.test(parts[0] ?? '') ? ANY : next);
    }
  }
  return [...before, ...own];
}

function literally(part: string): readonly Beginning[] {
  return /^(?:\\\W|[^\\.*+?{^$])$/u.test(part) ? [{ text: part.replace(/^\\(?=.)/su, ''), isWhole: true }] : ANY;
}

function followed(own: readonly Beginning[], next: readonly Beginning[]): readonly Beginning[] {
  return own.flatMap((beginning) =>
    !beginning.isWhole
      ? [beginning]
      : own.length * next.length > MOST
        ? [{ ...beginning, isWhole: false }]
        : next.map(({ text, isWhole }) => ({ text: beginning.text + text, isWhole })),
  );
}
