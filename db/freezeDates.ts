import { many, run, type Transaction } from './connection.ts';
import type { GuardPlan } from './guard.ts';

/** What else the collection dates of guarded lines follow from. */
export interface DatePlan extends GuardPlan {
  /** Last collection date that the bank takes; undefined where it sets none. */
  latest: string | undefined;
  /** First date on or after the given one that the system's calendar takes. */
  toBusinessDay: (date: string) => string;
  /** Where a customer is collected from only once on a date: the first business day that is not taken. */
  toFreeDay: ((date: string, taken: ReadonlySet<string>) => string) | undefined;
}

/** The candidates `c` of a freeze, or an announcement, with their collection dates: of the wish `d`, or the free day `f` that they were moved to. */
export const candidatesWithDates = `freeze_candidates c JOIN freeze_dates d ON d.wanted_on = c.wanted_on
  LEFT JOIN freeze_moved f ON f.collection_id = c.collection_id`;

/** The collection date of such a candidate. */
export const collectionDate = 'coalesce(f.collection_on, d.collection_on)';

/**
 * Gives each candidate its collection date: the first day that the calendar takes on or after the wished one; where a customer is
 * collected from only once on a date, the first such day that is free. What is later than the bank takes is blocked.
 */
export async function setCollectionDates(trx: Transaction, plan: DatePlan): Promise<void> {
  await trx.raw(`
    CREATE TEMP TABLE freeze_dates (wanted_on date PRIMARY KEY, collection_on date NOT NULL) ON COMMIT DROP;
    CREATE TEMP TABLE freeze_moved (collection_id bigint PRIMARY KEY, collection_on date NOT NULL) ON COMMIT DROP`);
  // Few distinct wishes, so the calendar stays in the domain: one row for each wished date.
  const wishes = await many<{ wanted_on: string }>(trx, 'SELECT DISTINCT wanted_on FROM freeze_candidates ORDER BY 1');
  await run(trx, 'INSERT INTO freeze_dates SELECT * FROM unnest(:wanted::date[], :collected::date[])', {
    wanted: wishes.map((wish) => wish.wanted_on),
    collected: wishes.map((wish) => plan.toBusinessDay(wish.wanted_on)),
  });
  if (plan.toFreeDay !== undefined) await moveToFreeDays(trx, plan, plan.toFreeDay);
  if (plan.latest !== undefined) await blockLate(trx, plan.latest);
}

interface Wish {
  collection_id: number;
  customer_id: number;
  collection_on: string;
}

/** The lines of customers who would be collected from twice on a date, by this freeze or by it and what was sent before. */
async function moveToFreeDays(
  trx: Transaction,
  { system, earliest }: DatePlan,
  toFreeDay: NonNullable<DatePlan['toFreeDay']>,
): Promise<void> {
  await run(
    trx,
    `CREATE TEMP TABLE freeze_taken_dates ON COMMIT DROP AS
     SELECT DISTINCT i.customer_id, b.collection_on
       FROM submissions s
       JOIN collection_systems y ON y.id = s.system_id AND y.betalingsservice IS NOT NULL
       JOIN submission_batches b ON b.submission_id = s.id AND b.collection_on >= :earliest
       JOIN submission_lines l ON l.submission_id = s.id AND l.batch_no = b.batch_no
       JOIN items i ON i.id = l.item_id
      WHERE s.creditor_id = :creditor_id AND s.state NOT IN ('withdrawn', 'refused', 'rejected')`,
    { creditor_id: system.creditor_id, earliest },
  );
  const wishes = await many<Wish>(
    trx,
    `WITH wished AS (
       SELECT c.collection_id, c.customer_id, d.collection_on,
              count(*) OVER (PARTITION BY c.customer_id, d.collection_on) > 1
              OR EXISTS (SELECT 1 FROM freeze_taken_dates t
                          WHERE t.customer_id = c.customer_id AND t.collection_on = d.collection_on) AS meets_another
         FROM freeze_candidates c JOIN freeze_dates d ON d.wanted_on = c.wanted_on WHERE c.blocked IS NULL)
     SELECT collection_id, customer_id, collection_on FROM wished
      WHERE customer_id IN (SELECT customer_id FROM wished WHERE meets_another) ORDER BY collection_on, collection_id`,
  );
  const taken = await takenDates(trx, [...new Set(wishes.map((wish) => wish.customer_id))]);
  const moved = wishes.flatMap((wish) => {
    const dates = taken.get(wish.customer_id) ?? new Set<string>();
    const collection_on = toFreeDay(wish.collection_on, dates);
    taken.set(wish.customer_id, dates.add(collection_on));
    return collection_on === wish.collection_on ? [] : [{ ...wish, collection_on }];
  });
  await run(trx, 'INSERT INTO freeze_moved SELECT * FROM unnest(:ids::bigint[], :dates::date[])', {
    ids: moved.map((wish) => wish.collection_id),
    dates: moved.map((wish) => wish.collection_on),
  });
}

async function takenDates(trx: Transaction, customers: number[]): Promise<Map<number, Set<string>>> {
  const taken = new Map<number, Set<string>>();
  const rows = await many<Omit<Wish, 'collection_id'>>(
    trx,
    'SELECT customer_id, collection_on FROM freeze_taken_dates WHERE customer_id = ANY(:customers)',
    { customers },
  );
  for (const { customer_id, collection_on } of rows) {
    taken.set(customer_id, (taken.get(customer_id) ?? new Set()).add(collection_on));
  }
  return taken;
}

async function blockLate(trx: Transaction, latest: string): Promise<void> {
  await run(
    trx,
    `UPDATE freeze_candidates SET blocked = 'its date is after ' || :latest::text || ', the last that is taken now'
      WHERE blocked IS NULL AND collection_id IN (
        SELECT c.collection_id FROM ${candidatesWithDates} WHERE ${collectionDate} > :latest::date)`,
    { latest },
  );
}
