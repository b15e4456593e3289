import { inTransaction, type Transaction } from '../db/connection.ts';
import { decideInstruction, type DecisionOutcome, type Handling } from '../db/deciding.ts';
import { assign, escalate, handBack, type HandlingOutcome, snooze } from '../db/handling.ts';
import { findInstruction, findOwners, type InstructionRow, type Raise, raiseInstruction } from '../db/instructions.ts';
import { isStill, type SeenState } from '../db/transitions.ts';
import { causeOf, type Colour } from '../domain/causes.ts';
import { entityId } from '../domain/ids.ts';
import type { Assignment, Decision, Handover, Snooze } from '../domain/messages/instruction.ts';
import { formatMoney } from '../domain/money.ts';
import { describeCause } from '../domain/texts/index.ts';
import type { Ports } from './boundary.ts';
import { announce, remind } from './instructionMails.ts';
import { wakeNow } from './wakeups.ts';

export type RaiseInput = Raise & { actor: string };

/** What a workflow asks: about a row that was in a state when it looked, and may have moved on since. */
export type Question = RaiseInput & { only_while?: SeenState };

export interface InstructionView {
  workflow_id: string;
  id: number;
  open: boolean;
  cause: string;
  colour: Colour;
  creditor: string | null;
  dossier: string | null;
  subject: string;
  owner: string;
  outcome: string | null;
  handovers?: number;
  reminded: boolean;
  reminder_due_at: string;
  /** Milliseconds of business time until the reminder; 0 when it is due. */
  reminder_in_ms: number;
  amount_minor: number;
  details: string;
}

export function deskActivities(ports: Ports) {
  /** An update of the Web UI: what it says about who sent it cannot be checked, and is recorded so. */
  const fromTheWeb = async (operator: string): Promise<Handling> => ({
    at: await ports.clock.now(),
    operator,
    actor: `${operator} (web, unverified)`,
  });
  const told = async <Outcome extends { wake: string[] }>(work: Promise<Outcome>): Promise<Outcome> => {
    const outcome = await work;
    await wakeNow(ports, outcome.wake);
    return outcome;
  };
  return {
    /** Raises for a workflow; null when the subject is not in the state any more in which the workflow saw it. */
    async raiseInstruction({ only_while, ...input }: Question): Promise<number | null> {
      const id = await inTransaction(ports.db, async (trx) => {
        if (only_while && !(await isStill(trx, only_while))) return null;
        return raiseIn(ports, trx, input);
      });
      if (id !== null) await wakeNow(ports, [entityId.instruction(id)]);
      return id;
    },

    async lookInstruction({ id }: { id: number }): Promise<InstructionView> {
      const row = await findInstruction(ports.db, id);
      const owners = await findOwners(ports.db, row);
      return viewOf(row, owners.map((owner) => owner.code).join(', ') || 'support', await ports.clock.now());
    },

    /** Mails the instruction to the people whose it is; asked again it changes nothing. */
    announceInstruction: ({ id }: { id: number }): Promise<void> => announce(ports, id),

    /** Mails the reminder once, unless the digest of the same day carries the instruction. */
    remindInstruction: ({ id }: { id: number }): Promise<void> => remind(ports, id),

    decideOnInstruction: async ({ id, decision }: { id: number; decision: Decision }): Promise<DecisionOutcome> =>
      told(decideInstruction(ports.db, id, choiceOf(decision), await fromTheWeb(decision.actor), ports.accounting)),

    escalateInstruction: async ({ id, message }: { id: number; message: Handover }): Promise<HandlingOutcome> =>
      told(escalate(ports.db, id, message, await fromTheWeb(message.actor))),

    handBackInstruction: async ({ id, message }: { id: number; message: Handover }): Promise<HandlingOutcome> =>
      told(handBack(ports.db, id, message, await fromTheWeb(message.actor))),

    assignInstruction: async ({ id, message }: { id: number; message: Assignment }): Promise<HandlingOutcome> =>
      told(assign(ports.db, id, message, await fromTheWeb(message.actor))),

    snoozeInstruction: async ({ id, message }: { id: number; message: Snooze }): Promise<HandlingOutcome> =>
      told(snooze(ports.db, id, message, await fromTheWeb(message.actor))),
  };
}

function choiceOf({ actor: _actor, ...choice }: Decision): Omit<Decision, 'actor'> {
  return choice;
}

/** Raises an instruction: how activities, workflows and jobs ask for a person. Raising twice gives the same id. */
export async function raise(ports: Ports, input: RaiseInput): Promise<number> {
  const id = await inTransaction(ports.db, (trx) => raiseIn(ports, trx, input));
  await wakeNow(ports, [entityId.instruction(id)]);
  return id;
}

/** Raises within the transaction of what is asked about; its wakeup is delivered by the caller or the wakeup job. */
export async function raiseIn(ports: Ports, trx: Transaction, { actor, ...what }: RaiseInput): Promise<number> {
  return raiseInstruction(trx, what, { at: await ports.clock.now(), actor });
}

function viewOf(row: InstructionRow, owner: string, now: string): InstructionView {
  return {
    workflow_id: entityId.instruction(row.id),
    id: row.id,
    open: row.state === 'open',
    cause: row.cause,
    colour: row.colour,
    creditor: row.creditor,
    dossier: row.dossier,
    subject: `${row.subject_kind}/${row.subject_id}`,
    owner,
    outcome: row.outcome,
    handovers: row.handovers,
    reminded: row.reminded_at !== null,
    reminder_due_at: row.reminder_due_at,
    reminder_in_ms: Math.max(0, Date.parse(row.reminder_due_at) - Date.parse(now)),
    amount_minor: row.sum_minor,
    details: detailsOf(row, owner, now),
  };
}

/** What the Web UI shows, in English. */
function detailsOf(row: InstructionRow, owner: string, now: string): string {
  const { title, text, outcomes } = describeCause(row.cause, 'en', row.facts);
  const [first = ''] = causeOf(row.cause).outcomes;
  const state =
    row.state === 'open'
      ? `**open**, ${row.colour}, owner ${owner}, since ${row.raised_at}`
      : `**decided: ${row.outcome}** by ${row.decided_by} ${row.decided_at}`;
  const stake =
    row.currency === null
      ? []
      : [`At stake: ${row.line_count} in all, ${formatMoney(row.sum_minor, row.currency)}`, ''];
  const rests = row.snoozed_until !== null && row.snoozed_until > now;
  const isDue = row.state === 'open' && row.reminder_due_at <= now;
  const reminder = rests
    ? [`Rests until ${row.snoozed_until}`, '']
    : isDue
      ? [`**due for reminder** since ${row.reminder_due_at}`, '']
      : [];
  return [
    `## ${title}`,
    '',
    text,
    '',
    state,
    '',
    ...stake,
    ...reminder,
    `Send the update \`decide\`: \`${JSON.stringify({ actor: 'anna', outcome: first, reason: '...' })}\``,
    '',
    ...Object.entries(outcomes).map(([outcome, meaning]) => `- \`${outcome}\`: ${meaning}`),
    '',
    'Other updates: `escalate`, `handBack`, `assign`, `snooze`; the query `help` has examples.',
  ].join('\n');
}
