/** What an alert is made of, wherever one is described: in settings, and in what a user adds. */
import * as v from 'valibot';
import { templateProblem } from '../../templates/problem';
import { alsoText, duration, oneOf, type Shape } from '../../validation';

export const template = (shape: Shape): Shape =>
  alsoText(shape, "a text that Prometheus's templates can read", templateProblem);

export const LABEL = 'a label name (letters, digits and _, not starting with a digit) of at most 100 characters';

/** The same where PromQL groups by it: `by (...)` takes any word but these three, in whatever case. */
export const PROMQL_LABEL = `${LABEL}, but inf, nan and without`;
export const PROMQL_LABEL_NAME =
  /^(?!([iI][nN][fF]|[nN][aA][nN]|[wW][iI][tT][hH][oO][uU][tT])$)[a-zA-Z_][a-zA-Z0-9_]*$/;

export const finiteNumber = v.pipe(v.number('a finite number'), v.finite('a finite number'));

export const anyDuration = duration(0, 31_536_000, 'at most 1y');

export const severity = oneOf('critical', 'warning', 'info');
