import { stat } from 'node:fs/promises';

import { beginAttempt, giveUpAttempt, mustBeInTime } from '../db/deliveries.ts';
import { beginCopy, findTaken, recordTaken } from '../db/handOver.ts';
import { listSystems } from '../db/parties.ts';
import { listSubmissions, type SubmissionRow } from '../db/submissions.ts';
import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { type SubmissionState, toBeSent } from '../domain/states/submission.ts';
import { directoryExchange } from '../ports/exchange.ts';
import type { Context } from './context.ts';
import { submissionNamed } from './submissions.ts';
import { tellWorkflows } from './wake.ts';

export interface TakenFile {
  submission: string;
  /** Its name in the folder; null when it was not taken out. */
  file: string | null;
  message: string;
}

/**
 * Takes files out by hand, for a system without direct communication (C1): the archived bytes get their name in the folder, and
 * the submission is delivered, by this person. Of a system all that waits is taken; one that is refused holds up no other.
 * @param name - a submission, by number or message id, or the code of a system
 * @throws IncassoError NOT_FOUND without the folder, the system or the submission; REFUSED when the system delivers itself.
 */
export async function takeFiles(context: Context, name: string, folder: string): Promise<TakenFile[]> {
  await context.operator();
  await mustBeFolder(folder);
  const db = await context.db();
  const taken: TakenFile[] = [];
  for (const row of await submissionsOf(context, name)) {
    mustBeByHand(row);
    try {
      const step = await beginAttempt(db, row.id, await stampOf(context), 'person');
      if (step.kind !== 'write') throw new IncassoError('CONFLICT', await whyNot(context, row));
      taken.push(await put(context, row, folder, step.attempt));
    } catch (error) {
      taken.push({ submission: row.message_id, file: null, message: sentenceOf(error) });
    }
  }
  return taken;
}

/**
 * Another copy of a file that was taken out: the same bytes, recorded with its reason; never another submission.
 * @throws IncassoError as takeFiles; CONFLICT when it was not taken out, or the bank has answered.
 */
export async function copyFile(
  context: Context,
  submission: string,
  folder: string,
  reason: string,
): Promise<TakenFile> {
  const stamp = await stampOf(context);
  await mustBeFolder(folder);
  const row = await submissionNamed(context, submission);
  mustBeByHand(row);
  return put(context, row, folder, await beginCopy(await context.db(), row.id, reason, stamp));
}

async function submissionsOf(context: Context, name: string): Promise<SubmissionRow[]> {
  const db = await context.db();
  const system = (await listSystems(db)).find(({ code }) => code === name);
  if (system === undefined) return [await submissionNamed(context, name)];
  if (system.direct_communication) throw deliversItself(system.code);
  const waiting: readonly SubmissionState[] = ['frozen', 'awaiting_approval', ...toBeSent];
  return (await listSubmissions(db, { system: name })).filter(({ state }) => waiting.includes(state)).reverse();
}

function mustBeByHand(row: SubmissionRow): void {
  if (row.direct_communication) throw deliversItself(row.system);
}

function deliversItself(system: string): IncassoError {
  return new IncassoError(
    'REFUSED',
    `collection system ${system} delivers its files itself: none is taken out by hand`,
  );
}

async function mustBeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new IncassoError('NOT_FOUND', `there is no folder ${folder}`);
}

/** Temporary name, size, record, name: whoever fails before the record has taken nothing. */
async function put(context: Context, row: SubmissionRow, folder: string, attempt: number): Promise<TakenFile> {
  const db = await context.db();
  const exchange = directoryExchange({ outbox: folder, inbox: folder });
  const { file_name: file, sha256, size_bytes } = row;
  let wake: string[];
  try {
    if (sha256 === null || size_bytes === null) throw new IncassoError('CONFLICT', `${file} is not written yet`);
    if (row.state !== 'delivered') await mustBeInTime(db, row, await context.now());
    await exchange.writeTemporary(file, attempt, context.archive().read(sha256), size_bytes);
    if ((await exchange.look(file, attempt, size_bytes)) !== 'not_renamed')
      throw new IncassoError('CONFLICT', `${file} stands in the folder already, and is not overwritten`);
    wake = await recordTaken(db, row.id, attempt, await stampOf(context));
  } catch (error) {
    await exchange.removeTemporary(file, attempt).catch(() => undefined);
    await giveUpAttempt(db, row.id, attempt, sentenceOf(error), await context.now());
    throw error;
  }
  const told = await tellWorkflows(context, wake);
  try {
    await exchange.rename(file, attempt);
  } catch (error) {
    const what = `submission ${row.message_id} is recorded as taken out, and ${file} did not get its name`;
    throw new IncassoError('EXCHANGE', `${what}: ${sentenceOf(error)}; ${howToCopy}`, { cause: error });
  }
  return { submission: row.message_id, file, message: `taken out${told}` };
}

const howToCopy = '--again with --reason gives another copy of the same bytes';

/** Why a file cannot be taken out in the state that it has by now. */
async function whyNot(context: Context, seen: SubmissionRow): Promise<string> {
  const { message_id, state } = await submissionNamed(context, seen.message_id);
  const taken = await findTaken(await context.db(), seen.id);
  if (taken) return `submission ${message_id} was taken out by ${taken.taken_by} at ${taken.at}; ${howToCopy}`;
  if (state === 'frozen') return `submission ${message_id} is being written: try again in a moment`;
  if (state === 'awaiting_approval') {
    return `submission ${message_id} awaits its approval by another person: incasso submissions approve ${message_id}`;
  }
  if (toBeSent.includes(state))
    return `submission ${message_id} began to be delivered: its workflow looks first whether it arrived`;
  return `submission ${message_id} is ${state}: it is not to be taken out`;
}

async function stampOf(context: Context): Promise<{ at: string; actor: string }> {
  return { at: await context.now(), actor: await context.operator() };
}
