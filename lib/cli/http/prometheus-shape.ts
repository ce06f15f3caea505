/** What the data of Prometheus's answers must look like, as far as it is read here: a server in its place may answer almost so. */

/** Says where a value is of another kind than it must be; undefined where it is right. */
export type Shape = (value: unknown, place: string) => string | undefined;

const text: Shape = (value, place) => (typeof value === 'string' ? undefined : place);

const number: Shape = (value, place) => (typeof value === 'number' ? undefined : place);

const anything: Shape = () => undefined;

const optional =
  (shape: Shape): Shape =>
  (value, place) =>
    value === undefined ? undefined : shape(value, place);

/** Servers written in Go give an empty list as null, too. */
const optionalList =
  (shape: Shape): Shape =>
  (value, place) =>
    value === null || value === undefined ? undefined : list(shape)(value, place);

const list =
  (shape: Shape): Shape =>
  (value, place) =>
    Array.isArray(value)
      ? first(value.map((element: unknown, index) => () => shape(element, `${place}[${String(index)}]`)))
      : place;

const pair =
  (...shapes: readonly [Shape, Shape]): Shape =>
  (value, place) =>
    Array.isArray(value)
      ? first(shapes.map((shape, index) => () => shape(value[index], `${place}[${String(index)}]`)))
      : place;

const record =
  (shape: Shape): Shape =>
  (value, place) =>
    isObject(value)
      ? first(
          Object.entries(value).map(
            ([key, field]) =>
              () =>
                shape(field, `${place}.${key}`),
          ),
        )
      : place;

const fields =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, place) =>
    isObject(value)
      ? first(
          Object.entries(shapes).map(
            ([key, shape]) =>
              () =>
                shape(value[key], `${place}.${key}`),
          ),
        )
      : place;

function first(looks: readonly (() => string | undefined)[]): string | undefined {
  for (const look of looks) {
    const place = look();
    if (place !== undefined) {
      return place;
    }
  }
  return undefined;
}

/** Whether it is an object, so that its fields can be looked at. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const labels = record(text);

/** Of a query: a vector or a matrix; a scalar has no series. */
export const queryData: Shape = (value, place) =>
  isScalar(value)
    ? undefined
    : fields({
        result: list(
          fields({
            metric: labels,
            // A series of native histograms has neither.
            value: optional(pair(anything, text)),
            values: optional(list(pair(anything, text))),
          }),
        ),
      })(value, place);

/** Whether the data of a query is a single value without labels. */
export function isScalar(data: unknown): boolean {
  return isObject(data) && (data['resultType'] === 'scalar' || data['resultType'] === 'string');
}

/** Of the targets. */
export const targetData = fields({
  activeTargets: list(
    fields({
      labels,
      scrapeUrl: optional(text),
      lastError: optional(text),
      health: optional(text),
      scrapeInterval: optional(text),
    }),
  ),
});

/** Of the rules. */
export const ruleData = fields({
  groups: list(
    fields({
      name: text,
      file: optional(text),
      interval: optional(number),
      evaluationTime: optional(number),
      lastEvaluation: optional(text),
      rules: list(
        fields({
          name: text,
          type: text,
          query: text,
          health: optional(text),
          lastError: optional(text),
          duration: optional(number),
          keepFiringFor: optional(number),
          labels: optional(labels),
          annotations: optional(labels),
          alerts: optionalList(fields({ state: text, labels, annotations: labels })),
        }),
      ),
    }),
  ),
});
