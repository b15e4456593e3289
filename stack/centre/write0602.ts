import { writeRecord } from './fields.ts';
import type { DeliveryHead, Outcome } from './outbox.ts';
import { automaticPayment, paymentSlip } from './positions.ts';
import type { NetRule } from './records.ts';
import { writeDelivery, type WrittenRecord } from './writeDelivery.ts';

const automaticCodes = { completed: '0236', rejected: '0237', cancelled: '0238', charged_back: '0239' };
/** A slip is never rejected or cancelled: nobody pays it. */
const slipCodes = { ...automaticCodes, completed: '0297', charged_back: '0299' };
const referenceOfSlip = 9;

/** Payment information (nets.md 2.4): what became of collections, automatic payments first, then payment slips. */
export function write0602(head: DeliveryHead, outcomes: Outcome[], netRule: NetRule): Iterable<string> {
  const isSlip = ({ collection }: Outcome): boolean => collection.mandate_number === '';
  const automatic = outcomes.filter((outcome) => !isSlip(outcome)).map((outcome) => automaticRecord(outcome, netRule));
  const slips = outcomes.filter(isSlip).map(slipRecord);
  return writeDelivery(head, '0602', [...automatic, ...slips]);
}

function automaticRecord(outcome: Outcome, netRule: NetRule): WrittenRecord {
  const { collection } = outcome;
  const { amount_minor, sign } = collection;
  const text = writeRecord('042', automaticPayment, {
    ...debtorOf(outcome),
    code: { digits: automaticCodes[outcome.outcome] },
    mandate_number: { digits: collection.mandate_number },
    reference: { text: collection.reference },
    ...amountsOf(outcome),
  });
  const disbursed = netRule === 'net' ? -amount_minor : 0;
  return { section: '0211', of: collection, type: '042', text, net_minor: sign === 2 ? disbursed : amount_minor };
}

function slipRecord(outcome: Outcome): WrittenRecord {
  const { collection } = outcome;
  const text = writeRecord('042', paymentSlip, {
    ...debtorOf(outcome),
    code: { digits: slipCodes[outcome.outcome] },
    filling: { digits: 0 },
    card_type: { text: '71' },
    fee_sign: { digits: 0 },
    fee: { digits: 0 },
    reference: { text: collection.reference.slice(0, referenceOfSlip) },
    archive_number: { digits: collection.collection_no },
    ...amountsOf(outcome),
  });
  return { section: '0215', of: collection, type: '042', text, net_minor: collection.amount_minor };
}

function debtorOf({ collection }: Outcome) {
  return {
    pbs_number: { digits: collection.pbs_number },
    record_no: { digits: 0 },
    debtor_group: { digits: collection.debtor_group },
    customer_number: { digits: collection.customer_number },
  };
}

function amountsOf({ collection, paid_on, booked_on, paid_minor }: Outcome) {
  return {
    due_on: { date: collection.payment_on },
    sign: { digits: collection.sign },
    amount: { digits: collection.amount_minor },
    paid_on: { date: paid_on },
    booked_on: { date: booked_on },
    paid_amount: { digits: paid_minor },
  };
}
