/** What an alert is made of, wherever one is described: in settings, and in what a user adds. */
import * as v from 'valibot';
import { templateProblem } from '../../templates/syntax';
import { alsoText, duration, oneOf, type Shape } from '../../validation';

/** A text in Prometheus's template language. */
export const template = (shape: Shape): Shape =>
  alsoText(shape, "a text that Prometheus's templates can read", templateProblem);

export const finiteNumber = v.pipe(v.number('a finite number'), v.finite('a finite number'));

export const anyDuration = duration(0, 31_536_000, 'at most 1y');

export const severity = oneOf('critical', 'warning', 'info');
