import { inTransaction } from '../db/connection.ts';
import { escalateUnreachable, markReminded } from '../db/handling.ts';
import { findInstruction, findOwners, type InstructionRow } from '../db/instructions.ts';
import { type NewMail, queueMail } from '../db/mails.ts';
import { entityId, mailMessageId } from '../domain/ids.ts';
import { formatMoney } from '../domain/money.ts';
import { describeCause } from '../domain/texts/index.ts';
import type { Ports } from './boundary.ts';
import { sendMails } from './mails.ts';

/** Somebody who can be told by mail. */
export interface Recipient {
  code: string;
  email: string;
  language: string;
  zone: string;
}

/** Mails an instruction to those whose it is. When none of them has an address it becomes support's. */
export async function announce(ports: Ports, id: number): Promise<void> {
  const row = await findInstruction(ports.db, id);
  if (row.state !== 'open') return;
  if ((await recipientsOf(ports, row)).length === 0) {
    await escalateUnreachable(ports.db, id, { at: await ports.clock.now(), actor: 'system' });
  }
  await mailAbout(ports, id, 'instruction');
}

/** Mails the reminder once. */
export async function remind(ports: Ports, id: number): Promise<void> {
  await mailAbout(ports, id, 'reminder');
  await markReminded(ports.db, id, await ports.clock.now());
}

/** The people whose an instruction is and who have an address; red without any: the support mailbox. */
async function recipientsOf(ports: Ports, row: InstructionRow): Promise<Recipient[]> {
  const owners = await findOwners(ports.db, row);
  const people = owners.flatMap(({ code, email, language, zone }) =>
    email === null ? [] : [{ code, email, language, zone }],
  );
  if (people.length > 0 || row.colour === 'orange') return people;
  return [{ code: 'support', email: ports.settings.supportEmail, language: 'en', zone: 'UTC' }];
}

async function mailAbout(ports: Ports, id: number, kind: 'instruction' | 'reminder'): Promise<void> {
  const row = await findInstruction(ports.db, id);
  if (row.state !== 'open') return;
  const at = await ports.clock.now();
  const recipients = await recipientsOf(ports, row);
  await inTransaction(ports.db, async (trx) => {
    for (const recipient of recipients) await queueMail(trx, mailOf(ports, row, kind, recipient), at);
  });
  await sendMails(ports).catch((error: unknown) => ports.log.warn({ error }, 'mails are left to the mailSend job'));
}

function mailOf(ports: Ports, row: InstructionRow, kind: 'instruction' | 'reminder', to: Recipient): NewMail {
  const { title, text, outcomes } = describeCause(row.cause, to.language, row.facts);
  const link = ports.settings.webUi
    ? `${ports.settings.webUi}/namespaces/${ports.settings.namespace}/workflows/${encodeURIComponent(entityId.instruction(row.id))}`
    : undefined;
  const lines = [
    text,
    '',
    `Instruction ${row.id} (${row.colour}), raised ${row.raised_at}, ${row.subject_kind} ${row.subject_id}`,
    ...(row.line_count > 0 && row.currency
      ? [`${row.line_count} lines, ${formatMoney(row.sum_minor, row.currency)}`]
      : []),
    '',
    'You can choose:',
    ...Object.entries(outcomes).map(([outcome, meaning]) => `  ${outcome}: ${meaning}`),
    '',
    `incasso instructions decide ${row.id} --outcome ...`,
    ...(link ? [link] : []),
  ];
  const period = String(row.handovers);
  return {
    kind,
    subject_key: String(row.id),
    period,
    recipient: to.email,
    group_key: kind === 'instruction' ? `cause/${row.cause}` : `reminder/${row.id}`,
    title: `${kind === 'reminder' ? 'Reminder: ' : ''}${title}`,
    body: lines.join('\n'),
    message_id: mailMessageId(kind, String(row.id), period, to.code),
  };
}
