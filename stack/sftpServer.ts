import { readFileSync } from 'node:fs';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { pathToFileURL } from 'node:url';

import type { AuthContext, Connection, ServerChannel, SFTPWrapper } from 'ssh2';
import ssh2 from 'ssh2';

import { fingerprintOf } from '../ports/sftpSession.ts';
import { printLine } from './log.ts';
import { SftpFolder, type SftpRequest } from './sftpFolder.ts';

/**
 * What goes wrong with a request. `drop`: the connection breaks and nothing is done; `drop_after`: done, and the connection
 * breaks before the answer. `refuse`: permission denied. `hang`: from now on nothing is done and nothing is answered, and the
 * connection stays; `hang_after`: done first. `half_close`: nothing is done, and the server closes its half of the connection
 * while it still reads. A number: the milliseconds by which it is done later.
 */
export type SftpFault = 'drop' | 'drop_after' | 'refuse' | 'hang' | 'hang_after' | 'half_close' | number;

/** Asked anew for each request, before it is done. It may change the folder too, as others would. */
export type SftpFaults = (request: SftpRequest) => SftpFault | undefined | Promise<SftpFault | undefined>;

interface SftpServerOptions {
  /** The folder that is served as `/`. */
  dir: string;
  /** 0 takes any free one. */
  port: number;
  user: string;
  /** What the user may log in with: a password, a key (the public part as in authorized_keys), or either. */
  password?: string;
  publicKey?: string;
  /** A private key; without it one is made at the start. */
  hostKey?: string;
  faults?: SftpFaults;
}

/** An SFTP server on the loopback address. */
export interface SftpServer {
  port: number;
  /** `SHA256:...` of its host key. */
  fingerprint: string;
  /** How many connections are open now, and how many there were. */
  connections(): { open: number; ever: number };
  stop(): Promise<void>;
}

/** A key pair in OpenSSH's form, with its `SHA256:...`. */
export function makeKeyPair(): { private: string; public: string; fingerprint: string } {
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  return { ...pair, fingerprint: fingerprintOf(keyOf(pair.private).getPublicSSH()) };
}

/** Starts an SFTP server (version 3) that serves a real folder, one request of a connection after the other, in their order. */
export async function startSftpServer(options: SftpServerOptions): Promise<SftpServer> {
  const hostKey = options.hostKey ?? makeKeyPair().private;
  const sockets = new Set<Socket>();
  let ever = 0;
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => serve(connection, options));
  const net = (server as unknown as { _srv: NetServer })._srv;
  net.on('connection', (socket) => {
    ever += 1;
    sockets.add(socket);
    socket.setNoDelay();
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    fingerprint: fingerprintOf(keyOf(hostKey).getPublicSSH()),
    connections: () => ({ open: sockets.size, ever }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serve(connection: Connection, options: SftpServerOptions): void {
  // a connection that its client broke is the client's loss
  connection.on('error', () => undefined);
  connection.on('authentication', (context) => {
    if (mayEnter(context, options)) context.accept();
    else context.reject(['password', 'publickey']);
  });
  connection.on('session', (accept) => {
    accept().on('sftp', (begin) => new Session(connection, begin(), options));
  });
}

function mayEnter(context: AuthContext, { user, password, publicKey }: SftpServerOptions): boolean {
  if (context.username !== user) return false;
  if (context.method === 'password') return password !== undefined && context.password === password;
  if (context.method !== 'publickey' || publicKey === undefined) return false;
  const known = keyOf(publicKey);
  if (!known.getPublicSSH().equals(context.key.data)) return false;
  // a first question, whether the key would do, comes without a signature
  if (!context.signature || !context.blob) return context.signature === undefined;
  return known.verify(context.blob, context.signature, context.hashAlgo) === true;
}

function keyOf(text: string): ssh2.ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

type Answer = (sftp: SFTPWrapper, id: number) => void;

/** One session of a client: what happens to its requests. */
class Session {
  private readonly connection: Connection;
  private readonly sftp: SFTPWrapper;
  private readonly faults: SftpFaults;
  private readonly folder: SftpFolder;
  private isSilent = false;
  /** The work so far: a request waits for the one before it. */
  private last: Promise<void> = Promise.resolve();

  constructor(connection: Connection, sftp: SFTPWrapper, { dir, faults }: SftpServerOptions) {
    this.connection = connection;
    this.sftp = sftp;
    this.faults = faults ?? (() => undefined);
    const folder = new SftpFolder(dir);
    this.folder = folder;
    sftp.on('OPEN', (id, path, flags) => this.take(id, { kind: 'open', path }, () => folder.open(path, flags)));
    sftp.on('WRITE', (id, handle, offset, data) => {
      this.take(id, { kind: 'write', path: folder.pathOf(handle) }, () => folder.write(handle, offset, data));
    });
    sftp.on('READ', (id, handle, offset, length) => {
      this.take(id, { kind: 'read', path: folder.pathOf(handle) }, () => folder.read(handle, offset, length));
    });
    sftp.on('CLOSE', (id, handle) => {
      this.take(id, { kind: 'close', path: folder.pathOf(handle) }, () => folder.close(handle));
    });
    sftp.on('OPENDIR', (id, path) => this.take(id, { kind: 'opendir', path }, () => folder.openFolder(path)));
    sftp.on('READDIR', (id, handle) => {
      this.take(id, { kind: 'readdir', path: folder.pathOf(handle) }, () => folder.readFolder(handle));
    });
    sftp.on('LSTAT', (id, path) => this.take(id, { kind: 'lstat', path }, () => folder.attributes(path, false)));
    sftp.on('STAT', (id, path) => this.take(id, { kind: 'stat', path }, () => folder.attributes(path, true)));
    sftp.on('REMOVE', (id, path) => this.take(id, { kind: 'remove', path }, () => folder.remove(path)));
    sftp.on('RENAME', (id, path, to) => this.take(id, { kind: 'rename', path, to }, () => folder.rename(path, to)));
    sftp.on('REALPATH', (id, path) => this.take(id, { kind: 'realpath', path }, () => folder.realPath(path)));
    // the session of a connection that broke leaves no file open
    (sftp as unknown as ServerChannel).once('close', () => this.end());
    connection.once('close', () => this.end());
  }

  private end(): void {
    this.isSilent = true;
    this.last = this.last.then(() => this.folder.closeAll());
  }

  private take(id: number, request: SftpRequest, work: () => Promise<Answer>): void {
    this.last = this.last.then(() => this.handle(id, request, work));
  }

  private async handle(id: number, request: SftpRequest, work: () => Promise<Answer>): Promise<void> {
    if (this.isSilent) return;
    const fault = await this.faults(request);
    if (fault === 'drop') return this.drop();
    if (fault === 'half_close') return this.halfClose();
    if (fault === 'hang') return void (this.isSilent = true);
    if (fault === 'refuse') return this.sftp.status(id, ssh2.utils.sftp.STATUS_CODE.PERMISSION_DENIED);
    if (typeof fault === 'number') await new Promise((resolve) => setTimeout(resolve, fault));
    const answer = await work().catch(refusalOf);
    if (fault === 'drop_after') return this.drop();
    if (fault === 'hang_after') return void (this.isSilent = true);
    answer(this.sftp, id);
  }

  private drop(): void {
    this.isSilent = true;
    this.socket().destroy();
  }

  private halfClose(): void {
    this.isSilent = true;
    this.socket().end();
  }

  private socket(): Socket {
    return (this.connection as unknown as { _sock: Socket })._sock;
  }
}

function refusalOf(error: NodeJS.ErrnoException): Answer {
  const { NO_SUCH_FILE, PERMISSION_DENIED, FAILURE } = ssh2.utils.sftp.STATUS_CODE;
  const codes: Record<string, number> = { ENOENT: NO_SUCH_FILE, EACCES: PERMISSION_DENIED, EPERM: PERMISSION_DENIED };
  return (sftp, id) => sftp.status(id, codes[error.code ?? ''] ?? FAILURE);
}

/** The first so many renames are done, and their answers lost. */
function losingAnswers(count: number): SftpFaults {
  let left = count;
  return ({ kind }) => (kind === 'rename' && left-- > 0 ? 'drop_after' : undefined);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [dir, port = '2222', user, passwordFile, hostKeyFile, losesAnswers = '0'] = process.argv.slice(2);
  if (dir === undefined || user === undefined || passwordFile === undefined || hostKeyFile === undefined) {
    printLine('usage: node --import tsx stack/sftpServer.ts DIR PORT USER PASSWORD-FILE HOST-KEY-FILE [LOSES-ANSWERS]');
    process.exitCode = 2;
  } else {
    const server = await startSftpServer({
      dir,
      port: Number(port),
      user,
      password: readFileSync(passwordFile, 'utf8').trimEnd(),
      hostKey: readFileSync(hostKeyFile, 'utf8'),
      faults: losingAnswers(Number(losesAnswers)),
    });
    printLine(`sftp server: 127.0.0.1:${server.port}, host key ${server.fingerprint}, serves ${dir}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
  }
}
