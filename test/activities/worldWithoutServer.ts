import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll } from 'vitest';

import { type Activities, createActivities, type Ports } from '../../activities/index.ts';
import type { Db } from '../../db/connection.ts';
import { httpAccounting } from '../../ports/accounting.ts';
import { directoryArchive } from '../../ports/archive.ts';
import type { Exchange } from '../../ports/exchange.ts';
import { exchangeOf } from '../../ports/exchangeOf.ts';
import { readLetterFonts } from '../../ports/fonts.ts';
import { createLog } from '../../ports/log.ts';
import { smtpMail } from '../../ports/mail.ts';
import { type Mailbox, startMailbox } from '../../stack/mailbox.ts';
import { insertDanishOffice } from '../support/danishOffice.ts';
import { testDatabase } from '../support/database.ts';
import { insertOffice } from '../support/fixtures.ts';
import { type Mail, readMail } from '../support/mails.ts';

/** The activities on a real database and real directories, without a Temporal server: one file's tests share it. */
export interface World {
  readonly db: Db;
  readonly databaseUrl: string;
  readonly ports: Ports;
  readonly activities: Activities;
  readonly bankDir: string;
  /** Business time; a test moves it. */
  now: string;
  /** Workflows that were told to look, in order. */
  woken: string[];
  /** Messages that the mail server took. */
  mails: Mail[];
  faults: {
    exchange?: (real: Exchange) => Exchange;
    /** The mail server turns everybody away; it refuses an address; it keeps a message and the connection breaks. */
    mailDown?: boolean;
    refuses?: string;
    mailAnswerLost?: boolean;
    wake?: (workflowId: string) => void;
  };
  /** Files in to-bank, without the folder `taken`. */
  atBank(): Promise<string[]>;
  putInInbox(name: string, content: string | Buffer): Promise<void>;
  inInbox(): Promise<string[]>;
  fromBank(name: string): Promise<string>;
}

export function testWorld(
  name: string,
  options: { approvalRequired?: boolean; danish?: 'nets-basis' | 'nets-total' } = {},
): World {
  const database = testDatabase(name);
  const world = { now: '2026-03-02T08:00:00.000Z', woken: [], mails: [], faults: {} } as unknown as World;
  let dir = '';
  let mailbox: Mailbox;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'incasso-world-'));
    const bankDir = join(dir, 'bank');
    for (const folder of ['to-bank/taken', 'from-bank']) await mkdir(join(bankDir, folder), { recursive: true });
    mailbox = await startMailbox({
      dir: join(dir, 'mail'),
      port: 0,
      faults: {
        closed: () => world.faults.mailDown ?? false,
        refuses: (address) => address === world.faults.refuses,
        losesAnswer: () => world.faults.mailAnswerLost ?? false,
      },
      onMessage: async (message) => void world.mails.push(await readMail(message)),
    });
    const ports: Ports = {
      db: database.db,
      clock: { now: () => Promise.resolve(world.now) },
      archive: directoryArchive(join(dir, 'archive')),
      fonts: readLetterFonts,
      exchangeOf: (system) => {
        const real = exchangeOf(system.exchange);
        return world.faults.exchange?.(real) ?? real;
      },
      mail: smtpMail(`smtp://127.0.0.1:${mailbox.port}`, 'incasso@example.org'),
      accounting: httpAccounting(undefined, {}),
      temporal: {
        wake: ({ workflow_id }) => {
          world.faults.wake?.(workflow_id);
          world.woken.push(workflow_id);
          return Promise.resolve();
        },
        isRunning: () => Promise.resolve(false),
        isWorking: () => Promise.resolve(false),
        hasConnector: () => Promise.resolve(true),
      },
      log: createLog('test', 'silent'),
      settings: {
        supportEmail: 'support@example.org',
        webUi: undefined,
        namespace: 'default',
        wakeupsPerSecond: 10_000,
        digestAnchor: '2026-01-05',
        reminders: 'mail',
        signatureAsksPerDay: 1000,
      },
    };
    const inbox = join(bankDir, 'from-bank');
    Object.assign(world, {
      db: database.db,
      databaseUrl: database.url,
      ports,
      activities: createActivities(ports),
      bankDir,
      atBank: async () => (await readdir(join(bankDir, 'to-bank'))).filter((file) => file !== 'taken').sort(),
      putInInbox: (file: string, content: string | Buffer) => writeFile(join(inbox, file), content),
      inInbox: async () => (await readdir(inbox)).sort(),
      fromBank: (file: string) => readFile(join(inbox, file), 'utf8'),
    });
    await insertOffice(database.db, {
      customers: 0,
      issuedOn: '2026-02-01',
      dueOn: '2026-03-01',
      bankDir,
      ...options,
    });
    if (options.danish) await insertDanishOffice(database.db, { bankDir, adapter: options.danish });
  });

  afterAll(async () => {
    await mailbox.stop();
    await rm(dir, { recursive: true, force: true });
  });
  return world;
}
