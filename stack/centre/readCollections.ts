import { dateIn, type DeliveryRecord, digitsIn, numberIn, plainNumber, refuseField, textIn } from './fields.ts';
import { address, collection, type Position, text } from './positions.ts';
import type { Delivery, DeliverySection } from './readDelivery.ts';
import type { Debtor } from './records.ts';

/** A record 042 of a delivery 0601, read and well formed. */
export interface CollectionRequest extends Debtor {
  /** Where it stands, for objections. */
  record: DeliveryRecord;
  section: string;
  /** Without zeros in front; '' is a payment slip. */
  mandate_number: string;
  payment_on: string;
  sign: 0 | 1 | 2;
  amount_minor: number;
  reference: string;
  /** The name and address that came with it. */
  address: Address | undefined;
}

/** What the records 022 say of one customer. */
export interface Address {
  lines: number;
  /** '' when no record 00009 came. */
  country: string;
}

const collectionCodes = ['0280', '0285'];
const addressLineNumbers = [1, 2, 3, 4, 5];
const postcodeNumber = 9;
const optionsNumber = 10;

/** The collections of a delivery 0601 (nets.md 2.3); throws RefusedDelivery for a field that is not well formed. */
export function readCollections(delivery: Delivery): CollectionRequest[] {
  return delivery.sections.flatMap((section) => {
    const addresses = readAddresses(section);
    const requests = section.data
      .filter((record) => record.type === '042')
      .map((record) => readCollection(record, section, addresses));
    checkTexts(section, new Set(requests.map((request) => request.customer_number)));
    return requests;
  });
}

/** The names and addresses of a section by customer, wherever in it they stand. */
function readAddresses(section: DeliverySection): Map<string, Address> {
  const addresses = new Map<string, Address>();
  for (const record of section.data.filter(({ type }) => type === '022')) {
    if (textIn(record, address, 'code') !== '0240') refuseField(record, address, 'code', 'an address has 0240');
    const customer = plainNumber(textIn(record, address, 'customer_number'));
    const known = addresses.get(customer) ?? { lines: 0, country: '' };
    addresses.set(customer, known);
    const recordNo = numberIn(record, address, 'record_no');
    if (addressLineNumbers.includes(recordNo)) known.lines += 1;
    else if (recordNo === postcodeNumber) known.country = textIn(record, address, 'country');
    else if (recordNo !== optionsNumber) refuseField(record, address, 'record_no', 'is 1 to 5, 9 or 10');
  }
  return addresses;
}

function readCollection(
  record: DeliveryRecord,
  section: DeliverySection,
  addresses: Map<string, Address>,
): CollectionRequest {
  if (!collectionCodes.includes(textIn(record, collection, 'code'))) {
    refuseField(record, collection, 'code', `a collection has ${collectionCodes.join(' or ')}`);
  }
  const customer_number = customerNumberIn(record, collection);
  const amount_minor = numberIn(record, collection, 'amount');
  return {
    record,
    section: section.code,
    pbs_number: section.pbs_number,
    debtor_group: digitsIn(record, collection, 'debtor_group'),
    customer_number,
    mandate_number: plainNumber(digitsIn(record, collection, 'mandate_number')),
    payment_on: dateIn(record, collection, 'payment_on'),
    sign: readSign(record, amount_minor),
    amount_minor,
    reference: textIn(record, collection, 'reference'),
    address: addresses.get(customer_number),
  };
}

function readSign(record: DeliveryRecord, amountMinor: number): 0 | 1 | 2 {
  const sign = textIn(record, collection, 'sign');
  if ((sign === '0') !== (amountMinor === 0)) refuseField(record, collection, 'sign', 'is 0 when the amount is zero');
  if (sign === '0') return 0;
  if (sign === '1') return 1;
  if (sign === '2') return 2;
  return refuseField(record, collection, 'sign', 'is 0, 1 or 2');
}

function checkTexts(section: DeliverySection, customers: ReadonlySet<string>): void {
  for (const record of section.data.filter(({ type }) => type === '052' || type === '062')) {
    if (textIn(record, text, 'code') !== '0241') refuseField(record, text, 'code', 'a text has 0241');
    if (!customers.has(plainNumber(textIn(record, text, 'customer_number')))) {
      refuseField(record, text, 'customer_number', 'has no collection in this section');
    }
  }
}

/** A customer number without zeros in front: capital letters, no blanks, no '&' (nets.md 2.1). */
export function customerNumberIn(record: DeliveryRecord, fields: { customer_number: Position }): string {
  const number = plainNumber(textIn(record, fields, 'customer_number'));
  if (number === '') refuseField(record, fields, 'customer_number', 'is missing');
  if (/[\s&]/.test(number) || number !== number.toUpperCase()) {
    refuseField(record, fields, 'customer_number', "has small letters, blanks or '&'");
  }
  return number;
}
