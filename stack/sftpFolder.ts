import { type FileHandle, lstat, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join, posix } from 'node:path';

import type { Attributes, SFTPWrapper } from 'ssh2';
import ssh2 from 'ssh2';

const { STATUS_CODE, flagsToString } = ssh2.utils.sftp;

/** One request of a client, by its name in SFTP 3. `path` is as the client gave it, also for requests on an open file. */
export interface SftpRequest {
  kind:
    | 'open' | 'write' | 'read' | 'close' | 'opendir' | 'readdir' | 'lstat' | 'stat' | 'remove' | 'rename' | 'realpath'; // prettier-ignore
  path: string;
  /** The new name of a rename. */
  to?: string;
}

type Answer = (sftp: SFTPWrapper, id: number) => void;

interface OpenFile {
  path: string;
  file?: FileHandle;
  /** Names of an open folder that were not given out yet. */
  names?: string[];
}

const namesAtOnce = 100;
const ok: Answer = (sftp, id) => sftp.status(id, STATUS_CODE.OK);
const end: Answer = (sftp, id) => sftp.status(id, STATUS_CODE.EOF);

/**
 * What one session does with a real folder. Each method does one request and returns its answer; it throws the error of
 * the file system. No path leads out of the folder; links in it are followed, as many servers do.
 */
export class SftpFolder {
  private readonly dir: string;
  private readonly opened = new Map<number, OpenFile>();
  private lastHandle = 0;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** The path under which a handle was opened; '' when it is not open. */
  pathOf(handle: Buffer): string {
    return this.opened.get(handle.readUInt32BE(0))?.path ?? '';
  }

  async open(path: string, flags: number): Promise<Answer> {
    return this.remember({ path, file: await open(this.real(path), flagsToString(flags) ?? 'r') });
  }

  async write(handle: Buffer, offset: number, data: Buffer): Promise<Answer> {
    await this.file(handle).write(data, 0, data.length, offset);
    return ok;
  }

  async read(handle: Buffer, offset: number, length: number): Promise<Answer> {
    const { bytesRead, buffer } = await this.file(handle).read(Buffer.alloc(length), 0, length, offset);
    return bytesRead === 0 ? end : (sftp, id) => sftp.data(id, buffer.subarray(0, bytesRead));
  }

  async close(handle: Buffer): Promise<Answer> {
    const number = handle.readUInt32BE(0);
    await this.opened.get(number)?.file?.close();
    this.opened.delete(number);
    return ok;
  }

  async closeAll(): Promise<void> {
    for (const { file } of this.opened.values()) await file?.close();
    this.opened.clear();
  }

  async openFolder(path: string): Promise<Answer> {
    return this.remember({ path, names: await readdir(this.real(path)) });
  }

  async readFolder(handle: Buffer): Promise<Answer> {
    const { path, names = [] } = this.opened.get(handle.readUInt32BE(0)) ?? { path: '' };
    const entries: { filename: string; longname: string; attrs: Attributes }[] = [];
    for (const filename of names.splice(0, namesAtOnce)) {
      // gone since: not listed
      const attrs = await lstat(join(this.real(path), filename)).then(attributesOf, () => undefined);
      if (attrs) entries.push({ filename, longname: filename, attrs });
    }
    return entries.length === 0 ? end : (sftp, id) => sftp.name(id, entries);
  }

  async attributes(path: string, followsLinks: boolean): Promise<Answer> {
    const found = attributesOf(await (followsLinks ? stat : lstat)(this.real(path)));
    return (sftp, id) => sftp.attrs(id, found);
  }

  async remove(path: string): Promise<Answer> {
    await unlink(this.real(path));
    return ok;
  }

  /** As SFTP 3 says: fails when something stands under the new name. */
  async rename(path: string, to: string): Promise<Answer> {
    const isTaken = await lstat(this.real(to)).then(
      () => true,
      () => false,
    );
    if (isTaken) return (sftp, id) => sftp.status(id, STATUS_CODE.FAILURE);
    await rename(this.real(path), this.real(to));
    return ok;
  }

  async realPath(path: string): Promise<Answer> {
    const filename = posix.join('/', path);
    return (sftp, id) => sftp.name(id, [{ filename, longname: filename, attrs: noAttributes }]);
  }

  /** A path of the client on this machine; `..` ends at the folder. */
  private real(path: string): string {
    return join(this.dir, posix.join('/', path));
  }

  private file(handle: Buffer): FileHandle {
    const { file } = this.opened.get(handle.readUInt32BE(0)) ?? {};
    if (!file) throw new Error('no file is open under this handle');
    return file;
  }

  private remember(file: OpenFile): Answer {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE((this.lastHandle += 1));
    this.opened.set(this.lastHandle, file);
    return (sftp, id) => sftp.handle(id, handle);
  }
}

const noAttributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

function attributesOf(found: Awaited<ReturnType<typeof stat>>): Attributes {
  const { mode, uid, gid, size, atimeMs, mtimeMs } = found;
  const seconds = (ms: number | bigint): number => Math.floor(Number(ms) / 1000);
  return {
    mode: Number(mode),
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
    atime: seconds(atimeMs),
    mtime: seconds(mtimeMs),
  };
}
