import { auditOfTask } from '../db/audit.ts';
import { inTransaction } from '../db/connection.ts';
import { findDossierByCode } from '../db/dossiers.ts';
import { listInstructions, openInstructionOf, raiseInstruction } from '../db/instructions.ts';
import { mustBeOperator, mustSeeDossier } from '../db/roles.ts';
import { submitTask } from '../db/submitting.ts';
import { cancelQueuedTask, findTask, inputVersions, listTasks, type TaskRow } from '../db/tasks.ts';
import { history } from '../db/transitions.ts';
import { IncassoError } from '../domain/errors.ts';
import { entityId } from '../domain/ids.ts';
import { check } from '../domain/messages/shape.ts';
import { checkTaskInput, type TaskSubmission, taskSubmitInput } from '../domain/messages/tasks.ts';
import type { Context } from './context.ts';
import { decide, handleInstruction, type HandlingName, readInstruction, viewerOf } from './instructions.ts';
import { tellWorkflows } from './wake.ts';

/** Puts one task into its dossier's queue. Throws INVALID_INPUT with the field and what to send. */
export async function submit(context: Context, task: TaskSubmission): Promise<{ id: number; message: string }> {
  const actor = await context.operator();
  const wrong = check(taskSubmitInput, task) ?? checkTaskInput(task.kind, task.input);
  if (wrong !== undefined) throw new IncassoError('INVALID_INPUT', wrong);
  const stamp = { at: await context.now(), actor };
  const { id, message, wake } = await submitTask(await context.db(), task, stamp);
  return { id, message: message + (await tellWorkflows(context, wake)) };
}

/** A task with its inputs, its history, its open instruction and what people did about it, now and earlier. */
export async function readTask(context: Context, id: number) {
  const db = await context.db();
  const task = await findTask(db, id);
  await mustSeeDossier(db, await viewerOf(context), task.dossier_id);
  return {
    task,
    inputs: await inputVersions(db, id),
    history: await history(db, 'task', id),
    instruction: task.instruction === null ? undefined : await readInstruction(context, task.instruction),
    actions: await auditOfTask(db, id),
  };
}

/** Retries or cancels a task that failed, by its instruction; a task that only waits can be cancelled too. */
export async function decideTask(
  context: Context,
  id: number,
  choice: { outcome: 'retry' | 'cancel'; reason?: string; input?: Record<string, unknown> },
): Promise<{ done: boolean; message: string }> {
  const db = await context.db();
  const task = await findTask(db, id);
  if (task.instruction === null && task.state === 'queued' && choice.outcome === 'cancel') {
    const operator = await context.operator();
    const also_cancel = Number(choice.input?.['also_cancel'] ?? 0);
    const by = { at: await context.now(), operator, actor: operator };
    const { message, wake } = await cancelQueuedTask(db, id, { reason: choice.reason ?? '', also_cancel }, by);
    return { done: true, message: message + (await tellWorkflows(context, wake)) };
  }
  const { decided, message } = await decide(context, instructionOf(task), choice);
  return { done: decided, message };
}

/** Escalates, hands back, assigns or snoozes the instruction of a task. */
export async function handleTask<Name extends HandlingName>(
  context: Context,
  id: number,
  name: Name,
  how: Parameters<typeof handleInstruction<Name>>[3],
): Promise<{ done: boolean; message: string }> {
  return handleInstruction(context, instructionOf(await findTask(await context.db(), id)), name, how);
}

function instructionOf(task: TaskRow): number {
  if (task.instruction !== null) return task.instruction;
  throw new IncassoError('CONFLICT', `task ${task.id} is ${task.state} and has no open instruction`);
}

const shownTasks = 50;

/** A dossier with its queue, its last tasks and its open instructions. */
export async function readDossier(context: Context, code: string) {
  const db = await context.db();
  const dossier = await findDossierByCode(db, code);
  await mustSeeDossier(db, await viewerOf(context), dossier.id);
  return {
    dossier,
    queue: await listTasks(db, { dossier: code, states: ['queued', 'running', 'failed'], limit: shownTasks }),
    ended: (await listTasks(db, { dossier: code, states: ['done', 'cancelled'], limit: 1_000_000 })).slice(-shownTasks),
    instructions: await listInstructions(db, { dossier: code }),
  };
}

/** Raises the cause `test` for a dossier, to see who is told. One at a time. */
export async function raiseTest(context: Context, code: string): Promise<{ id: number; message: string }> {
  const actor = await context.operator();
  const db = await context.db();
  const at = await context.now();
  const dossier = await findDossierByCode(db, code);
  await mustSeeDossier(db, await mustBeOperator(db, actor), dossier.id);
  const subject_id = String(dossier.id);
  const known = await openInstructionOf(db, 'dossier', subject_id);
  if (known?.cause === 'test') return { id: known.id, message: `instruction ${known.id} is open already` };
  const id = await inTransaction(db, (trx) =>
    raiseInstruction(
      trx,
      {
        cause: 'test',
        subject_kind: 'dossier',
        subject_id,
        dossier,
        facts: { dossier: code },
      },
      { at, actor },
    ),
  );
  const told = await tellWorkflows(context, [entityId.instruction(id)]);
  return { id, message: `instruction ${id} is raised${told}` };
}
