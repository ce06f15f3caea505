/** Names of the tables, as SQL has them. */
import type { DatabaseConfig } from '../fleet/database-config';

export type Tables = DatabaseConfig['tables'];

export function quotedTables({ tables }: DatabaseConfig): Tables {
  return {
    events: identifier(tables.events),
    checkpoints: identifier(tables.checkpoints),
    generations: identifier(tables.generations),
    workers: identifier(tables.workers),
  };
}

/** A table's name, with its schema where it is given, in double quotes: `orders.events` is `"orders"."events"`. */
export function identifier(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
