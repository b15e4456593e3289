import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The path of a file or folder of the shared data, undefined when it is not on this machine. */
export function sharedData(...path: string[]): string | undefined {
  const directory = process.env.INCASSO_SHARED_DATA ?? join(import.meta.dirname, '../../../shared/data');
  const full = join(directory, ...path);
  return existsSync(full) ? full : undefined;
}
