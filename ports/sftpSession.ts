import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect as connectSocket, type Socket } from 'node:net';

import type { AnyAuthMethod, Client, SFTPWrapper } from 'ssh2';
import ssh2 from 'ssh2';

import { IncassoError } from '../domain/errors.ts';
import type { SftpExchange } from '../domain/exchangeSettings.ts';

/** One logged-in connection. It belongs to one operation, which closes it whatever happens. */
export interface SftpSession {
  /**
   * Sends one request and waits for its answer.
   * @throws the server's refusal (its `code` is a status of SFTP 3), or EXCHANGE when the connection ended or the server
   * was silent for `silence_timeout_ms`: then it is not known whether the request was done.
   */
  ask<Answer = void>(request: (sftp: SFTPWrapper, answer: Answerer<Answer>) => void): Promise<Answer>;
  /** Ends the connection, within half a second also when the server does not answer any more. Never throws. */
  close(): Promise<void>;
}

type Answerer<Answer> = (error: Error | null | undefined, answer?: Answer) => void;

const goodbyeMs = 500;

/**
 * Connects, checks the host key and logs in within `connect_timeout_ms`, then begins SFTP. No secret leaves before the host
 * key was found to be a pinned one.
 * @throws IncassoError EXCHANGE with what is wrong: no connection, another host key, a refused login, an unusable secret.
 */
export async function openSession(settings: SftpExchange): Promise<SftpSession> {
  const login = await loginOf(settings);
  const connection = new Connection(settings);
  try {
    await connection.open(login);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Opens a session, works, and closes it whatever happens. */
export async function withSession<Result>(
  settings: SftpExchange,
  work: (session: SftpSession) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(settings);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** `SHA256:` and base64 without padding, as ssh-keygen prints it. */
export function fingerprintOf(hostKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(hostKey).digest('base64').replace(/=+$/, '')}`;
}

class Connection implements SftpSession {
  private readonly settings: SftpExchange;
  private readonly client: Client = new ssh2.Client();
  private readonly socket: Socket;
  private readonly closed: Promise<void>;
  private sftp: SFTPWrapper | undefined;
  /** Why nothing more can be asked. */
  private broken: IncassoError | undefined;
  /** Fails what waits for an answer. */
  private readonly waiting = new Set<(reason: Error) => void>();

  constructor(settings: SftpExchange) {
    this.settings = settings;
    // a socket of our own: the library does not destroy one whose sending side is closed already
    // requests are small and each waits for the answer of the one before it: they must not be held back to be sent together
    this.socket = connectSocket({ host: settings.host, port: settings.port, noDelay: true });
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
    // for good, so that an error that comes after the answer has somebody who listens
    this.client.on('error', (error) => this.break(sentenceOfConnection(error)));
    this.client.on('close', () => this.break('the connection broke'));
  }

  /** Throws EXCHANGE; then `close` is still to be called. */
  async open(login: AnyAuthMethod): Promise<void> {
    const { settings, client } = this;
    const opened = new Promise<void>((resolve) => {
      client.once('ready', () => resolve());
      client.connect({
        sock: this.socket,
        username: settings.user,
        authHandler: [login],
        // the library's own time-out begins anew after connecting
        readyTimeout: 0,
        hostVerifier: (key: Buffer) => this.isPinned(key),
      });
    });
    await this.within(settings.connect_timeout_ms, 'does not answer', opened);
    const begun = new Promise<SFTPWrapper>((resolve, reject) => {
      client.sftp((error, sftp) =>
        error ? reject(this.failure(`it offers no SFTP: ${error.message}`)) : resolve(sftp),
      );
    });
    this.sftp = await this.within(settings.silence_timeout_ms, 'does not begin SFTP', begun);
    this.sftp.on('error', (error: Error) => this.break(`what it sends is no SFTP: ${error.message}`));
    this.sftp.on('close', () => this.break('the server ended the session'));
  }

  ask<Answer>(request: (sftp: SFTPWrapper, answer: Answerer<Answer>) => void): Promise<Answer> {
    const answered = new Promise<Answer>((resolve, reject) => {
      if (this.broken) return reject(this.broken);
      request(this.sftp as SFTPWrapper, (error, answer) => {
        if (error) reject(isRefusal(error) ? error : this.failure(sentenceOfConnection(error)));
        else resolve(answer as Answer);
      });
    });
    return this.within(this.settings.silence_timeout_ms, 'does not answer any more', answered);
  }

  async close(): Promise<void> {
    if (!this.broken) this.client.end();
    // sends the goodbye and waits for nobody: every request was answered, or nothing is to be hoped for
    this.socket.destroySoon();
    const timer = setTimeout(() => this.socket.destroy(), goodbyeMs);
    await this.closed;
    clearTimeout(timer);
  }

  /** Waits for an answer, the end of the connection, or the end of patience, after which the connection is of no use. */
  private within<Answer>(patienceMs: number, complaint: string, answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.break(`it ${complaint} (${patienceMs} ms)`), patienceMs);
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(fail);
        end();
      };
      const fail = (reason: Error): void => settle(() => reject(reason));
      this.waiting.add(fail);
      answer.then((value) => settle(() => resolve(value)), fail);
    });
  }

  private isPinned(key: Buffer): boolean {
    const seen = fingerprintOf(key);
    if (this.settings.host_keys.some((pinned) => areSame(pinned, seen))) return true;
    this.break(
      `its host key ${seen} is not among the host_keys of the system: nothing was sent. ` +
        'If the bank confirms this fingerprint, put it into host_keys',
    );
    return false;
  }

  /** The first reason counts: what follows is its consequence. */
  private break(reason: string): void {
    if (this.broken) return;
    this.broken = this.failure(reason);
    for (const fail of [...this.waiting]) fail(this.broken);
    this.socket.destroy();
  }

  private failure(reason: string): IncassoError {
    return new IncassoError('EXCHANGE', `${this.settings.host}:${this.settings.port}: ${reason}`);
  }
}

function isRefusal(error: Error): boolean {
  return typeof (error as { code?: unknown }).code === 'number';
}

function areSame(pinned: string, seen: string): boolean {
  const [one, other] = [Buffer.from(pinned), Buffer.from(seen)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function sentenceOfConnection(error: Error & { level?: string; code?: unknown }): string {
  if (error.level === 'client-authentication') {
    return 'it refuses the login: the user, or the key or password in its file, is wrong';
  }
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'nobody listens there';
    case 'ENOTFOUND':
      return 'there is no host of this name';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection broke';
    default:
      return error.message;
  }
}

/** Reads the secret. Nothing of it gets into an error. */
async function loginOf({ user, key_file, password_file }: SftpExchange): Promise<AnyAuthMethod> {
  if (key_file !== undefined) {
    const key = await secretIn('key_file', key_file);
    const parsed = ssh2.utils.parseKey(key);
    if (parsed instanceof Error || !parsed.isPrivateKey()) {
      throw new IncassoError('EXCHANGE', `key_file ${key_file} holds no private key without passphrase`);
    }
    return { type: 'publickey', username: user, key };
  }
  if (password_file === undefined) throw new IncassoError('EXCHANGE', 'neither key_file nor password_file is set');
  const password = (await secretIn('password_file', password_file)).toString('utf8').replace(/\r?\n$/, '');
  if (password === '') throw new IncassoError('EXCHANGE', `password_file ${password_file} is empty`);
  return { type: 'password', username: user, password };
}

async function secretIn(setting: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new IncassoError('EXCHANGE', `${setting} ${path} ${reason}`, { cause: error });
  }
}
