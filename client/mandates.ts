import { createReadStream } from 'node:fs';

import { type AccountRow, addAccount, closeAccount, listAccounts } from '../db/accounts.ts';
import { markPrinted, waitingLetters } from '../db/asking.ts';
import { auditOf } from '../db/audit.ts';
import { inTransaction, lockCreditor } from '../db/connection.ts';
import { type ConversionPlan, type ConversionReport, convertMandates } from '../db/conversion.ts';
import { type CustomerSettings, findCustomer, findItem, setCustomer, setItem } from '../db/customers.ts';
import { findForm } from '../db/mandateForms.ts';
import { listMandates } from '../db/mandateLists.ts';
import { makeOne } from '../db/mandateMaking.ts';
import {
  abandonMandate,
  deleteMandate,
  findMandate,
  findMandateById,
  type MandateOutcome,
  reactivateMandate,
  registerMandate,
  resumeMandate,
  type Signature,
  signMandate,
  suspendMandate,
  transferMandate,
  withdrawMandate,
} from '../db/mandates.ts';
import { history } from '../db/transitions.ts';
import { localDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import type { Scheme } from '../domain/mandateActions.ts';
import type { MandateForm } from '../domain/mandateForm.ts';
import { mandateUpdates } from '../domain/messages/mandate.ts';
import { check } from '../domain/messages/shape.ts';
import { writeMandateForms } from '../formats/mandateForm.ts';
import { readLetterFonts } from '../ports/fonts.ts';
import type { Context } from './context.ts';
import { tellWorkflows } from './wake.ts';

export interface Done {
  done: boolean;
  message: string;
}

/** A mandate by its reference; the creditor is needed only where several have the same. */
export interface MandateName {
  umr: string;
  creditor?: string | undefined;
}

/** Actions that need nothing but a reason. */
const plain = {
  register: registerMandate,
  withdraw: withdrawMandate,
  abandon: abandonMandate,
  delete: deleteMandate,
  suspend: (db, id, { reason, ...stamp }) => suspendMandate(db, id, { ...stamp, reason: reason ?? 'by hand' }),
  resume: resumeMandate,
  transfer: transferMandate,
} satisfies Record<string, typeof withdrawMandate>;
export type PlainAction = keyof typeof plain;

/** Does one of the actions that need nothing but a reason. Too late or twice is an outcome. */
export async function actOnMandate(
  context: Context,
  { umr, creditor }: MandateName,
  action: PlainAction,
  reason: string | undefined,
): Promise<Done> {
  const db = await context.db();
  const { id } = await findMandate(db, umr, creditor);
  return told(context, await plain[action](db, id, await because(context, reason)));
}

/**
 * A mandate came back signed, or a customer who had withdrawn signs again (M5).
 * @param signature.scan - a file, which goes into the archive. @param collect - switches *collect automatically* on as well.
 */
export async function sign(
  context: Context,
  { umr, creditor }: MandateName,
  { scan, collect, ...signature }: Signature & { scan?: string; collect?: boolean },
  how: 'sign' | 'reactivate',
): Promise<Done> {
  const { actor, at } = await because(context, undefined);
  const wrong = check(mandateUpdates.sign, { actor, ...signature });
  if (wrong !== undefined) throw new IncassoError('INVALID_INPUT', wrong);
  const db = await context.db();
  const { id, customer_id } = await findMandate(db, umr, creditor);
  const stored =
    scan === undefined ? {} : { scan_sha256: (await context.archive().store(createReadStream(scan))).sha256 };
  const act = how === 'sign' ? signMandate : reactivateMandate;
  const outcome = await told(context, await act(db, id, { ...signature, ...stored }, { at, actor }));
  if (!collect) return outcome;
  const set = await setCustomer(db, customer_id, { collect_automatically: true }, { at, actor });
  return { done: outcome.done, message: `${outcome.message}; ${set.message}` };
}

/**
 * Makes a mandate to be signed: recurring, or a one-off for an item; or an agreement of Betalingsservice, which the payment centre
 * is to register.
 */
export async function create(
  context: Context,
  wanted: { customer: string; item?: string | undefined; creditor?: string | undefined; scheme: Scheme },
): Promise<Done & { umr: string | null }> {
  const stamp = await because(context, undefined);
  const db = await context.db();
  const customer = await findCustomer(db, wanted.customer, wanted.creditor);
  if (wanted.scheme === 'BS' && wanted.item !== undefined) {
    throw new IncassoError('INVALID_INPUT', 'field item: Betalingsservice has no agreement for a single item');
  }
  const item = wanted.item === undefined ? undefined : await findItem(db, wanted.item, customer.creditor);
  if (item && item.customer_id !== customer.id) {
    throw new IncassoError('INVALID_INPUT', `field item: ${wanted.item} is no item of customer ${customer.number}`);
  }
  if (item && item.open_minor <= 0) {
    throw new IncassoError('CONFLICT', `item ${wanted.item} is settled, there is nothing left to collect`);
  }
  const made = await inTransaction(db, async (trx) => {
    await lockCreditor(trx, customer.creditor_id, 'set');
    const one = { customer_id: customer.id, item_id: item?.id ?? null, scheme: wanted.scheme };
    return makeOne(trx, one, { ...stamp, reason: 'made by hand' });
  });
  if (made === 0) return { done: false, message: 'one that is to be signed or signed is there already', umr: null };
  const isAgreement = wanted.scheme === 'BS';
  const [mandate] = (
    await listMandates(db, {
      customer: customer.number,
      creditor: customer.creditor,
      state: isAgreement ? 'awaiting_bank_registration' : 'to_sign',
      limit: 1_000_000,
    })
  ).slice(-1);
  const umr = mandate?.umr ?? null;
  if (!isAgreement || umr === null) return { done: true, message: `mandate ${umr} is to be signed`, umr };
  const { data_problem } = await findMandate(db, umr, customer.creditor);
  const missing = data_problem === null ? '' : `, but not yet: ${data_problem}`;
  return { done: true, message: `agreement ${umr} is to be sent to the payment centre${missing}`, umr };
}

/** A mandate with everything that happened to it, oldest first (M14). */
export async function readMandate(context: Context, { umr, creditor }: MandateName) {
  const db = await context.db();
  const mandate = await findMandate(db, umr, creditor);
  return { mandate, history: await history(db, 'mandate', mandate.id) };
}

/** Converts the customers of a creditor (M6); a dry run reports the same and changes nothing. */
export async function convert(context: Context, plan: ConversionPlan, dryRun: boolean): Promise<ConversionReport> {
  const actor = dryRun ? 'dry run' : await context.operator();
  return convertMandates(await context.db(), plan, { at: await context.now(), actor }, { dryRun });
}

/**
 * The letters that wait to be printed, as one PDF; printed is said when the file is whole.
 * @param write - writes the PDF somewhere. @returns how many.
 */
export async function printLetters(
  context: Context,
  filter: { creditor?: string | undefined; limit: number },
  write: (pdf: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<number> {
  const stamp = await because(context, undefined);
  const db = await context.db();
  const letters = await waitingLetters(db, filter.creditor, filter.limit);
  if (letters.length === 0) return 0;
  async function* forms(): AsyncGenerator<MandateForm> {
    for (const { mandate_id } of letters) {
      const mandate = await findMandateById(db, mandate_id);
      yield findForm(db, mandate_id, localDate(stamp.at, mandate.zone));
    }
  }
  await write(writeMandateForms(forms(), await readLetterFonts()));
  await markPrinted(
    db,
    letters.map((letter) => letter.id),
    stamp,
  );
  return letters.length;
}

export interface CustomerName {
  number: string;
  creditor?: string | undefined;
}

/** Changes how a customer is collected from, with what follows for mandates (M1, M3, M4). */
export async function changeCustomer(
  context: Context,
  { number, creditor }: CustomerName,
  settings: CustomerSettings,
  reason: string | undefined,
): Promise<Done> {
  const db = await context.db();
  const { id } = await findCustomer(db, number, creditor);
  return setCustomer(db, id, settings, await because(context, reason));
}

/** Changes how one item is collected, until it is frozen (M2). */
export async function changeItem(
  context: Context,
  { number, creditor }: CustomerName,
  settings: { collect_automatically?: boolean; mandate_required?: boolean },
): Promise<Done> {
  return setItem(await context.db(), number, creditor, settings, await because(context, undefined));
}

/** Adds an account of a customer, with what follows for mandates (M8). */
export async function addCustomerAccount(
  context: Context,
  { number, creditor }: CustomerName,
  account: { iban: string; bic?: string },
): Promise<Done> {
  const db = await context.db();
  const { id } = await findCustomer(db, number, creditor);
  const { message, wake } = await addAccount(db, id, account, await because(context, undefined));
  return { done: true, message: message + (await tellWorkflows(context, wake)) };
}

export async function closeCustomerAccount(
  context: Context,
  { number, creditor }: CustomerName,
  iban: string,
): Promise<Done> {
  const db = await context.db();
  const { id } = await findCustomer(db, number, creditor);
  return closeAccount(db, id, iban, await because(context, undefined));
}

/** A customer with accounts, mandates and what people changed. */
export async function readCustomer(context: Context, { number, creditor }: CustomerName) {
  const db = await context.db();
  const customer = await findCustomer(db, number, creditor);
  const accounts: AccountRow[] = await listAccounts(db, customer.id);
  return {
    customer,
    accounts,
    mandates: await listMandates(db, { customer: customer.number, creditor: customer.creditor, limit: 1000 }),
    actions: await auditOf(db, `customer/${customer.id}`),
  };
}

async function because(context: Context, reason: string | undefined) {
  return { actor: await context.operator(), at: await context.now(), ...(reason === undefined ? {} : { reason }) };
}

async function told(context: Context, { done, message, wake }: MandateOutcome): Promise<Done> {
  return { done, message: message + (await tellWorkflows(context, wake)) };
}
