import { mailMessageId } from '../domain/ids.ts';
import { type AnnouncedDebit, preNotificationMail } from '../domain/mail/preNotificationMail.ts';
import { addMinor } from '../domain/money.ts';
import { factsOf } from '../domain/sending.ts';
import { type Db, lockCreditor, many, run, type Transaction } from './connection.ts';
import { candidatesWithDates, collectionDate, type DatePlan, setCollectionDates } from './freezeDates.ts';
import { guardLines, notToldYet } from './guard.ts';
import { mailIds, type MailWithId, queueMails } from './mails.ts';
import type { SystemRow } from './parties.ts';
import { noteAll, type Stamp } from './transitions.ts';

export interface PreNotificationReport {
  mails: number;
  lines: number;
  sum_minor: number;
  /** The first thousand of those who are told. */
  customers: ToldCustomer[];
}

export interface ToldCustomer {
  customer: string;
  line_count: number;
  sum_minor: number;
  first_collection_on: string;
}

/**
 * Queues the mails that announce debits (C15): to each customer who is told by mail, one for all lines of the system that are draft
 * or ready, are kept back by nothing else, and are not announced as they are now. The lines of the journal are due soon, as
 * proposing looks no further ahead. What a mail says counts from its sending on (`markNotified`). A mail that waits and is not
 * true any more is withdrawn. One transaction; called again it finds nothing to do. `dryRun` undoes everything.
 */
export async function queuePreNotifications(
  db: Db,
  plan: DatePlan,
  stamp: Stamp,
  dryRun = false,
): Promise<PreNotificationReport> {
  const report: PreNotificationReport = { mails: 0, lines: 0, sum_minor: 0, customers: [] };
  if (factsOf(plan.system).family !== 'sepa') return report;
  const trx = await db.transaction();
  try {
    await lockCreditor(trx, plan.system.creditor_id, 'set');
    await findUntoldLines(trx, plan);
    await withdrawUntrueMails(trx, plan.system);
    await leaveOutWaitingLines(trx);
    const customers = await untoldCustomers(trx);
    for (let done = 0; done < customers.length; done += pageOfCustomers) {
      const page = await untoldLinesOf(trx, customers.slice(done, done + pageOfCustomers));
      await tell(trx, plan, page, stamp);
      addTo(report, page);
    }
    await (dryRun ? trx.rollback() : trx.commit());
    return report;
  } catch (error) {
    await trx.rollback();
    throw error;
  }
}

/** The lines that wait for their pre-notification only, each with what it would say today. */
async function findUntoldLines(trx: Transaction, plan: DatePlan): Promise<void> {
  await guardLines(trx, plan, ['draft', 'ready']);
  await setCollectionDates(trx, plan);
  await run(
    trx,
    `CREATE TEMP TABLE untold ON COMMIT DROP AS
     SELECT c.collection_id, c.customer_id, u.email, c.item_id, c.amount_minor, c.mandate_id, c.bank_account_id,
            ${collectionDate} AS collection_on
       FROM ${candidatesWithDates} JOIN customers u ON u.id = c.customer_id WHERE c.blocked = :reason`,
    { reason: notToldYet },
  );
  await trx.raw('CREATE INDEX ON untold (customer_id); CREATE INDEX ON untold (collection_id); ANALYZE untold');
}

/**
 * A mail that was not sent yet and goes to another address by now, or says of a line what does not hold any more: another amount or
 * account, a date that cannot be kept, or a debit that will not be. One that is being sent just now stays.
 */
async function withdrawUntrueMails(trx: Transaction, system: SystemRow): Promise<void> {
  await run(
    trx,
    `DELETE FROM mails WHERE id IN (
       SELECT e.id FROM mails e
        WHERE e.sent_at IS NULL AND e.id IN (
          SELECT p.mail_id
            FROM pre_notifications p
            JOIN collections c ON c.id = p.collection_id AND c.system_id = :system_id
            JOIN mails w ON w.id = p.mail_id AND w.sent_at IS NULL
            LEFT JOIN untold t ON t.collection_id = p.collection_id AND t.email = w.recipient AND t.mandate_id = p.mandate_id
                 AND t.bank_account_id = p.bank_account_id AND t.amount_minor = p.amount_minor AND t.collection_on <= p.collection_on
           WHERE t.collection_id IS NULL)
          FOR UPDATE OF e SKIP LOCKED)`,
    { system_id: system.id },
  );
}

async function leaveOutWaitingLines(trx: Transaction): Promise<void> {
  await trx.raw(`
    DELETE FROM untold t USING pre_notifications p JOIN mails e ON e.id = p.mail_id
     WHERE p.collection_id = t.collection_id AND e.sent_at IS NULL`);
}

interface UntoldCustomer extends ToldCustomer {
  customer_id: number;
  email: string;
  language: string;
  lines: (AnnouncedDebit & { collection_id: number })[];
}

/** So many customers are told with one statement. */
const pageOfCustomers = 500;

async function untoldCustomers(trx: Transaction): Promise<number[]> {
  const rows = await many<{ id: number }>(trx, 'SELECT DISTINCT customer_id AS id FROM untold ORDER BY 1');
  return rows.map((row) => row.id);
}

async function untoldLinesOf(trx: Transaction, customers: readonly number[]): Promise<UntoldCustomer[]> {
  return many(
    trx,
    `SELECT t.customer_id, u.number AS customer, t.email, u.language, count(*)::int AS line_count,
            sum(t.amount_minor)::bigint AS sum_minor, min(t.collection_on) AS first_collection_on,
            json_agg(json_build_object('collection_id', t.collection_id, 'item', i.number, 'amount_minor', t.amount_minor,
              'currency', i.currency, 'collection_on', t.collection_on, 'umr', m.umr, 'account_end', right(a.iban, 4))
              ORDER BY t.collection_on, t.collection_id) AS lines
       FROM untold t JOIN customers u ON u.id = t.customer_id JOIN items i ON i.id = t.item_id
       JOIN mandates m ON m.id = t.mandate_id JOIN bank_accounts a ON a.id = t.bank_account_id
      WHERE t.customer_id = ANY(:customers)
      GROUP BY t.customer_id, u.number, t.email, u.language ORDER BY t.customer_id`,
    { customers },
  );
}

async function tell(trx: Transaction, plan: DatePlan, page: readonly UntoldCustomer[], stamp: Stamp): Promise<void> {
  const ids = await mailIds(trx, page.length);
  const mails = page.map((customer, place) => mailTo(customer, plan, ids[place] ?? 0));
  await queueMails(trx, mails, stamp.at);
  const said = page.flatMap(({ lines }, place) => lines.map((line) => ({ ...line, mail_id: ids[place] ?? 0 })));
  await rememberWhatTheySay(trx, said, stamp);
}

/** Who is to be told follows from the lines, so the mail's number is all that its key needs. */
function mailTo(
  { customer_id, email, language, lines }: UntoldCustomer,
  { system, today }: DatePlan,
  id: number,
): MailWithId {
  const creditor = { name: system.creditor_name, identifier: system.creditor_identifier };
  const key = { kind: 'pre_notification' as const, subject_key: String(customer_id), period: `${today}-${id}` };
  return {
    id,
    ...key,
    recipient: email,
    group_key: `pre_notification/${id}`,
    ...preNotificationMail(language, creditor, lines),
    message_id: mailMessageId(key.kind, key.subject_key, key.period, system.creditor),
  };
}

/** A line that was announced before is told no more until the new mail was sent. */
async function rememberWhatTheySay(
  trx: Transaction,
  said: readonly { collection_id: number; mail_id: number }[],
  stamp: Stamp,
): Promise<void> {
  const lines = said.map((line) => line.collection_id);
  await run(
    trx,
    `INSERT INTO pre_notifications (collection_id, mail_id, mandate_id, bank_account_id, amount_minor, collection_on)
     SELECT t.collection_id, s.mail_id, t.mandate_id, t.bank_account_id, t.amount_minor, t.collection_on
       FROM untold t JOIN unnest(:lines::bigint[], :mails::bigint[]) AS s (collection_id, mail_id) ON s.collection_id = t.collection_id
     ON CONFLICT (collection_id) DO UPDATE SET mail_id = excluded.mail_id, mandate_id = excluded.mandate_id,
       bank_account_id = excluded.bank_account_id, amount_minor = excluded.amount_minor, collection_on = excluded.collection_on`,
    { lines, mails: said.map((line) => line.mail_id) },
  );
  await run(trx, 'UPDATE collections SET notified_on = NULL WHERE id = ANY(:lines) AND notified_on IS NOT NULL', {
    lines,
  });
  const announced = {
    sql: `SELECT collection_id AS id, 'announced for ' || collection_on AS reason, 'mail ' || mail_id AS cause
            FROM pre_notifications WHERE collection_id = ANY(:lines)`,
    bindings: { lines },
  };
  await noteAll(trx, 'collection', announced, stamp);
}

function addTo(report: PreNotificationReport, page: readonly UntoldCustomer[]): void {
  report.mails += page.length;
  for (const { customer, line_count, sum_minor, first_collection_on } of page) {
    report.lines += line_count;
    report.sum_minor = addMinor(report.sum_minor, sum_minor);
    if (report.customers.length < mostListed) {
      report.customers.push({ customer, line_count, sum_minor, first_collection_on });
    }
  }
}

const mostListed = 1000;
