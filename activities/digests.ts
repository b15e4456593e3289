import { inTransaction } from '../db/connection.ts';
import { digestCarries, digestWasMade, recordDigest } from '../db/digests.ts';
import { type InstructionRow, listInstructions } from '../db/instructions.ts';
import { type NewMail, queueMail } from '../db/mails.ts';
import { listOperators } from '../db/parties.ts';
import { daysBetween, localDate } from '../domain/dates.ts';
import { digestDayOf, digestDue, digestGroups, type Waiting } from '../domain/digest.ts';
import { mailMessageId } from '../domain/ids.ts';
import { mailHtml, type MailPart, mailText } from '../domain/mail/layout.ts';
import { type Phrases, phrasesIn } from '../domain/mail/phrases.ts';
import { describeCause, fillIn } from '../domain/texts/index.ts';
import type { Ports } from './boundary.ts';
import { linkTo, reachable, type Recipient, recipientsOf, supportMailbox } from './recipients.ts';

export interface DigestReport {
  /** Digests that were mailed, and those for which nothing qualified. */
  mailed: number;
  empty: number;
}

const all = 1_000_000;

export function digestActivities(ports: Ports) {
  return {
    /** Makes the digest of every person whose Monday has come and who has not got it yet. Made once, whoever asks again. */
    async makeDigests(): Promise<DigestReport> {
      const report: DigestReport = { mailed: 0, empty: 0 };
      const at = await ports.clock.now();
      const waiting = await waitingByRecipient(ports, at);
      for (const { recipient, instructions } of waiting.values()) {
        const made = await makeFrom(ports, recipient, instructions, at);
        if (made !== undefined) report[made > 0 ? 'mailed' : 'empty'] += 1;
      }
      return report;
    },
  };
}

/**
 * Whether the recipient's digest of today carries an instruction. One that is due is made first, so that it does not
 * matter who runs first; of one whose hour is still to come it is said whether it would.
 */
export async function isInDigestOfToday(ports: Ports, instruction: number, recipient: Recipient): Promise<boolean> {
  const at = await ports.clock.now();
  const { code, zone } = recipient;
  const monday = digestDayOf(ports.settings.digestAnchor, at, zone);
  if (monday === undefined) return false;
  if (!(await digestWasMade(ports.db, code, monday))) {
    const instructions = (await waitingByRecipient(ports, at)).get(code)?.instructions ?? [];
    const isDue = digestDue(ports.settings.digestAnchor, at, zone) !== undefined;
    if (!isDue)
      return groupsOf(instructions, recipient, monday).some(([, rows]) => rows.some((row) => row.id === instruction));
    await makeFrom(ports, recipient, instructions, at);
  }
  const today = localDate(at, zone);
  return digestCarries(ports.db, code, instruction, (madeAt) => localDate(madeAt, zone) === today);
}

interface WaitingFor {
  recipient: Recipient;
  instructions: InstructionRow[];
}

/** What is open and does not rest, by the people whose it is; with those who have nothing, whose Monday passes as well. */
async function waitingByRecipient(ports: Ports, at: string): Promise<Map<string, WaitingFor>> {
  const operators = await listOperators(ports.db);
  const waiting = new Map<string, WaitingFor>(
    [supportMailbox(ports), ...reachable(operators)].map((recipient) => [
      recipient.code,
      { recipient, instructions: [] },
    ]),
  );
  for (const row of await listInstructions(ports.db, { limit: all })) {
    if (row.snoozed_until !== null && row.snoozed_until > at) continue;
    for (const recipient of recipientsOf(ports, row, operators)) {
      const known = waiting.get(recipient.code) ?? { recipient, instructions: [] };
      known.instructions.push(row);
      waiting.set(recipient.code, known);
    }
  }
  return waiting;
}

/** @returns how many instructions it carries; undefined when none is due or it was made before. */
async function makeFrom(
  ports: Ports,
  recipient: Recipient,
  instructions: readonly InstructionRow[],
  at: string,
): Promise<number | undefined> {
  const monday = digestDue(ports.settings.digestAnchor, at, recipient.zone);
  if (monday === undefined) return undefined;
  const groups = groupsOf(instructions, recipient, monday);
  const ids = groups.flatMap(([, rows]) => rows.map((row) => row.id));
  return inTransaction(ports.db, async (trx) => {
    const isNew = await recordDigest(trx, { recipient: recipient.code, period: monday, at, instructions: ids });
    if (!isNew) return undefined;
    if (ids.length > 0) await queueMail(trx, mailOf(ports, recipient, monday, groups, ids.length), at);
    return ids.length;
  });
}

type Listed = InstructionRow & Waiting;

function groupsOf(rows: readonly InstructionRow[], to: Recipient, monday: string): [string, Listed[]][] {
  return digestGroups(
    rows.map((row) => listed(row, to)),
    monday,
  );
}

function listed(row: InstructionRow, { language, zone }: Recipient): Listed {
  return { ...row, group: groupOf(row, phrasesIn(language)), raised_on: localDate(row.raised_at, zone) };
}

/** By dossier; without one by creditor (T8). */
function groupOf({ dossier, creditor }: InstructionRow, words: Phrases): string {
  if (dossier !== null) return `${words.dossier} ${dossier}`;
  return creditor === null ? words.neither : `${words.creditor} ${creditor}`;
}

function mailOf(
  ports: Ports,
  to: Recipient,
  monday: string,
  groups: readonly [string, Listed[]][],
  count: number,
): NewMail {
  const words = phrasesIn(to.language);
  const title = fillIn(words.digest_title, { count });
  const parts: MailPart[] = [
    { kind: 'heading', text: title },
    { kind: 'paragraph', text: words.digest_text },
    ...groups.flatMap(([group, rows]) => groupParts(ports, group, rows, to, monday)),
  ];
  return {
    kind: 'digest',
    subject_key: to.code,
    period: monday,
    recipient: to.email,
    group_key: `digest/${to.code}/${monday}`,
    title,
    body: mailText(parts),
    html: mailHtml(parts, to.language),
    message_id: mailMessageId('digest', to.code, monday, to.code),
  };
}

function groupParts(ports: Ports, group: string, rows: readonly Listed[], to: Recipient, monday: string): MailPart[] {
  const words = phrasesIn(to.language);
  return [
    { kind: 'heading', text: group },
    ...rows.flatMap((row): MailPart[] => {
      const { title, text } = describeCause(row.cause, to.language, row.facts);
      const age = fillIn(words.days_old, { days: Math.max(0, daysBetween(row.raised_on, monday)) });
      return [
        { kind: 'mark', colour: row.colour, text: `${words.marks[row.colour]}, ${age}` },
        { kind: 'paragraph', text: `${title} (${words.instruction} ${row.id}). ${text}` },
        ...linkTo(ports, row.id, words.open),
      ];
    }),
  ];
}
