import { type AuditLine, auditOf } from '../db/audit.ts';
import { decideInstruction, type Handling } from '../db/deciding.ts';
import { assign, escalate, handBack, type HandlingOutcome, snooze } from '../db/handling.ts';
import { type InstructionLine, listLines } from '../db/instructionLines.ts';
import { findInstruction, findOwners, type InstructionRow } from '../db/instructions.ts';
import { findOperator, type OperatorRow } from '../db/parties.ts';
import { mustSeeInstruction } from '../db/roles.ts';
import { type Cause, causeOf } from '../domain/causes.ts';
import { localMinute } from '../domain/dates.ts';
import type { Decision } from '../domain/messages/instruction.ts';
import { type CauseText, describeCause } from '../domain/texts/index.ts';
import type { Context } from './context.ts';
import { tellWorkflows } from './wake.ts';

export interface ReadInstruction {
  instruction: InstructionRow;
  /** Codes of the people whose it is. */
  owners: string[];
  cause: Cause;
  /** In the language of the operator who asks, else in English. */
  text: CauseText;
  /** What it is about, where it is about many things. */
  lines: InstructionLine[];
  actions: AuditLine[];
}

/** An instruction with what its cause says: the text, and the outcomes that may be chosen. */
export async function readInstruction(context: Context, id: number): Promise<ReadInstruction> {
  const db = await context.db();
  const instruction = await findInstruction(db, id);
  const viewer = await viewerOf(context);
  await mustSeeInstruction(db, viewer, id);
  return {
    instruction,
    owners: (await findOwners(db, instruction)).map((owner) => owner.code),
    cause: causeOf(instruction.cause),
    text: describeCause(instruction.cause, viewer?.language ?? 'en', instruction.facts),
    lines: await listLines(db, id),
    actions: await auditOf(db, `instruction/${id}`),
  };
}

/** Where an instruction stands with its reminder: due, resting until a moment in the reader's zone, or nothing. */
export function reminderOf(row: InstructionRow, now: string, zone: string): string | null {
  if (row.state !== 'open') return null;
  if (row.snoozed_until !== null && row.snoozed_until > now) {
    return `rests until ${localMinute(row.snoozed_until, zone)}`;
  }
  return row.reminder_due_at <= now ? 'due' : null;
}

/** Who looks (T10): the operator that was named; undefined when nobody was, who sees everything the database holds. */
export async function viewerOf(context: Context): Promise<OperatorRow | undefined> {
  const code = await context.operatorIfNamed();
  return code === undefined ? undefined : findOperator(await context.db(), code);
}

export interface Reader {
  language: string;
  zone: string;
}

/** For whom texts and times are written: the operator who looks, else somebody who reads English and UTC. */
export async function readerOf(context: Context): Promise<Reader> {
  return (await viewerOf(context)) ?? { language: 'en', zone: 'UTC' };
}

/** Decides an instruction. Was somebody else first, the outcome says who and when. */
export async function decide(
  context: Context,
  id: number,
  decision: Omit<Decision, 'actor'>,
): Promise<{ decided: boolean; message: string }> {
  const by = await handlingOf(context);
  const { decided, message, wake } = await decideInstruction(
    await context.db(),
    id,
    decision,
    by,
    context.accounting(),
  );
  return { decided, message: message + (await tellWorkflows(context, wake)) };
}

/** What can be done with an instruction besides deciding it (T6). */
export const handlings = { escalate, handBack, assign, snooze } as const;
export type HandlingName = keyof typeof handlings;

/** Escalates, hands back, assigns or snoozes an instruction; "it was so already" is an outcome. */
export async function handleInstruction<Name extends HandlingName>(
  context: Context,
  id: number,
  name: Name,
  how: Parameters<(typeof handlings)[Name]>[2],
): Promise<{ done: boolean; message: string }> {
  const act = handlings[name] as (...args: unknown[]) => Promise<HandlingOutcome>;
  const { done, message, wake } = await act(await context.db(), id, how, await handlingOf(context));
  return { done, message: message + (await tellWorkflows(context, wake)) };
}

async function handlingOf(context: Context): Promise<Handling> {
  const operator = await context.operator();
  return { at: await context.now(), operator, actor: operator };
}
