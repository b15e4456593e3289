import { localDate } from '../domain/dates.ts';
import { IncassoError } from '../domain/errors.ts';
import { entityId } from '../domain/ids.ts';
import {
  type MandateAction,
  mandateActions,
  mayDo,
  refusalOf,
  type Scheme,
  schemeRefusal,
  stateAfter,
} from '../domain/mandateActions.ts';
import type { MandateState } from '../domain/states/mandate.ts';
import { beforeDelivery } from '../domain/states/submission.ts';
import { umrKey } from '../domain/umr.ts';
import { accountForSignature, closeUnused, originalAccount } from './accounts.ts';
import { askForCancellation, dataProblem } from './agreements.ts';
import { type Db, first, inTransaction, lockCreditor, many, one, run, type Transaction } from './connection.ts';
import { settleInstruction } from './instructions.ts';
import { wakeSignings } from './mandateMaking.ts';
import { noteHistory, type Stamp, transitionOne } from './transitions.ts';

export interface MandateRow {
  id: number;
  creditor_id: number;
  creditor: string;
  zone: string;
  customer_id: number;
  customer: string;
  bank_account_id: number | null;
  iban: string | null;
  umr: string;
  signing_key: string;
  scheme: Scheme;
  kind: 'recurring' | 'one_off';
  item_id: number | null;
  item: string | null;
  origin: 'sepa' | 'converted';
  state: MandateState;
  state_since: string;
  suspended_reason: string | null;
  made_on: string | null;
  signed_on: string | null;
  signed_place: string | null;
  signed_channel: string | null;
  scan_sha256: string | null;
  asked_count: number;
  asked_on: string | null;
  ask_due_on: string | null;
  first_accepted_on: string | null;
  amended_original: string | null;
  replaces_id: number | null;
  transfer_status: TransferStatus;
  /** Incomplete while something is missing that the payment centre must be told: `data_problem` says what (M12). */
  data_status: 'incomplete' | 'ok';
  data_problem: string | null;
  /** Agreements: the number that the payment centre gave it, and from when until when it says that it is one. */
  agreement_number: string | null;
  agreement_from: string | null;
  agreement_until: string | null;
}

/** Whether a payment centre knows of it as it is here (M12). */
export type TransferStatus = 'not_to_transfer' | 'to_transfer' | 'transferred' | 'confirmed' | 'refused';

const columns = `m.id, m.creditor_id, k.code AS creditor, k.zone, m.customer_id, u.number AS customer, m.bank_account_id, a.iban,
  m.umr, m.signing_key, m.scheme, m.kind, m.item_id, i.number AS item, m.origin, m.state, m.state_since, m.suspended_reason,
  m.made_on, m.signed_on, m.signed_place, m.signed_channel, m.scan_sha256, m.asked_count, m.asked_on, m.ask_due_on,
  m.first_accepted_on, m.amended_original, m.replaces_id, m.transfer_status, ${dataProblem} AS data_problem,
  CASE WHEN ${dataProblem} IS NULL THEN 'ok' ELSE 'incomplete' END AS data_status, m.agreement_number,
  m.agreement_from, m.agreement_until`;
const source = `mandates m JOIN creditors k ON k.id = m.creditor_id JOIN customers u ON u.id = m.customer_id
  LEFT JOIN bank_accounts a ON a.id = m.bank_account_id LEFT JOIN items i ON i.id = m.item_id`;

export async function findMandateById(db: Db, id: number): Promise<MandateRow> {
  return one(db, `mandate ${id}`, `SELECT ${columns} FROM ${source} WHERE m.id = :id`, { id });
}

/** @param creditor - its code; without one the reference must be known to one creditor only. Throws NOT_FOUND, INVALID_INPUT. */
export async function findMandate(db: Db, umr: string, creditor?: string): Promise<MandateRow> {
  const found = await many<MandateRow>(
    db,
    `SELECT ${columns} FROM ${source} WHERE m.umr_key = :key AND (:any OR k.code = :creditor) ORDER BY m.id`,
    { key: umrKey(umr), any: creditor === undefined, creditor: creditor ?? '' },
  );
  const [mandate] = found;
  if (!mandate) throw new IncassoError('NOT_FOUND', `mandate ${umr} does not exist`);
  if (found.length === 1) return mandate;
  const creditors = found.map((row) => row.creditor).join(', ');
  throw new IncassoError(
    'INVALID_INPUT',
    `mandate ${umr} is one of several creditors (${creditors}): name the creditor`,
  );
}

export interface MandateOutcome {
  done: boolean;
  message: string;
  /** Workflows to be told. */
  wake: string[];
}

/** What a signature says. */
export interface Signature {
  /** YYYY-MM-DD, not in the future, not before the mandate was made. */
  signed_on: string;
  place?: string;
  channel?: string;
  /** SHA-256 of the scan, which is in the archive. */
  scan_sha256?: string;
  /** The account that the form names, where it is not the one known. */
  iban?: string;
  bic?: string;
}

/** Signed on paper or otherwise: active, for B2B once the debtor's bank has registered it (M1 to M5). */
export function signMandate(db: Db, id: number, signature: Signature, stamp: Because): Promise<MandateOutcome> {
  return act(db, id, 'sign', signed(signature, stamp), async (trx, mandate) => {
    await supersede(trx, mandate, stamp);
    await recordSignature(trx, mandate, signature, stamp);
  });
}

/** A customer who had withdrawn signs again: the same mandate, with the new date (M5). */
export function reactivateMandate(db: Db, id: number, signature: Signature, stamp: Because): Promise<MandateOutcome> {
  return act(db, id, 'reactivate', signed(signature, stamp), async (trx, mandate) => {
    await mustBeFree(trx, mandate);
    await recordSignature(trx, mandate, signature, stamp);
  });
}

/** The debtor's bank has registered a mandate of B2B. */
export function registerMandate(db: Db, id: number, stamp: Because): Promise<MandateOutcome> {
  return act(db, id, 'register', stamp);
}

/** The customer revokes. What stands in a file already goes out as it was frozen, and the outcome says so (M4). */
export function withdrawMandate(db: Db, id: number, stamp: Because): Promise<MandateOutcome> {
  return act(db, id, 'withdraw', stamp);
}

/** Never signed, and nobody will ask any more. */
export function abandonMandate(db: Db, id: number, stamp: Because): Promise<MandateOutcome> {
  return act(db, id, 'abandon', stamp);
}

/** Made by mistake: only while it is to be signed, so never one that was presented (M14). */
export function deleteMandate(db: Db, id: number, stamp: Because): Promise<MandateOutcome> {
  return act(db, id, 'delete', stamp);
}

/** Nothing is collected with it until it is resumed (M10). */
export function suspendMandate(db: Db, id: number, stamp: Stamp & { reason: string }): Promise<MandateOutcome> {
  return act(db, id, 'suspend', stamp, async (trx, mandate) => {
    if (mandate.suspended_reason !== null) return 'already';
    await run(trx, 'UPDATE mandates SET suspended_reason = :reason WHERE id = :id', { id, reason: stamp.reason });
    await noteHistory(trx, 'mandate', id, `suspended: ${stamp.reason}`, stamp);
    return undefined;
  });
}

export function resumeMandate(db: Db, id: number, stamp: Because): Promise<MandateOutcome> {
  return act(db, id, 'resume', stamp, async (trx, mandate) => {
    if (mandate.suspended_reason === null) return 'already';
    await run(trx, 'UPDATE mandates SET suspended_reason = NULL WHERE id = :id', { id });
    await noteHistory(trx, 'mandate', id, `resumed${stamp.reason ? `: ${stamp.reason}` : ''}`, stamp);
    return undefined;
  });
}

/**
 * An agreement that the payment centre refused, or whose file was withdrawn, goes with the next run again: what was wrong is
 * mended.
 */
export function transferMandate(db: Db, id: number, stamp: Because): Promise<MandateOutcome> {
  return act(db, id, 'transfer', stamp, async (trx, mandate) => {
    if (mandate.transfer_status === 'to_transfer') return 'already';
    if (mandate.transfer_status !== 'refused' && mandate.transfer_status !== 'not_to_transfer') {
      const { umr, transfer_status } = mandate;
      throw new IncassoError('CONFLICT', `mandate ${umr} is ${transfer_status}: there is nothing to send again`);
    }
    await run(trx, `UPDATE mandates SET transfer_status = 'to_transfer' WHERE id = :id`, { id });
    await noteHistory(trx, 'mandate', id, 'to be sent to the payment centre again', stamp);
    return undefined;
  });
}

export type Because = Stamp & { reason?: string };

function signed({ signed_on }: Signature, stamp: Because): Because {
  return { ...stamp, reason: stamp.reason ?? `signed on ${signed_on}` };
}

/**
 * The frame of every action: lock, table, change, transition, wakeup, in one transaction. Two people at once: the second
 * is told what the mandate is by now. `change` answers 'already' when there is nothing to do.
 */
async function act(
  db: Db,
  id: number,
  action: MandateAction,
  stamp: Because,
  change: (trx: Transaction, mandate: MandateRow) => Promise<'already' | undefined | void> = () => Promise.resolve(),
): Promise<MandateOutcome> {
  const { creditor_id } = await findMandateById(db, id);
  return inTransaction(db, async (trx) => {
    await lockCreditor(trx, creditor_id, 'single');
    await one(trx, `mandate ${id}`, 'SELECT id FROM mandates WHERE id = :id FOR UPDATE', { id });
    const mandate = await findMandateById(trx, id);
    const foreign = schemeRefusal(action, mandate.umr, mandate.scheme);
    if (foreign !== undefined) throw new IncassoError('CONFLICT', foreign);
    const to = stateAfter(action, mandate.state, mandate.scheme);
    if (!mayDo(action, mandate.state)) {
      if (mandate.state === to && 'to' in mandateActions[action]) return already(mandate);
      throw new IncassoError('CONFLICT', refusalOf(action, mandate.umr, mandate.state));
    }
    if ((await change(trx, mandate)) === 'already') return already(mandate);
    if (to !== mandate.state) await transitionOne(trx, 'mandate', id, to, stamp);
    const message = `mandate ${mandate.umr} is ${mandateActions[action].done}${await warningOf(trx, action, mandate)}`;
    if (mandate.scheme === 'BS') {
      if (action === 'withdraw') await askForCancellation(trx, id);
      return { done: true, message, wake: [] };
    }
    const asked = { kind: 'mandate', id: String(id), cause: 'signature_missing' } as const;
    if (to !== 'to_sign') await settleInstruction(trx, asked, to, `mandate ${mandate.umr} is ${to}`, stamp);
    await wakeSignings(trx, { sql: 'SELECT :one_id::bigint AS id', bindings: { one_id: id } }, stamp.at);
    return { done: true, message, wake: [entityId.mandateSigning(mandate.creditor, mandate.signing_key)] };
  });
}

function already(mandate: MandateRow): MandateOutcome {
  const suspended = mandate.suspended_reason === null ? '' : `, suspended: ${mandate.suspended_reason}`;
  const message = `mandate ${mandate.umr} is ${mandate.state} already, since ${mandate.state_since}${suspended}`;
  return { done: false, message, wake: [] };
}

/** What the operator must know: a file in which it stands, a customer who is still set to be collected from. */
async function warningOf(trx: Transaction, action: MandateAction, mandate: MandateRow): Promise<string> {
  if (action !== 'withdraw' && action !== 'suspend') return '';
  const frozen = await many<{ message_id: string; state: string }>(
    trx,
    `SELECT DISTINCT s.message_id, s.state FROM submission_lines l JOIN collections c ON c.id = l.collection_id
       JOIN submissions s ON s.id = l.submission_id
      WHERE c.mandate_id = :id AND l.released_at IS NULL AND s.state = ANY(:states)
     UNION
     SELECT s.message_id, s.state FROM agreement_lines l JOIN submissions s ON s.id = l.submission_id
      WHERE l.mandate_id = :id AND l.outcome IS NULL AND s.state = ANY(:states)`,
    { id: mandate.id, states: [...beforeDelivery, 'delivering', 'unknown'] },
  );
  const [customer] = await many<{ collects: boolean }>(
    trx,
    'SELECT collect_automatically AS collects FROM customers WHERE id = :id',
    { id: mandate.customer_id },
  );
  return [
    ...frozen.map(
      ({ message_id, state }) => `; it stands in ${message_id} (${state}), which goes out as it was frozen`,
    ),
    ...(action === 'withdraw' && customer?.collects
      ? [`; customer ${mandate.customer} is still set to be collected from`]
      : []),
  ].join('');
}

/** Date, place, channel, scan and account of a signature; the mandate that it takes the place of is superseded (M8). */
async function recordSignature(
  trx: Transaction,
  mandate: MandateRow,
  signature: Signature,
  stamp: Stamp,
): Promise<void> {
  const today = localDate(stamp.at, mandate.zone);
  const { signed_on, place, channel, scan_sha256 } = signature;
  if (signed_on > today) throw new IncassoError('INVALID_INPUT', `field signed_on: ${signed_on} is in the future`);
  const since = mandate.state === 'withdrawn' ? mandate.signed_on : mandate.made_on;
  if (since !== null && signed_on < since) {
    const what = mandate.state === 'withdrawn' ? 'the signature that was withdrawn' : 'the mandate was made';
    throw new IncassoError('INVALID_INPUT', `field signed_on: ${signed_on} is before ${what} (${since})`);
  }
  await mustBeOpen(trx, mandate);
  const account = await accountForSignature(trx, mandate, signature, today);
  // signed again for another account than the bank knows under this reference
  const { bank_account_id, iban, first_accepted_on } = mandate;
  const isMoved = first_accepted_on !== null && bank_account_id !== null && bank_account_id !== account.id;
  const known = isMoved && iban !== null ? { id: bank_account_id, iban } : undefined;
  await run(
    trx,
    `UPDATE mandates SET signed_on = :signed_on, signed_place = :place, signed_channel = :channel,
            scan_sha256 = coalesce(:scan, scan_sha256), bank_account_id = :account, suspended_reason = NULL,
            amended_from_account_id = :from_id, amended_original = :original WHERE id = :id`,
    {
      id: mandate.id,
      signed_on,
      place: place ?? null,
      channel: channel ?? null,
      scan: scan_sha256 ?? null,
      account: account.id,
      from_id: known?.id ?? null,
      original: known === undefined ? null : originalAccount(known.iban, account.iban),
    },
  );
  if (known !== undefined) await closeUnused(trx, known.id, today);
}

/** A one-off for a settled item has nothing to collect any more. */
async function mustBeOpen(trx: Transaction, { umr, item_id, item }: MandateRow): Promise<void> {
  if (item_id === null) return;
  const balance = await first<{ open_minor: number }>(
    trx,
    'SELECT open_minor FROM item_balances WHERE item_id = :item_id',
    { item_id },
  );
  if ((balance?.open_minor ?? 0) > 0) return;
  throw new IncassoError('CONFLICT', `mandate ${umr}: item ${item} is settled, there is nothing left to collect`);
}

/** Signing again needs that no other living one has taken its place. */
async function mustBeFree(trx: Transaction, mandate: MandateRow): Promise<void> {
  const other = await first<{ umr: string; state: string }>(
    trx,
    `SELECT umr, state FROM mandates
      WHERE id <> :id AND state IN ('to_sign', 'awaiting_bank_registration', 'active', 'completed') AND kind = :kind
        AND CASE WHEN kind = 'one_off' THEN item_id = :item
                 ELSE customer_id = :customer AND creditor_id = :creditor AND scheme = :scheme AND state <> 'completed' END`,
    {
      id: mandate.id,
      kind: mandate.kind,
      item: mandate.item_id,
      customer: mandate.customer_id,
      creditor: mandate.creditor_id,
      scheme: mandate.scheme,
    },
  );
  if (!other) return;
  throw new IncassoError(
    'CONFLICT',
    `mandate ${mandate.umr} cannot be signed again: ${other.umr} is ${other.state} and has taken its place`,
  );
}

/** The mandate that this one takes the place of ends; its account is closed once nothing names it (M8). */
async function supersede(trx: Transaction, mandate: MandateRow, stamp: Stamp): Promise<void> {
  if (mandate.replaces_id === null) return;
  const old = await findMandateById(trx, mandate.replaces_id);
  if (old.state !== 'active') return;
  await transitionOne(trx, 'mandate', old.id, 'superseded', { ...stamp, reason: `${mandate.umr} was signed` });
  if (old.bank_account_id !== null) await closeUnused(trx, old.bank_account_id, localDate(stamp.at, mandate.zone));
}
