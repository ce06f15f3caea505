/**
 * What a component needs is loaded when the first of its kind is made: a program that imports this entry pays for no other, and one that makes
 * none, such as a test of something else, for nothing but the classes.
 */
import type * as grafana from './grafana/grafana';
import type * as kubernetes from './kubernetes/delivered-objects';
import type * as lagExporter from './kubernetes/lag-exporter-objects';

/* eslint-disable @typescript-eslint/no-require-imports -- constructors cannot wait for an import() */

export const loadGrafana = (): typeof grafana => require('./grafana/grafana') as typeof grafana;

export const loadKubernetes = (): typeof kubernetes => require('./kubernetes/delivered-objects') as typeof kubernetes;

export const loadLagExporter = (): typeof lagExporter =>
  require('./kubernetes/lag-exporter-objects') as typeof lagExporter;
