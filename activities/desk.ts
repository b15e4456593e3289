import { type Db, inTransaction, type Transaction } from '../db/connection.ts';
import {
  decideInstruction,
  type DecisionOutcome,
  findInstruction,
  type InstructionRow,
  markReminded,
  type Raise,
  raiseInstruction,
} from '../db/instructions.ts';
import { type NewMail, queueMail } from '../db/mails.ts';
import { creditorCode, listOperators, type OperatorRow } from '../db/parties.ts';
import { isStill, type SeenState } from '../db/transitions.ts';
import { causeOf } from '../domain/causes.ts';
import { addDays, localDate, localTimeToInstant } from '../domain/dates.ts';
import { entityId, mailMessageId } from '../domain/ids.ts';
import type { Decision } from '../domain/messages/instruction.ts';
import { formatMoney } from '../domain/money.ts';
import type { Ports } from './boundary.ts';
import { sendMails } from './mails.ts';
import { wakeNow } from './wakeups.ts';

/** Without the reminder's date, which the desk computes. */
export type RaiseInput = Omit<Raise, 'reminder_due_at'> & { actor: string };

/** What a workflow asks: about a row that was in a state when it looked, and may have moved on since. */
export type Question = RaiseInput & { only_while?: SeenState };

export interface InstructionView {
  workflow_id: string;
  id: number;
  open: boolean;
  cause: string;
  colour: 'orange' | 'red';
  creditor: string | null;
  subject: string;
  owner: string;
  outcome: string | null;
  reminded: boolean;
  reminder_due_at: string;
  /** Milliseconds of business time until the reminder; 0 when it is due. */
  reminder_in_ms: number;
  title: string;
  details: string;
}

const reminderDays = 5;
const reminderTime = '08:00';

export function deskActivities(ports: Ports) {
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
      const recipients = await ownersOf(ports, ports.db, row.colour, row.creditor);
      return viewOf(row, recipients, await ports.clock.now());
    },

    /** Mails the instruction to the people whose it is; asked again it changes nothing. */
    announceInstruction: ({ id }: { id: number }): Promise<void> => mailAbout(ports, id, 'instruction'),

    /** Mails the reminder once. */
    async remindInstruction({ id }: { id: number }): Promise<void> {
      await mailAbout(ports, id, 'reminder');
      await markReminded(ports.db, id, await ports.clock.now());
    },

    async decideOnInstruction({ id, decision }: { id: number; decision: Decision }): Promise<DecisionOutcome> {
      const outcome = await decideInstruction(ports.db, id, decision, await ports.clock.now());
      await wakeNow(ports, outcome.wake);
      return outcome;
    },
  };
}

/** Raises an instruction: how activities, workflows and jobs ask for a person. Raising twice gives the same id. */
export async function raise(ports: Ports, input: RaiseInput): Promise<number> {
  const id = await inTransaction(ports.db, (trx) => raiseIn(ports, trx, input));
  await wakeNow(ports, [entityId.instruction(id)]);
  return id;
}

/** Raises within the transaction of what is asked about; its wakeup is delivered by the caller or the wakeup job. */
export async function raiseIn(ports: Ports, trx: Transaction, input: RaiseInput): Promise<number> {
  const at = await ports.clock.now();
  const { actor, ...what } = input;
  const creditor = input.creditor_id ? await creditorCode(trx, input.creditor_id) : null;
  const [owner] = await ownersOf(ports, trx, causeOf(input.cause).colour, creditor);
  const zone = owner?.zone ?? 'UTC';
  const reminder_due_at = localTimeToInstant(addDays(localDate(at, zone), reminderDays), reminderTime, zone);
  return raiseInstruction(trx, { ...what, reminder_due_at }, { at, actor });
}

interface Recipient {
  code: string;
  email: string;
  zone: string;
}

/** Orange: the creditor's accountants, else administrators. Red: support. Nobody with an address: the support mailbox. */
async function ownersOf(ports: Ports, db: Db, colour: 'orange' | 'red', creditor: string | null): Promise<Recipient[]> {
  const operators = await listOperators(db);
  const sees = (operator: OperatorRow): boolean =>
    creditor === null || operator.creditors.length === 0 || operator.creditors.includes(creditor);
  const having = (role: string): Recipient[] =>
    operators
      .filter((operator) => operator.roles.includes(role) && operator.email !== null && sees(operator))
      .map(({ code, email, zone }) => ({ code, email: email as string, zone }));
  const people =
    colour === 'red' ? having('support') : [having('accountant'), having('admin')].find((list) => list.length > 0);
  if (people && people.length > 0) return people;
  return [{ code: 'support', email: ports.settings.supportEmail, zone: 'UTC' }];
}

async function mailAbout(ports: Ports, id: number, kind: 'instruction' | 'reminder'): Promise<void> {
  const row = await findInstruction(ports.db, id);
  if (row.state !== 'open') return;
  const at = await ports.clock.now();
  const recipients = await ownersOf(ports, ports.db, row.colour, row.creditor);
  await inTransaction(ports.db, async (trx) => {
    for (const recipient of recipients) await queueMail(trx, mailOf(ports, row, kind, recipient), at);
  });
  await sendMails(ports).catch((error: unknown) => ports.log.warn({ error }, 'mails are left to the mailSend job'));
}

function mailOf(ports: Ports, row: InstructionRow, kind: 'instruction' | 'reminder', to: Recipient): NewMail {
  const cause = causeOf(row.cause);
  const link = ports.settings.webUi
    ? `${ports.settings.webUi}/namespaces/${ports.settings.namespace}/workflows/${encodeURIComponent(entityId.instruction(row.id))}`
    : undefined;
  const lines = [
    textOf(row),
    '',
    `Instruction ${row.id} (${row.colour}), raised ${row.raised_at}, ${row.subject_kind} ${row.subject_id}`,
    ...(row.line_count > 0 && row.currency
      ? [`${row.line_count} lines, ${formatMoney(row.sum_minor, row.currency)}`]
      : []),
    '',
    'You can choose:',
    ...Object.entries(cause.outcomes).map(([outcome, meaning]) => `  ${outcome}: ${meaning}`),
    '',
    `incasso instructions decide ${row.id} --outcome ...`,
    ...(link ? [link] : []),
  ];
  return {
    kind,
    subject_key: String(row.id),
    period: '',
    recipient: to.email,
    group_key: kind === 'instruction' ? `cause/${row.cause}` : `reminder/${row.id}`,
    title: `${kind === 'reminder' ? 'Reminder: ' : ''}${cause.title}`,
    body: lines.join('\n'),
    message_id: mailMessageId(kind, String(row.id), '', to.code),
  };
}

function textOf(row: InstructionRow): string {
  return causeOf(row.cause).text.replace('{detail}', row.detail);
}

function viewOf(row: InstructionRow, recipients: Recipient[], now: string): InstructionView {
  const cause = causeOf(row.cause);
  const outcomes = Object.entries(cause.outcomes).map(([outcome, meaning]) => `- \`${outcome}\`: ${meaning}`);
  const decided = `**decided: ${row.outcome}** by ${row.decided_by} ${row.decided_at}`;
  const owner = recipients.map((recipient) => recipient.code).join(', ');
  return {
    workflow_id: entityId.instruction(row.id),
    id: row.id,
    open: row.state === 'open',
    cause: row.cause,
    colour: row.colour,
    creditor: row.creditor,
    subject: `${row.subject_kind}/${row.subject_id}`,
    owner,
    outcome: row.outcome,
    reminded: row.reminded_at !== null,
    reminder_due_at: row.reminder_due_at,
    reminder_in_ms: Math.max(0, Date.parse(row.reminder_due_at) - Date.parse(now)),
    title: cause.title,
    details: [
      `## ${cause.title}`,
      '',
      textOf(row),
      '',
      row.state === 'open' ? `**open**, ${row.colour}, owner ${owner}, since ${row.raised_at}` : decided,
      '',
      `Send the update \`decide\`: \`{ "actor": "anna", "outcome": "${Object.keys(cause.outcomes)[0]}", "reason": "..." }\``,
      '',
      ...outcomes,
    ].join('\n'),
  };
}
