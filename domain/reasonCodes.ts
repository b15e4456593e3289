import type { Scheme } from './mandateActions.ts';

/**
 * What the reason code of a reject, return or refund means and what follows from it by default.
 * Meanings: ISO 20022 external code sets and the EPC's guidance on reason codes for SDD R-transactions; the codes of
 * Betalingsservice are the transaction codes of its delivery 0602 (nets.md 2.4).
 */

export type ReasonClass =
  'none' | 'retry' | 'mandate' | 'disputed' | 'data' | 'technical' | 'duplicate' | 'cancellation' | 'person';

/**
 * The default action.
 * Mandate: goes on (`none`), is suspended until a person resumes it, or ends.
 * Item: nothing was undone (`none`); is collected again with a new due date, at most `max_retries` times, then goes to a
 * person (`retry`); is open again and not collected by itself (`reopen`); is open again with an instruction (`person`).
 */
export interface ReasonAction {
  readonly mandate: 'none' | 'suspend' | 'end';
  readonly item: 'none' | 'retry' | 'reopen' | 'person';
  /** 0 unless `item` is `retry`. */
  readonly max_retries: number;
  /** Nothing is collected from this debtor by itself any more, and no mandate is asked for. */
  readonly stops_customer: boolean;
}

export interface Reason {
  /** As given. */
  readonly code: string;
  /** False for codes outside the table, such as proprietary reasons. */
  readonly known: boolean;
  readonly class: ReasonClass;
  readonly meaning: string;
  readonly action: ReasonAction;
}

type Row = [meaning: string, reasonClass: ReasonClass, action: ReasonAction];

const action = (mandate: ReasonAction['mandate'], item: ReasonAction['item'], maxRetries = 0): ReasonAction => ({
  mandate,
  item,
  max_retries: maxRetries,
  stops_customer: false,
});

const nothing = action('none', 'none');
const askPerson = action('none', 'person');
const suspend = action('suspend', 'person');
const end = action('end', 'person');
const replan = action('none', 'retry', 3);

const table: Record<string, Row> = {
  '0000': ['The bank reports success; nothing is undone.', 'none', nothing],

  AM04: ['The account did not have sufficient funds.', 'retry', action('none', 'retry', 2)],
  MS03: ['The bank gives no reason; it may stand for insufficient funds.', 'retry', action('none', 'retry', 1)],
  ED05: ['The settlement of the transaction failed.', 'retry', replan],
  TM01: ['The file was received after the cut-off time.', 'retry', replan],
  DT01: ['The collection date is not valid.', 'retry', replan],
  TECH: ['The bank had a technical problem.', 'retry', replan],

  AC01: ['The IBAN is wrong or does not exist.', 'data', suspend],
  AC04: ['The account is closed.', 'data', suspend],
  AC06: ['The account is blocked.', 'data', suspend],
  AC13: ['The type of the debtor account does not allow this scheme (a consumer account for B2B).', 'data', suspend],
  AG01: ['Direct debits are not allowed on this account.', 'data', suspend],
  BE01: ['The name of the debtor does not fit the account.', 'data', suspend],
  RC01: ['The BIC is wrong.', 'data', suspend],

  MD01: ['There is no valid mandate, or the debtor did not authorise the collection.', 'mandate', end],
  MD02: ['Data of the mandate is missing or does not fit what the bank knows.', 'mandate', askPerson],
  MD07: ['The debtor is deceased.', 'mandate', { ...end, stops_customer: true }],

  MD06: ['The debtor asked the money back within eight weeks.', 'disputed', action('none', 'reopen')],
  MS02: ['The debtor refused the collection.', 'disputed', suspend],
  SL01: ["A service of the debtor's bank, agreed with the debtor, refused the collection.", 'disputed', suspend],
  SL11: ["The creditor is not on the debtor's list of allowed creditors.", 'disputed', suspend],
  SL12: ["The creditor is on the debtor's list of blocked creditors.", 'disputed', suspend],
  SL13: ['More collections than the debtor allows.', 'disputed', suspend],
  SL14: ['A higher amount than the debtor allows.', 'disputed', suspend],

  AM05: ['The bank has this collection already.', 'duplicate', askPerson],
  DUPL: ['The payment was made twice.', 'duplicate', askPerson],
  DU01: ['The message identification was used before.', 'duplicate', askPerson],
  DU02: ['The identification of the payment information (PmtInfId) was used before.', 'duplicate', askPerson],
  DU03: ['The transaction was sent before.', 'duplicate', askPerson],
  DU04: ['The end-to-end identification was used before.', 'duplicate', askPerson],
  DU05: ['The instruction identification was used before.', 'duplicate', askPerson],

  AG02: ['The operation code or sequence type is wrong.', 'technical', askPerson],
  AM01: ['The amount is zero.', 'technical', askPerson],
  AM02: ['The amount is higher than allowed.', 'technical', askPerson],
  AM10: ['The control sum does not fit the transactions.', 'technical', askPerson],
  BE04: ['The address of the creditor, which is required, is missing or wrong.', 'technical', askPerson],
  BE05: ['The creditor identifier is not recognised.', 'technical', askPerson],
  BE07: ['The address of the debtor, which is required, is missing or wrong.', 'technical', askPerson],
  CNOR: ["The creditor's bank is not registered under this BIC.", 'technical', askPerson],
  DNOR: ["The debtor's bank is not registered under this BIC.", 'technical', askPerson],
  FF01: ['The format of the file is not valid.', 'technical', askPerson],
  FF05: ['The local instrument is wrong.', 'technical', askPerson],
  RF01: ['The reference of the transaction is not unique in the message.', 'technical', askPerson],
  RR01: ["Regulation: the debtor's account or identification is missing.", 'technical', askPerson],
  RR02: ["Regulation: the debtor's name or address is missing.", 'technical', askPerson],
  RR03: ["Regulation: the creditor's name or address is missing.", 'technical', askPerson],
  RR04: ['Regulatory reason.', 'technical', askPerson],

  CUST: ['Cancelled at the request of a customer.', 'cancellation', action('none', 'reopen')],
  FOCR: ['Undone after a cancellation request.', 'cancellation', action('none', 'reopen')],

  // why a bank does not cancel what it was asked to (camt.029)
  ARDT: ['The payment was returned, rejected or cancelled already.', 'person', askPerson],
  NOOR: ['The bank does not have the payment that is to be cancelled.', 'person', askPerson],
  PTNA: ['The payment has left the bank: it can no longer be cancelled.', 'person', askPerson],

  NARR: ['The reason is only given as text.', 'person', askPerson],
  NOAS: ['The customer did not answer.', 'person', askPerson],

  '0237': ['Betalingsservice: the debtor rejected the payment.', 'disputed', askPerson],
  '0238': ['Betalingsservice: cancelled, the mandate has ended.', 'mandate', end],
  '0239': ['Betalingsservice: the debtor got the payment back.', 'disputed', askPerson],
  '0299': ['Betalingsservice: a payment slip was charged back.', 'disputed', askPerson],
  // ours, as no bank says it
  PART: ['Less was paid with the payment slip than was asked: the item keeps its rest.', 'person', askPerson],
  LATE: ['The bank was asked to cancel the collection, and has collected it all the same.', 'person', askPerson],
  OVER: ['More was paid with the payment slip than was asked: the rest is to be given back.', 'person', askPerson],
};

/** What is different where the debtor's bank is. A country's row replaces the fields that it names. */
const countryOverrides: Record<string, Record<string, Partial<Omit<Reason, 'code' | 'known'>>>> = {
  DE: {
    MS03: {
      meaning: 'The bank gives no reason, for privacy: insufficient funds, or a closed or blocked account.',
    },
  },
};

/** What is different in the B2B scheme. */
const b2bOverrides: Record<string, Partial<Omit<Reason, 'code' | 'known'>>> = {
  MD06: {
    class: 'person',
    meaning: 'The debtor asked the money back, a right that the B2B scheme does not have: ask the bank.',
    action: askPerson,
  },
};

/** Every code of the table, in the order of its classes. */
export const reasonCodes: readonly string[] = Object.keys(table);

/**
 * Looks a reason code up. What is not in the table (unknown, proprietary, empty) goes to a person: never an exception.
 * @param country of the debtor's bank (two letters), where it is known.
 * @param scheme of the collection, where it is known.
 */
export function reasonOf(code: string, country?: string, scheme?: Scheme): Reason {
  const row = Object.hasOwn(table, code) ? table[code] : undefined;
  if (!row) {
    return { code, known: false, class: 'person', meaning: 'The code is not in the table.', action: askPerson };
  }
  const [meaning, reasonClass, defaultAction] = row;
  const override = country === undefined ? undefined : countryOverrides[country]?.[code];
  const ofScheme = scheme === 'B2B' ? b2bOverrides[code] : undefined;
  return { code, known: true, class: reasonClass, meaning, action: defaultAction, ...override, ...ofScheme };
}
