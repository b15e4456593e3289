import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { type ActivityInterceptors, Worker } from '@temporalio/worker';
import { afterAll, beforeAll } from 'vitest';

import { createActivities, type Ports } from '../../activities/index.ts';
import type { Db } from '../../db/connection.ts';
import { connectorQueue } from '../../domain/ids.ts';
import { httpAccounting } from '../../ports/accounting.ts';
import { directoryArchive } from '../../ports/archive.ts';
import type { Exchange } from '../../ports/exchange.ts';
import { exchangeOf } from '../../ports/exchangeOf.ts';
import { readLetterFonts } from '../../ports/fonts.ts';
import { createLog } from '../../ports/log.ts';
import { smtpMail } from '../../ports/mail.ts';
import { addSearchAttributes, temporalPort } from '../../ports/temporal.ts';
import { type Mailbox, startMailbox } from '../../stack/mailbox.ts';
import { findTestServer } from '../../stack/testServer.ts';
import { bundleWorkflows } from '../../workers/worker.ts';
import { testDatabase } from './database.ts';

export const taskQueue = 'incasso';

/** A whole office for a test file: database, time-skipping Temporal server, worker, directories of a bank, a mailbox. */
export interface Office {
  readonly db: Db;
  readonly env: TestWorkflowEnvironment;
  /** Does not skip time. */
  readonly client: Client;
  readonly ports: Ports;
  /** Root of the directories: bank/to-bank, bank/to-bank/taken, bank/from-bank, archive, mail. */
  readonly dir: string;
  /** Lets business time pass; timers due meanwhile fire. */
  pass(duration: string): Promise<void>;
  /** Mails that the office got so far. */
  mails(): Promise<string[]>;
  faults: {
    /** Wraps the exchange for the next uses, to bring faults in. */
    exchange?: (real: Exchange) => Exchange;
    /** True: the mail server takes nothing for this address. */
    refusesMail?: (address: string) => boolean;
    /** True: the connector vanishes after the activity has done its work, and its answer is lost. */
    vanish?: () => boolean;
  };
  /** Stops the connector and starts another one. */
  restartConnector(): Promise<void>;
}

/** Opens an office before the tests of a file and closes it after them; nothing is left behind. */
export function testOffice(name: string): Office {
  const database = testDatabase(name);
  const office: Partial<Office> & { faults: Office['faults'] } = { faults: {} };
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'incasso-office-'));
    closing.push(() => rm(dir, { recursive: true, force: true }));
    for (const folder of ['bank/to-bank/taken', 'bank/from-bank', 'mail'])
      await mkdir(join(dir, folder), { recursive: true });
    const mailbox: Mailbox = await startMailbox({
      dir: join(dir, 'mail'),
      port: 0,
      faults: { refuses: (address) => office.faults.refusesMail?.(address) ?? false },
    });
    closing.push(() => mailbox.stop());
    const path = await findTestServer(() => undefined);
    const env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
    closing.push(() => env.teardown());
    await addSearchAttributes(env.connection, 'default');
    const client = new Client({ connection: env.connection });
    const ports: Ports = {
      db: database.db,
      clock: { now: async () => new Date(await env.currentTimeMs()).toISOString() },
      archive: directoryArchive(join(dir, 'archive')),
      fonts: readLetterFonts,
      exchangeOf: (system) => {
        const real = exchangeOf(system.exchange);
        return office.faults.exchange?.(real) ?? real;
      },
      mail: smtpMail(`smtp://127.0.0.1:${mailbox.port}`, 'incasso@example.org'),
      accounting: httpAccounting(undefined, {}),
      temporal: temporalPort(client, taskQueue),
      log: createLog('test', process.env['INCASSO_LOG_LEVEL'] ?? 'silent'),
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
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      workflowBundle: await bundleWorkflows(),
      activities: createActivities(ports),
    });
    closing.push(running(worker));
    let stopConnector = async (): Promise<void> => {};
    const restartConnector = async (): Promise<void> => {
      await stopConnector();
      stopConnector = running(
        await Worker.create({
          connection: env.nativeConnection,
          taskQueue: connectorQueue(taskQueue),
          activities: createActivities(ports),
          maxConcurrentActivityTaskExecutions: 4,
          interceptors: { activity: [() => vanishing(() => office.faults.vanish?.() ?? false)] },
        }),
      );
    };
    await restartConnector();
    closing.push(() => stopConnector());
    Object.assign(office, {
      db: database.db,
      env,
      client,
      ports,
      dir,
      pass: (duration: string) => env.sleep(duration as '1 day'),
      restartConnector,
      mails: async () => (existsSync(join(dir, 'mail')) ? (await readdir(join(dir, 'mail'))).sort() : []),
    });
  });

  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });
  return office as Office;
}

/** Runs a worker; the returned function ends it. */
function running(worker: Worker): () => Promise<void> {
  const ended = worker.run();
  return async () => {
    worker.shutdown();
    await ended;
  };
}

/** Loses the answer of an activity whose work was done. */
function vanishing(vanishes: () => boolean): ActivityInterceptors {
  return {
    inbound: {
      async execute(input, next) {
        const answer: unknown = await next(input);
        if (vanishes()) throw new Error('the connector has vanished');
        return answer;
      },
    },
  };
}

/** Asks again until the answer is right; fails with the last answer after 20 seconds. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  isRight: (value: Value) => boolean,
  what: string,
): Promise<Value> {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await ask();
    if (isRight(value)) return value;
    if (Date.now() > end) throw new Error(`${what}: still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
