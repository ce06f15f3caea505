/** Grafana's HTTP API, as much of it as is asked here. */
import * as v from 'valibot';
import type { Shape } from '../../validation';
import { UnreachableError } from '../exit-codes';
import { ask, type Answer, type Server } from './http';
import { parseJson, refuseStatus } from './prometheus-api';

/** What a path answers, of a shape; where there is no such path, it is undefined. */
export async function get<TShape extends Shape>(
  server: Server,
  path: string,
  shape: TShape,
): Promise<v.InferOutput<TShape>> {
  return read(server, path, await ask(server, path), shape);
}

/** The same of an answer that was given. */
export function read<TShape extends Shape>(
  server: Server,
  path: string,
  { status, body }: Answer,
  shape: TShape,
): v.InferOutput<TShape> {
  if (status !== 404) {
    refuseStatus(server, status, body);
  }
  const data = status === 404 ? undefined : parseJson(body);
  if (!v.is(shape, data)) {
    throw new UnreachableError(
      `${server.url} does not answer ${path} as Grafana does: is it its address, with its path?`,
    );
  }
  return data;
}
