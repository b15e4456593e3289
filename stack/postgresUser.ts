import { existsSync, lstatSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { IncassoError } from '../domain/errors.ts';
import type { Log } from './log.ts';
import { copyPostgresProgram, findPostgresProgram } from './postgresProgram.ts';
import { runProgram } from './programs.ts';

/** Where root keeps what the user `postgres` must reach when the clone is out of its reach. */
const SYSTEM_DIR = '/var/lib/incasso';

/** The user that the server runs as: PostgreSQL refuses to run as root. Empty: the user who started us. */
export interface ServerUser {
  uid?: number;
  gid?: number;
}

/**
 * The user for a cluster: oneself, or for root the owner of an existing cluster, else the system user `postgres`, which is
 * made when it is missing. Throws STORAGE when it cannot be made.
 */
export async function serverUser(dataDir: string, log: Log): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  if (existsSync(dataDir)) {
    const { uid, gid } = await stat(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  const existing = await systemUser();
  if (existing !== undefined) return existing;

  log('postgres: it does not run as root; making the system user postgres');
  await runProgram('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const made = await systemUser();
  if (made !== undefined) return made;
  throw new IncassoError(
    'STORAGE',
    'PostgreSQL does not run as root and the system user postgres could not be made: run as another user, or set DATABASE_URL',
  );
}

/**
 * The folder of the cluster, `<dir>/data`. When root's clone is out of reach of the server's user (a clone under /root), it
 * becomes a link to a folder below /var/lib/incasso; a link that is there already is followed.
 */
export async function dataFolder(dir: string, user: ServerUser, log: Log): Promise<string> {
  const data = join(dir, 'data');
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o755);
  if (existsSync(data)) return await realpath(data);
  if (isLink(data)) await rm(data); // its target was removed: begin anew
  const real = await realpath(dir);
  if (user.uid === undefined || (await canReach(real, user))) return join(real, 'data');

  await mkdir(SYSTEM_DIR, { recursive: true, mode: 0o755 });
  const home = await mkdtemp(join(SYSTEM_DIR, `${basename(dirname(dirname(dir)))}-`));
  await chmod(home, 0o755);
  await symlink(join(home, 'data'), data);
  log(`postgres: its user cannot reach ${dir}, the data is in ${home}`);
  return join(home, 'data');
}

/** The folder of the program, or of a copy that the server's user can reach (made once for each version). */
export async function programFolder(user: ServerUser, log: Log): Promise<string> {
  const program = await findPostgresProgram();
  if (user.uid === undefined || (await canReach(join(program.folder, 'bin', 'postgres'), user))) return program.folder;

  const copy = join(SYSTEM_DIR, `postgres-${program.version}`);
  if (existsSync(copy)) return copy;
  log(`postgres: its user cannot reach the program, copying it to ${copy} once`);
  await mkdir(SYSTEM_DIR, { recursive: true, mode: 0o755 });
  const unfinished = await mkdtemp(`${copy}.unfinished-`);
  await copyPostgresProgram(program, unfinished);
  await chmod(unfinished, 0o755);
  await rename(unfinished, copy);
  return copy;
}

/** Gives a file or folder to the server's user. */
export async function giveTo(path: string, user: ServerUser): Promise<void> {
  if (user.uid !== undefined && user.gid !== undefined) await chown(path, user.uid, user.gid);
}

async function systemUser(): Promise<ServerUser | undefined> {
  const uid = await runProgram('id', ['-u', 'postgres']);
  const gid = await runProgram('id', ['-g', 'postgres']);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Asked of the system itself, as that user: every folder on the way counts, and access lists too. */
async function canReach(path: string, user: ServerUser): Promise<boolean> {
  const { code } = await runProgram('/bin/sh', ['-c', 'test -x "$0"', path], { ...user, cwd: '/' });
  return code === 0;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
