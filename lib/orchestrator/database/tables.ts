/** Names of the tables, as SQL has them. */
import { mapValues } from '../../validation';
import type { DatabaseConfig } from '../fleet/database-config';

export type Tables = DatabaseConfig['tables'];

export const quotedTables = ({ tables }: DatabaseConfig): Tables =>
  mapValues(tables, (name) => identifier(String(name))) as Tables;

/** A table's name, with its schema where it is given, in double quotes: `orders.events` is `"orders"."events"`. */
export function identifier(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
