import { agreementProblem } from './agreements.ts';
import { type Db, many } from './connection.ts';
import { collectsEuro } from './mandateMaking.ts';

export interface MandateFilter {
  creditor?: string;
  customer?: string;
  state?: string;
  limit: number;
}

export interface MandateLine {
  creditor: string;
  umr: string;
  customer: string;
  scheme: string;
  kind: string;
  item: string | null;
  state: string;
  since: string;
  signed_on: string | null;
  suspended_reason: string | null;
}

const ofCreditor = '(:any_creditor OR k.code = :creditor)';

function bindingsOf({ creditor, limit }: { creditor?: string; limit: number }) {
  return { any_creditor: creditor === undefined, creditor: creditor ?? '', limit };
}

/** Mandates in the order in which they were made. */
export async function listMandates(db: Db, filter: MandateFilter): Promise<MandateLine[]> {
  return many(
    db,
    `SELECT k.code AS creditor, m.umr, u.number AS customer, m.scheme, m.kind, i.number AS item, m.state,
            m.state_since AS since, m.signed_on, m.suspended_reason
       FROM mandates m JOIN creditors k ON k.id = m.creditor_id JOIN customers u ON u.id = m.customer_id
       LEFT JOIN items i ON i.id = m.item_id
      WHERE ${ofCreditor} AND (:any_customer OR u.number = :customer) AND (:any_state OR m.state = :state)
      ORDER BY k.code, m.id LIMIT :limit`,
    {
      ...bindingsOf(filter),
      any_customer: filter.customer === undefined,
      customer: filter.customer ?? '',
      any_state: filter.state === undefined,
      state: filter.state ?? '',
    },
  );
}

export interface ToSignLine {
  creditor: string;
  umr: string;
  customer: string;
  kind: string;
  item: string | null;
  scheme: string;
  made_on: string | null;
  asked_count: number;
  asked_on: string | null;
  next_on: string | null;
  /** How the customer is asked: by mail, or by a letter where there is no address. */
  by: 'mail' | 'letter';
}

/** What is to be signed, and nothing else: withdrawn, expired and abandoned ones never come back here (M4). */
export async function listToSign(db: Db, filter: { creditor?: string; limit: number }): Promise<ToSignLine[]> {
  return many(
    db,
    `SELECT k.code AS creditor, m.umr, u.number AS customer, m.kind, i.number AS item, m.scheme, m.made_on, m.asked_count,
            m.asked_on, m.ask_due_on AS next_on, CASE WHEN u.email IS NULL THEN 'letter' ELSE 'mail' END AS by
       FROM mandates m JOIN creditors k ON k.id = m.creditor_id JOIN customers u ON u.id = m.customer_id
       LEFT JOIN items i ON i.id = m.item_id
      WHERE ${ofCreditor} AND m.state = 'to_sign' ORDER BY k.code, m.id LIMIT :limit`,
    bindingsOf(filter),
  );
}

export interface WaitingAgreement {
  creditor: string;
  /** As the payment centre writes it, without leading zeros. */
  customer_number: string;
  agreement_number: string;
  event: string;
  effective_on: string;
  /** When it came in. */
  since: string;
  reason: string;
  file: string;
}

/** What a payment centre told of agreements that belong to no customer here: the work list (C6). */
export async function listWaitingAgreements(
  db: Db,
  filter: { creditor?: string; limit: number },
): Promise<WaitingAgreement[]> {
  return many(
    db,
    `SELECT k.code AS creditor, r.customer_number, r.mandate_id AS agreement_number, r.status AS event, r.booked_on AS effective_on,
            f.received_at AS since, m.reason || coalesce(': ' || same.numbers, '') AS reason, f.name AS file
       FROM matches m JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no AND r.kind = 'agreement'
       JOIN inbound_files f ON f.id = m.file_id
       LEFT JOIN creditors k ON k.id = m.creditor_id
       LEFT JOIN LATERAL (
         SELECT string_agg(u.number, ', ' ORDER BY u.number) AS numbers FROM customers u
          WHERE u.creditor_id = m.creditor_id AND ltrim(u.number, '0') = r.customer_number HAVING count(*) > 1) same ON true
      WHERE m.effect IS NULL AND ${ofCreditor} ORDER BY k.code, m.file_id, m.record_no LIMIT :limit`,
    bindingsOf(filter),
  );
}

export interface SignalLine {
  creditor: string;
  customer: string;
  signal: string;
  mandate: string | null;
  item: string | null;
}

/**
 * What keeps customers who are to be collected from from being so, as far as mandates go (M4); and who could be converted (M6): an
 * account of the country of one of ours.
 */
export async function listSignals(db: Db, filter: { creditor?: string; limit: number }): Promise<SignalLine[]> {
  return many(
    db,
    `SELECT k.code AS creditor, u.number AS customer, s.signal, s.mandate, s.item
       FROM (${signalsSql}) s JOIN customers u ON u.id = s.customer_id JOIN creditors k ON k.id = u.creditor_id
      WHERE ${ofCreditor} ORDER BY k.code, u.number, s.signal, s.item LIMIT :limit`,
    bindingsOf(filter),
  );
}

const signalsSql = `
  SELECT u.id AS customer_id, 'no mandate for customer ' || u.number || coalesce(': ' || last.umr || ' is ' || last.state, '')
           AS signal, last.umr AS mandate, NULL::text AS item
    FROM customers u
    LEFT JOIN LATERAL (SELECT umr, state FROM mandates m WHERE m.customer_id = u.id AND m.kind = 'recurring'
                          AND m.state <> 'deleted' ORDER BY m.state_since DESC, m.id DESC LIMIT 1) last ON true
   WHERE u.collect_automatically AND NOT u.mandate_required_per_invoice
     AND NOT EXISTS (SELECT 1 FROM mandates m WHERE m.customer_id = u.id AND m.kind = 'recurring'
           AND m.state IN ('to_sign', 'awaiting_bank_registration', 'active'))
     -- where slips are sent to those without a mandate, none is missing
     AND NOT EXISTS (SELECT 1 FROM collection_systems y
           WHERE y.creditor_id = u.creditor_id AND y.active AND y.adapter = 'nets-total')
  UNION ALL
  SELECT i.customer_id, 'no mandate for item ' || i.number, NULL, i.number
    FROM items i JOIN item_balances b ON b.item_id = i.id AND b.open_minor > 0
   WHERE i.kind = 'invoice' AND i.mandate_required AND i.collect_automatically
     AND NOT EXISTS (SELECT 1 FROM mandates m WHERE m.item_id = i.id
           AND m.state IN ('to_sign', 'awaiting_bank_registration', 'active', 'completed'))
  UNION ALL
  SELECT m.customer_id, 'mandate ' || m.umr || ' is suspended: ' || m.suspended_reason, m.umr, NULL
    FROM mandates m WHERE m.state = 'active' AND m.suspended_reason IS NOT NULL
  UNION ALL
  SELECT m.customer_id, 'the account of mandate ' || m.umr || ' is closed', m.umr, NULL
    FROM mandates m JOIN bank_accounts a ON a.id = m.bank_account_id AND a.closed_on IS NOT NULL WHERE m.state = 'active'
  UNION ALL
  SELECT m.customer_id, 'mandate ' || m.umr || ' awaits the registration by the bank', m.umr, NULL
    FROM mandates m WHERE m.state = 'awaiting_bank_registration'
  UNION ALL
  SELECT m.customer_id, 'agreement ' || m.umr || ' was refused by the payment centre', m.umr, NULL
    FROM mandates m WHERE m.transfer_status = 'refused'
  UNION ALL
  SELECT m.customer_id, 'agreement ' || m.umr || ' cannot be sent: ' || ${agreementProblem}, m.umr, NULL
    FROM mandates m JOIN customers u ON u.id = m.customer_id
   WHERE m.transfer_status = 'to_transfer' AND ${agreementProblem} IS NOT NULL
  UNION ALL
  SELECT u.id, 'customer ' || u.number || ' was collected from before: incasso mandates convert', NULL, NULL
    FROM customers u
   WHERE u.collect_automatically AND NOT u.mandate_required_per_invoice AND u.collected_before
     AND NOT EXISTS (SELECT 1 FROM mandates m WHERE m.customer_id = u.id AND m.kind = 'recurring' AND m.scheme = 'CORE'
           AND m.state NOT IN ('to_sign', 'deleted'))
     AND ${collectsEuro('u.creditor_id')}
     AND EXISTS (SELECT 1 FROM bank_accounts a JOIN creditor_accounts k ON k.creditor_id = u.creditor_id
                  WHERE a.customer_id = u.id AND a.closed_on IS NULL AND left(a.iban, 2) = left(k.iban, 2))`;
