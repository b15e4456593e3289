import { inTransaction } from '../db/connection.ts';
import { escalateUnreachable, markReminded } from '../db/handling.ts';
import { findInstruction, type InstructionRow } from '../db/instructions.ts';
import { type NewMail, queueMail } from '../db/mails.ts';
import { listOperators } from '../db/parties.ts';
import { causeOf } from '../domain/causes.ts';
import { localMinute } from '../domain/dates.ts';
import { mailMessageId } from '../domain/ids.ts';
import { mailHtml, type MailPart, mailText } from '../domain/mail/layout.ts';
import { phrasesIn } from '../domain/mail/phrases.ts';
import { formatMoney } from '../domain/money.ts';
import { describeCause, fillIn } from '../domain/texts/index.ts';
import type { Ports } from './boundary.ts';
import { isInDigestOfToday } from './digests.ts';
import { sendMails } from './mails.ts';
import { linkTo, type Recipient, recipientsOf } from './recipients.ts';

/** Mails an instruction to those whose it is. When none of them has an address it becomes support's (T5). */
export async function announce(ports: Ports, id: number): Promise<void> {
  const row = await findInstruction(ports.db, id);
  if (row.state !== 'open') return;
  const recipients = recipientsOf(ports, row, await listOperators(ports.db));
  // the workflow sees that it changed hands, and announces it anew
  if (recipients.length === 0) await makeRed(ports, id);
  else await mailAbout(ports, row, 'instruction', recipients);
}

/**
 * Mails the reminder once, five days after the instruction was raised (T7): not to those whose digest of the same day
 * carries it, and to nobody where the digest is to do it.
 */
export async function remind(ports: Ports, id: number): Promise<void> {
  const row = await findInstruction(ports.db, id);
  if (row.state !== 'open') return;
  const recipients = recipientsOf(ports, row, await listOperators(ports.db));
  if (recipients.length === 0) return makeRed(ports, id);
  if (ports.settings.reminders === 'mail') {
    const without: Recipient[] = [];
    for (const recipient of recipients) if (!(await isInDigestOfToday(ports, id, recipient))) without.push(recipient);
    await mailAbout(ports, row, 'reminder', without);
  }
  await markReminded(ports.db, row, await ports.clock.now());
}

async function makeRed(ports: Ports, id: number): Promise<void> {
  await escalateUnreachable(ports.db, id, { at: await ports.clock.now(), actor: 'system' });
}

async function mailAbout(
  ports: Ports,
  row: InstructionRow,
  kind: 'instruction' | 'reminder',
  recipients: readonly Recipient[],
): Promise<void> {
  const at = await ports.clock.now();
  await inTransaction(ports.db, async (trx) => {
    for (const recipient of recipients) await queueMail(trx, mailOf(ports, row, kind, recipient), at);
  });
  await sendMails(ports).catch((error: unknown) => ports.log.warn({ error }, 'mails are left to the mailSend job'));
}

function mailOf(ports: Ports, row: InstructionRow, kind: 'instruction' | 'reminder', to: Recipient): NewMail {
  const { title } = describeCause(row.cause, to.language, row.facts);
  const parts = instructionParts(ports, row, to);
  // a new mail each time that it changes hands, a new reminder each time that one is due
  const round = row.handovers === 0 ? '' : String(row.handovers);
  const period = kind === 'reminder' ? row.reminder_due_at : round;
  return {
    kind,
    subject_key: String(row.id),
    period,
    recipient: to.email,
    group_key: kind === 'instruction' ? `cause/${row.cause}` : `reminder/${row.id}`,
    title: kind === 'reminder' ? `${phrasesIn(to.language).reminder}: ${title}` : title,
    body: mailText(parts),
    html: mailHtml(parts, to.language),
    message_id: mailMessageId(kind, String(row.id), period, to.code),
  };
}

function instructionParts(ports: Ports, row: InstructionRow, to: Recipient): MailPart[] {
  const words = phrasesIn(to.language);
  const { title, text, outcomes } = describeCause(row.cause, to.language, row.facts);
  const { reasonFor } = causeOf(row.cause);
  const choices = Object.entries(outcomes).map(([outcome, meaning]): [string, string] => [
    outcome,
    reasonFor?.includes(outcome) ? `${meaning} (${words.needs_reason})` : meaning,
  ]);
  return [
    { kind: 'heading', text: title },
    { kind: 'mark', colour: row.colour, text: words.marks[row.colour] },
    { kind: 'paragraph', text },
    {
      kind: 'facts',
      rows: [
        [words.instruction, String(row.id)],
        ...named(words.dossier, row.dossier),
        ...named(words.creditor, row.creditor),
        [words.raised, `${localMinute(row.raised_at, to.zone)} (${to.zone})`],
        ...stakeOf(row, words),
        ...named(words.cut_off, row.cut_off_at && localMinute(row.cut_off_at, to.zone)),
      ],
    },
    { kind: 'list', title: words.choose, items: choices },
    { kind: 'command', text: `incasso instructions decide ${row.id} --outcome ...` },
    ...linkTo(ports, row.id, words.open),
  ];
}

function stakeOf(row: InstructionRow, words: { at_stake: string; lines: string }): [string, string][] {
  if (row.line_count === 0) return [];
  const sum = row.currency === null ? '' : `, ${formatMoney(row.sum_minor, row.currency)}`;
  return [[words.at_stake, `${fillIn(words.lines, { count: row.line_count })}${sum}`]];
}

function named(name: string, value: string | null): [string, string][] {
  return value === null ? [] : [[name, value]];
}
