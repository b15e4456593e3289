import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const chunkCharacters = 1 << 18;

/** The folders of a counterpart: what it is sent, what it answers, and its own books. */
export interface Folders {
  incoming: string;
  taken: string;
  outgoing: string;
  books: string;
}

/** How the folders of one kind of counterpart are called, below its directory. */
export type FolderNames = Omit<Folders, 'taken'>;

/** Names the folders below a directory and makes those that are missing. */
export function makeFolders(directory: string, names: FolderNames): Folders {
  const folders = {
    incoming: join(directory, names.incoming),
    taken: join(directory, names.incoming, 'taken'),
    outgoing: join(directory, names.outgoing),
    books: join(directory, names.books),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  return folders;
}

/** Names of the files that stand ready to be taken, in order; temporary and hidden names are still being written. */
export function filesWaiting(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.tmp'))
    .map((entry) => entry.name)
    .sort();
}

/** Bytes and SHA-256 of a file; undefined when it has gone (taken back by its sender). */
export function readWithHash(path: string): { bytes: Buffer; sha256: string } | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Moves a file that was taken; keeps an earlier one of the same name by numbering. */
export function moveToTaken(folders: Folders, name: string): void {
  let target = join(folders.taken, name);
  for (let number = 2; existsSync(target); number += 1) target = join(folders.taken, `${name}.${number}`);
  renameSync(join(folders.incoming, name), target);
  syncFolder(folders.taken);
}

/** Writes under a temporary name, synced, and renames: readers see the whole file or none. */
export function writeWhole(
  path: string,
  parts: Iterable<string>,
  encoding: BufferEncoding = 'utf8',
  beforeRename: () => void = () => {},
): void {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  const file = openSync(temporary, 'w');
  try {
    let chunk = '';
    for (const part of parts) {
      chunk += part;
      if (chunk.length < chunkCharacters) continue;
      writeFileSync(file, chunk, encoding);
      chunk = '';
    }
    writeFileSync(file, chunk, encoding);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  beforeRename();
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
