/** Writes one file for each delivery: `npx cdk8s synth --app "npx tsx examples/deliveries/main.ts" --output manifests`. */
import { deliveryApps } from './apps';

for (const { app } of deliveryApps()) {
  app.synth();
}
