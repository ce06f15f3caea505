/** Names and texts in SQL. */

/** A table's name, with its schema where it is given, in double quotes: `orders.events` is `"orders"."events"`. */
export function identifier(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}

/** A text in single quotes. */
export function literal(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}
