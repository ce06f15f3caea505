/** Shapes under the names that the objects of Kubernetes use for them. */
import { record, text, type Shape } from '../../../validation';

export {
  anything,
  either,
  fields,
  flag,
  given as allowed,
  isPlainObject as hasFields,
  oneLine as line,
  oneOf,
  shown,
  text,
  type Shape as Check,
  type Shapes as Checks,
} from '../../../validation';

/** An object whose keys are free, within a form. */
export function entries(what: string, keyForm: string, isKey: RegExp, value: Shape): Shape {
  return record(`an object of ${what}`, text(keyForm, isKey), value);
}
