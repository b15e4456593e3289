import { connect as connectSocket } from 'node:net';

import { hasDossiers } from '../db/dossiers.ts';
import { waitingMails } from '../db/mails.ts';
import { missingMigrations } from '../db/migrations/index.ts';
import { listSystems } from '../db/parties.ts';
import { serverVersion, wakeupBacklog } from '../db/server.ts';
import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { connectorQueue } from '../domain/ids.ts';
import { searchAttributes } from '../domain/searchAttributes.ts';
import { systemClock } from '../ports/clock.ts';
import type { Context } from './context.ts';
import { checkWritable, exchangeChecks } from './exchangeChecks.ts';
import { describeGuard, guards, isLate } from './guards.ts';
import { workersPolling } from './jobs.ts';
import { compareRowsAndWorkflows } from './rowsAndWorkflows.ts';

export interface Finding {
  check: string;
  ok: boolean;
  detail: string;
  /** What to do; '' when nothing is wrong. */
  advice: string;
}

/** A check that went well says what it saw; one that did not throws `Sick`. */
type Check = () => Promise<string>;

class Sick extends IncassoError {
  readonly advice: string;
  constructor(detail: string, advice: string) {
    super('REFUSED', detail);
    this.advice = advice;
  }
}

/** Checks every connection, schema, schedule and directory, and tells each as it is found. True when all are well. */
export async function examine(context: Context, tell: (finding: Finding) => void): Promise<boolean> {
  let healthy = true;
  const check = async (name: string, look: Check, advice: string): Promise<boolean> => {
    const finding = await findingOf(name, look, advice);
    tell(finding);
    healthy &&= finding.ok;
    return finding.ok;
  };
  const database = await check('database', () => checkDatabase(context), 'start PostgreSQL, or mend DATABASE_URL');
  const schema = database && (await check('schema', () => checkSchema(context), 'run "incasso setup"'));
  const temporal = await check('temporal server', () => checkTemporal(context), 'start it, or mend TEMPORAL_ADDRESS');
  if (temporal) {
    await check('worker', () => checkWorker(context), 'start one with "incasso worker"');
    await check('search attributes', () => checkSearchAttributes(context), 'run "incasso setup"');
    for (const guard of guards) {
      await check(`guard ${guard.id}`, () => checkGuard(context, guard), 'run "incasso setup"');
    }
  }
  await check('archive', () => checkWritable(context.config.archiveDir, true), 'create it, or mend its permissions');
  await check('mail server', () => checkMailServer(context), 'mend INCASSO_SMTP_URL, or start the server');
  if (schema) {
    await check('mails', () => checkMails(context), 'see whether the mail server takes messages and mail-send runs');
    await check('wakeups', () => checkWakeups(context), 'see whether a worker runs and the guard wakeup is active');
    for (const system of await listSystems(await context.db())) {
      for (const { name, look, advice } of exchangeChecks(system.exchange)) {
        await check(`${system.code} ${name}`, look, advice);
      }
    }
  }
  if (schema && (await hasDossiers(await context.db()))) {
    await check(
      'accounting package',
      () => checkAccounting(context),
      'mend INCASSO_ACCOUNTING_URL or _TOKEN, or start it',
    );
    if (temporal)
      await check('connector', () => checkConnector(context), 'start one with "incasso worker --connector"');
  }
  if (schema && temporal) {
    await check('rows and workflows', () => checkRows(context), 'run "incasso resume"');
  }
  return healthy;
}

async function findingOf(check: string, look: Check, advice: string): Promise<Finding> {
  try {
    return { check, ok: true, detail: await look(), advice: '' };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const detail = sentenceOf(error) || (typeof code === 'string' ? code : 'no answer');
    return { check, ok: false, detail, advice: error instanceof Sick ? error.advice : advice };
  }
}

const oldestPostgres = 16;

async function checkDatabase(context: Context): Promise<string> {
  const version = await serverVersion(await context.db());
  if (version >= oldestPostgres) return `PostgreSQL ${version}`;
  throw new Sick(`PostgreSQL ${version} is too old`, `use PostgreSQL ${oldestPostgres} or newer`);
}

async function checkSchema(context: Context): Promise<string> {
  const missing = await missingMigrations(await context.db());
  if (missing.length === 0) return 'current';
  throw new Sick(`lacks ${missing.join(', ')}`, 'run "incasso setup"');
}

async function checkTemporal(context: Context): Promise<string> {
  const { config } = context;
  const { workflowService } = (await context.temporal()).connection;
  await workflowService.describeNamespace({ namespace: config.temporalNamespace });
  return `${config.temporalAddress}, namespace ${config.temporalNamespace}`;
}

async function checkWorker(context: Context): Promise<string> {
  const pollers = await workersPolling(context);
  if (pollers > 0) return `polls the task queue ${context.config.taskQueue}`;
  throw new Sick(`none polls the task queue ${context.config.taskQueue}`, 'start one with "incasso worker"');
}

async function checkConnector(context: Context): Promise<string> {
  const pollers = await workersPolling(context, 'connector');
  if (pollers > 0) return `polls the task queue ${connectorQueue(context.config.taskQueue)}`;
  throw new Sick('none runs: the tasks of the dossiers wait', 'start one with "incasso worker --connector"');
}

/** Asks for a reference that nobody has: the answer proves address, token and that the package speaks as agreed. */
async function checkAccounting(context: Context): Promise<string> {
  await context.accounting().find('incasso-doctor');
  return `${context.config.accountingUrl} answers`;
}

async function checkSearchAttributes(context: Context): Promise<string> {
  const { operatorService } = (await context.temporal()).connection;
  const there = await operatorService.listSearchAttributes({ namespace: context.config.temporalNamespace });
  const missing = Object.keys(searchAttributes).filter((name) => !(name in there.customAttributes));
  if (missing.length === 0) return `${Object.keys(searchAttributes).length} registered`;
  throw new Sick(`lacks ${missing.join(', ')}`, 'run "incasso setup"');
}

async function checkGuard(context: Context, guard: (typeof guards)[number]): Promise<string> {
  const description = await describeGuard(context, guard);
  if (!description) throw new Sick('there is no schedule', 'run "incasso setup"');
  if (description.state.paused) {
    throw new Sick(
      `paused: ${description.state.note ?? 'without a note'}`,
      `run "incasso schedules activate all ${guard.id}" when the reason is gone`,
    );
  }
  const last = description.info.recentActions.at(-1)?.takenAt.toISOString() ?? 'never';
  // schedules keep real time, also when the business clock is moved by hand
  if (isLate(guard, description, await systemClock.now())) {
    throw new Sick(`late: last run ${last}`, 'see whether the Temporal server runs without pause and a worker is up');
  }
  return `active, last run ${last}`;
}

async function checkMailServer(context: Context): Promise<string> {
  const { smtpUrl } = context.config;
  if (smtpUrl === undefined) {
    throw new Sick('none is configured: mails wait in the table mails', 'set INCASSO_SMTP_URL');
  }
  const { hostname, port, protocol } = new URL(smtpUrl);
  const usualPort = protocol === 'smtps:' ? 465 : 587;
  await reach(hostname, Number(port) || usualPort);
  return `${hostname}:${Number(port) || usualPort} answers`;
}

const reachTimeoutMs = 5_000;

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, timeout: reachTimeoutMs });
    const fail = (reason: string) => (): void => {
      socket.destroy();
      reject(new IncassoError('MAIL', `${host}:${port} ${reason}`));
    };
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', fail('does not answer'));
    socket.once('error', fail('cannot be reached'));
  });
}

const patienceMs = 2 * 3_600_000;

async function checkMails(context: Context): Promise<string> {
  return checkBacklog('unsent', await waitingMails(await context.db()), await context.now(), patienceMs);
}

const wakeupPatienceMs = 5 * 60_000;

async function checkWakeups(context: Context): Promise<string> {
  return checkBacklog('waiting', await wakeupBacklog(await context.db()), await context.now(), wakeupPatienceMs);
}

function checkBacklog(
  word: string,
  backlog: { count: number; oldest: string | null },
  now: string,
  mostMs: number,
): string {
  const { count, oldest } = backlog;
  if (oldest === null) return `none ${word}`;
  const sentence = `${count} ${word}, the oldest since ${oldest}`;
  if (Date.parse(now) - Date.parse(oldest) > mostMs) throw new IncassoError('REFUSED', sentence);
  return sentence;
}

async function checkRows(context: Context): Promise<string> {
  const { waiting, rowsWithoutWorkflow, workflowsWithoutRow } = await compareRowsAndWorkflows(context);
  if (rowsWithoutWorkflow.length > 0) {
    const some = rowsWithoutWorkflow.slice(0, 3).join(', ');
    throw new Sick(
      `${rowsWithoutWorkflow.length} of ${waiting} waiting rows have no workflow: ${some}`,
      'run "incasso resume"',
    );
  }
  if (workflowsWithoutRow.length > 0) {
    const some = workflowsWithoutRow.slice(0, 3).join(', ');
    throw new Sick(
      `${workflowsWithoutRow.length} workflows wait for no row: ${some}`,
      'is this the right database? Else terminate them in the Web UI',
    );
  }
  return `${waiting} rows wait, each with its workflow`;
}
