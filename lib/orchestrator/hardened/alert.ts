/** What the alerts of all areas have in common. */
import { defineAlert, type AlertDefinition } from '../../model/alerts/alert-definition';
import { labelValue, text } from '../../templates/text';

/** The replica set that fires. */
export const replicaSet = labelValue('replica_set');

/** The projection that fires. */
export const projection = text`Projection ${labelValue('projection')} of replica set ${replicaSet}`;

/** What most alerts ask, and those that users write: is there any. */
const ANY = { comparison: '>', threshold: 0 } as const;

/** An alert that fires above 0, unless it says otherwise. */
export const alert = <const TName extends string>(
  definition: Omit<AlertDefinition<TName>, keyof typeof ANY> & Partial<Pick<AlertDefinition, keyof typeof ANY>>,
): AlertDefinition<TName> => defineAlert({ ...ANY, ...definition });
