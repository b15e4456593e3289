import { mkdirSync, readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

import { SMTPServer } from 'smtp-server';

import { printLine } from './log.ts';

const MAX_MESSAGE_BYTES = 25 * 1024 * 1024;

/** A mail server that delivers nothing: it keeps each message as a file. */
export interface Mailbox {
  port: number;
  stop(): Promise<void>;
}

/** What goes wrong with the server, asked anew each time. */
export interface MailFaults {
  /** It turns everybody away. */
  closed?(): boolean;
  /** It takes nothing for this address. */
  refuses?(address: string): boolean;
  /** It keeps a message, and the connection breaks before it says so. */
  losesAnswer?(): boolean;
}

interface MailboxOptions {
  dir: string;
  /** 0 takes any free one. */
  port: number;
  faults?: MailFaults;
  /** Told of each message before its sender is answered. */
  onMessage?: (message: Buffer) => Promise<void>;
}

/**
 * Starts an SMTP server on the loopback address that keeps each message in `dir` as `<number>-<first recipient>.eml`, as it
 * came. A message is accepted when its file is whole.
 */
export function startMailbox({ dir, port, faults = {}, onMessage }: MailboxOptions): Promise<Mailbox> {
  mkdirSync(dir, { recursive: true });
  let lastNumber = highestNumber(dir);
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MESSAGE_BYTES,
    onConnect: (_session, done) => done(faults.closed?.() ? refusal(421, 'closed for a moment') : null),
    onRcptTo: ({ address }, _session, done) =>
      done(faults.refuses?.(address) ? refusal(550, `<${address}>: there is no such mailbox`) : null),
    onData(stream, session, done) {
      const number = ++lastNumber;
      const recipient = session.envelope.rcptTo[0]?.address ?? 'nobody';
      buffer(stream)
        .then(async (message) => {
          if (stream.sizeExceeded) throw new Error(`the message is larger than ${MAX_MESSAGE_BYTES} bytes`);
          await keep(join(dir, fileName(number, recipient)), message);
          await onMessage?.(message);
          if (faults.losesAnswer?.()) for (const socket of sockets) socket.destroy();
        })
        .then(
          () => done(),
          (error: Error) => done(error),
        );
    },
  });
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // a connection that its client broke is the client's loss
  server.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.server.address();
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        stop: () => new Promise((stopped) => server.close(() => stopped())),
      });
    });
  });
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function fileName(number: number, recipient: string): string {
  const safe = recipient.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80);
  return `${String(number).padStart(6, '0')}-${safe}.eml`;
}

async function keep(file: string, message: Buffer): Promise<void> {
  await writeFile(`${file}.unfinished`, message);
  await rename(`${file}.unfinished`, file);
}

function highestNumber(dir: string): number {
  const numbers = readdirSync(dir).map((name) => Number(/^(\d{6,})-/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [dir, port = '2525'] = process.argv.slice(2);
  if (dir === undefined) {
    printLine('usage: node --import tsx stack/mailbox.ts DIR [PORT]');
    process.exitCode = 2;
  } else {
    const mailbox = await startMailbox({ dir, port: Number(port) });
    printLine(`mailbox: SMTP on 127.0.0.1:${mailbox.port}, messages are kept in ${dir}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void mailbox.stop());
  }
}
