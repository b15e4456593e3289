import { open } from 'node:fs/promises';

/** Writes a directory's names to disk: a new name in it survives a crash of the machine. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
