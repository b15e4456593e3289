import { IncassoError } from '../domain/errors.ts';
import { type Db, first, inTransaction, many, one, run, type Transaction } from './connection.ts';
import { markNotified } from './notified.ts';

export interface NewMail {
  kind: 'instruction' | 'reminder' | 'digest' | 'mandate' | 'pre_notification';
  subject_key: string;
  period: string;
  recipient: string;
  group_key: string;
  title: string;
  body: string;
  /** A fragment, not a document. */
  html: string;
  message_id: string;
  /** A file of the archive that goes with it. */
  attachment?: { sha256: string; name: string };
}

/**
 * Queues a mail once (kind, subject, period and recipient). The first of a group goes at once; further ones of the same
 * group and recipient within the hour wait for its end and go as one.
 */
export async function queueMail(trx: Transaction, mail: NewMail, at: string): Promise<void> {
  const { attachment, ...rest } = mail;
  const { recipient, group_key } = rest;
  // two at the same moment: the second sees the first, and waits for the end of the hour
  await run(trx, 'SELECT pg_advisory_xact_lock(:lock::int, hashtext(:group))', {
    lock: groupLock,
    group: `${recipient} ${group_key}`,
  });
  const last = await one<{ next_at: string | null }>(
    trx,
    'mails',
    `SELECT CASE WHEN max(send_after) > :at THEN max(send_after) ELSE max(send_after) + interval '1 hour' END AS next_at
       FROM mails WHERE recipient = :recipient AND group_key = :group_key
        AND send_after > :at::timestamptz - interval '1 hour'`,
    { recipient, group_key, at },
  );
  await run(
    trx,
    `INSERT INTO mails (kind, subject_key, period, recipient, group_key, title, body, html, message_id, queued_at,
       send_after, attachment_sha256, attachment_name)
     VALUES (:kind, :subject_key, :period, :recipient, :group_key, :title, :body, :html, :message_id, :at, :send_after, :attachment_sha256, :attachment_name)
     ON CONFLICT (kind, subject_key, period, recipient) DO NOTHING`,
    {
      ...rest,
      at,
      send_after: last.next_at ?? at,
      attachment_sha256: attachment?.sha256 ?? null,
      attachment_name: attachment?.name ?? null,
    },
  );
}

/** First key of the advisory locks under which a mail finds its place in a group. */
const groupLock = 7313;

/** Numbers for new mails. */
export async function mailIds(trx: Transaction, count: number): Promise<number[]> {
  const rows = await many<{ id: number }>(
    trx,
    `SELECT nextval(pg_get_serial_sequence('mails', 'id')) AS id FROM generate_series(1, :count::int)`,
    { count },
  );
  return rows.map((row) => row.id);
}

/** Queues mails, each with a number of its own, in one statement. They wait for nothing: each has a group of its own. */
export async function queueMails(trx: Transaction, mails: readonly MailWithId[], at: string): Promise<void> {
  const column = (name: Exclude<keyof MailWithId, 'id' | 'attachment'>): string[] => mails.map((mail) => mail[name]);
  await run(
    trx,
    `INSERT INTO mails (id, kind, subject_key, period, recipient, group_key, title, body, html, message_id, queued_at, send_after)
     OVERRIDING SYSTEM VALUE
     SELECT id, kind, subject_key, period, recipient, group_key, title, body, html, message_id, :at::timestamptz, :at::timestamptz
       FROM unnest(:ids::bigint[], :kinds::text[], :subject_keys::text[], :periods::text[], :recipients::text[],
              :group_keys::text[], :titles::text[], :bodies::text[], :htmls::text[], :message_ids::text[])
            AS m (id, kind, subject_key, period, recipient, group_key, title, body, html, message_id)`,
    {
      at,
      ids: mails.map((mail) => mail.id),
      kinds: column('kind'),
      subject_keys: column('subject_key'),
      periods: column('period'),
      recipients: column('recipient'),
      group_keys: column('group_key'),
      titles: column('title'),
      bodies: column('body'),
      htmls: column('html'),
      message_ids: column('message_id'),
    },
  );
}

export type MailWithId = Omit<NewMail, 'attachment'> & { id: number };

export interface DueMail {
  id: number;
  kind: NewMail['kind'];
  subject_key: string;
  recipient: string;
  group_key: string;
  title: string;
  body: string;
  html: string;
  message_id: string;
  attachment_sha256: string | null;
  attachment_name: string | null;
}

/**
 * Sends what is due, one message for each recipient and group, each in a transaction of its own with its rows locked: a
 * mail is marked as sent only after the server took it, and two senders never take the same. A message that the server
 * refuses waits, and holds up nobody else; when the server itself is in trouble, everything waits.
 * @param send - hands them to the server. @returns the instant at which it took them.
 * @throws the refusals, each with its mails and what they are about, after everything else was sent.
 */
export async function sendDueMails(
  db: Db,
  at: string,
  send: (mails: DueMail[]) => Promise<string>,
): Promise<{ sent: number; mails: number }> {
  const report = { sent: 0, mails: 0 };
  const refused: IncassoError[] = [];
  for (const group of await dueGroups(db, at)) {
    try {
      const sent = await inTransaction(db, (trx) => sendGroup(trx, group, at, send));
      if (sent > 0) report.sent += 1;
      report.mails += sent;
    } catch (error) {
      if (!(error instanceof IncassoError) || error.type !== 'MAIL_REFUSED') throw error;
      refused.push(error);
    }
  }
  if (refused.length > 0) {
    const sentences = refused.map(({ message }) => message);
    throw new IncassoError('MAIL_REFUSED', someOf(sentences, '; '));
  }
  return report;
}

function someOf(names: readonly string[], separator: string): string {
  const rest = names.length > mostNamed ? `${separator}and ${names.length - mostNamed} more` : '';
  return names.slice(0, mostNamed).join(separator) + rest;
}

const mostNamed = 5;

interface Group {
  recipient: string;
  group_key: string;
}

async function dueGroups(db: Db, at: string): Promise<Group[]> {
  return many(
    db,
    `SELECT recipient, group_key FROM mails WHERE sent_at IS NULL AND send_after <= :at
      GROUP BY recipient, group_key ORDER BY min(send_after), min(id)`,
    { at },
  );
}

/** @returns how many mails the message holds; 0 when somebody else sends them. */
async function sendGroup(
  trx: Transaction,
  { recipient, group_key }: Group,
  at: string,
  send: (mails: DueMail[]) => Promise<string>,
): Promise<number> {
  const mails = await many<DueMail>(
    trx,
    `SELECT id, kind, subject_key, recipient, group_key, title, body, html, message_id, attachment_sha256, attachment_name FROM mails
      WHERE recipient = :recipient AND group_key = :group_key AND sent_at IS NULL AND send_after <= :at
      ORDER BY id FOR UPDATE SKIP LOCKED`,
    { recipient, group_key, at },
  );
  if (mails.length === 0) return 0;
  let takenAt: string;
  try {
    takenAt = await send(mails);
  } catch (error) {
    if (!(error instanceof IncassoError) || error.type !== 'MAIL_REFUSED') throw error;
    const what = mails.map(({ id, kind, subject_key }) => `mail ${id} (${kind} ${subject_key})`);
    throw new IncassoError('MAIL_REFUSED', `${someOf(what, ', ')}: ${error.message}`);
  }
  const ids = mails.map((mail) => mail.id);
  await run(trx, 'UPDATE mails SET sent_at = :at WHERE id = ANY(:ids)', { at: takenAt, ids });
  await markNotified(trx, ids, takenAt);
  return mails.length;
}

/** How many mails wait, and since when the oldest. */
export async function waitingMails(db: Db): Promise<{ count: number; oldest: string | null }> {
  const row = await first<{ count: number; oldest: string | null }>(
    db,
    'SELECT count(*)::int AS count, min(queued_at) AS oldest FROM mails WHERE sent_at IS NULL',
  );
  return row ?? { count: 0, oldest: null };
}

export interface MailLine {
  kind: NewMail['kind'];
  subject_key: string;
  recipient: string;
  title: string;
  queued_at: string;
  sent_at: string | null;
}

/** Mails to one address, oldest first. */
export async function mailsTo(db: Db, recipient: string): Promise<MailLine[]> {
  return many(
    db,
    `SELECT kind, subject_key, recipient, title, queued_at, sent_at FROM mails WHERE recipient = :recipient ORDER BY id`,
    { recipient },
  );
}
