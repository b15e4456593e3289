import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { SftpExchange } from '../../domain/exchangeSettings.ts';
import { makeKeyPair, type SftpFaults, type SftpServer, startSftpServer } from '../../stack/sftpServer.ts';

/** A bank's SFTP server on a folder, and what is needed to reach it. */
export interface SftpBank {
  server: SftpServer;
  /** With the password; `withKey` logs in with the key. */
  settings: SftpExchange;
  withKey: SftpExchange;
  /** Asked for each request; a test sets it. */
  faults: { next?: SftpFaults | undefined };
  /** The folder of the secrets. */
  secrets: string;
  stop(): Promise<void>;
}

/** Starts a server that serves `dir`; the folders are paths below it, as `/to-bank`. */
export async function startSftpBank(
  dir: string,
  folders: { outbox: string; taken: string; inbox: string },
): Promise<SftpBank> {
  const secrets = await mkdtemp(join(tmpdir(), 'incasso-secrets-'));
  const key = makeKeyPair();
  await writeFile(join(secrets, 'password'), 'correct horse\n');
  await writeFile(join(secrets, 'key'), key.private, { mode: 0o600 });
  const faults: SftpBank['faults'] = {};
  const server = await startSftpServer({
    dir,
    port: 0,
    user: 'incasso',
    password: 'correct horse',
    publicKey: key.public,
    faults: (request) => faults.next?.(request),
  });
  const common = {
    kind: 'sftp' as const,
    host: '127.0.0.1',
    port: server.port,
    user: 'incasso',
    host_keys: [server.fingerprint],
    ...folders,
    connect_timeout_ms: 20_000,
    silence_timeout_ms: 20_000,
  };
  return {
    server,
    settings: { ...common, password_file: join(secrets, 'password') },
    withKey: { ...common, key_file: join(secrets, 'key') },
    faults,
    secrets,
    stop: async () => {
      await server.stop();
      await rm(secrets, { recursive: true, force: true });
    },
  };
}
