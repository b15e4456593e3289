import {
  assignPayment,
  disownPayment,
  keepPayment,
  refundPayment,
  takeGoneBack,
  unassignPayment,
} from '../db/allocations.ts';
import { findUnapplied, makeUnapplied } from '../db/unappliedPayments.ts';
import { IncassoError } from '../domain/errors.ts';
import { decimalToMinor, formatMoney } from '../domain/money.ts';
import type { Context } from './context.ts';

/** What was done with one payment, in a sentence. */
export interface Outcome {
  id: number;
  message: string;
}

async function stampOf(context: Context) {
  return { at: await context.now(), actor: await context.operator() };
}

/** Makes records that wait for a line unapplied payments. One that cannot be is refused alone. Throws no IncassoError. */
export async function makePayments(
  context: Context,
  fileId: number,
  records: readonly number[],
  reason: string,
): Promise<{ record: number; id: number | null; message: string }[]> {
  const stamp = { ...(await stampOf(context)), reason };
  const db = await context.db();
  const made = [];
  for (const record of records) {
    try {
      for (const id of await makeUnapplied(db, fileId, record, stamp))
        made.push({ record, id, message: 'an unapplied payment' });
    } catch (error) {
      if (!(error instanceof IncassoError)) throw error;
      made.push({ record, id: null, message: error.message });
    }
  }
  return made;
}

/** @param amount - decimal, in the payment's currency; what is open of both where it is not given. Throws like assignPayment. */
export async function assign(
  context: Context,
  id: number,
  item: string,
  { amount, reason }: { amount?: string; reason?: string },
): Promise<Outcome> {
  const db = await context.db();
  const { currency } = await findUnapplied(db, id);
  const amountMinor = amount === undefined ? undefined : decimalToMinor(amount, currency);
  if (amount !== undefined && amountMinor === undefined)
    throw new IncassoError('INVALID_INPUT', `amount ${amount}: must be a decimal number of ${currency}`);
  const assigned = await assignPayment(db, id, item, amountMinor, { ...(await stampOf(context)), reason });
  return { id, message: `${formatMoney(assigned, currency)} of payment ${id} pay item ${item}` };
}

/** Takes back what was assigned to an item. Throws like unassignPayment. */
export async function unassign(context: Context, id: number, item: string, reason: string): Promise<Outcome> {
  const db = await context.db();
  const { currency } = await findUnapplied(db, id);
  const taken = await unassignPayment(db, id, item, { ...(await stampOf(context)), reason });
  return { id, message: `${formatMoney(taken, currency)} of item ${item} are open again` };
}

/** Keeps it for the next invoice. Throws like keepPayment. */
export async function keep(
  context: Context,
  id: number,
  { customer, reason }: { customer?: string; reason?: string },
): Promise<Outcome> {
  const number = await keepPayment(await context.db(), id, customer, { ...(await stampOf(context)), reason });
  return { id, message: `payment ${id} is kept for the next invoice of customer ${number}` };
}

/** Owes it to the customer. Throws like refundPayment. */
export async function refund(
  context: Context,
  id: number,
  { customer, reason }: { customer?: string; reason: string },
): Promise<Outcome> {
  const note = await refundPayment(await context.db(), id, customer, { ...(await stampOf(context)), reason });
  return { id, message: `credit note ${note} owes it: pay it out with incasso collections disburse SYSTEM ${note}` };
}

/** It is somebody else's. Throws like disownPayment. */
export async function disown(context: Context, id: number, reason: string): Promise<Outcome> {
  await disownPayment(await context.db(), id, { ...(await stampOf(context)), reason });
  return { id, message: `payment ${id} is money of others` };
}

/** The bank took it back. Throws like takeGoneBack. */
export async function goneBack(context: Context, id: number, file: number, record: number): Promise<Outcome> {
  const db = await context.db();
  const { currency } = await findUnapplied(db, id);
  const amount = await takeGoneBack(db, id, { file_id: file, record_no: record }, await stampOf(context));
  return { id, message: `${formatMoney(amount, currency)} of payment ${id} went back` };
}
