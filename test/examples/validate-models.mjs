/** Reads objects with the modules of their models from standard input, and writes what the models find wrong. */
import { readFileSync } from 'node:fs';

const problems = [];
for (const { object, model } of JSON.parse(readFileSync(0, 'utf8'))) {
  const { [object.kind]: Model } = await import(model);
  try {
    new Model(object).validate();
  } catch (error) {
    // The models take `duration` for ISO 8601's, where Kubernetes means Go's; a pattern stands beside it, and is checked.
    const wrong = error.errors.filter(({ keyword, params }) => keyword !== 'format' || params.format !== 'duration');
    problems.push(
      ...wrong.map(({ instancePath, message }) => `${object.kind} ${object.metadata.name}: ${instancePath} ${message}`),
    );
  }
}
process.stdout.write(JSON.stringify(problems));
