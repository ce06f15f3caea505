/** The database's part of the plain files. */
import type { MonitoringConfig } from '../../orchestrator';
import type { RenderedFile } from '../rendered-file';
import { queryFileText, renderQueryFile } from './query-file';
import { renderRoleSql } from './role';

/** The queries and the role; none without `database`. */
export function databaseFiles(config: MonitoringConfig): readonly RenderedFile[] {
  const file = renderQueryFile(config);
  return file === undefined || config.database === undefined
    ? []
    : [
        { path: `database/${file.name}`, content: queryFileText(file) },
        { path: 'database/role.sql', content: renderRoleSql(config.database) },
      ];
}
