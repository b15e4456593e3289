import type { CollectionRequest, ExpectedDelivery } from '../../domain/betalingsservice/inbound.ts';
import { payerIdentificationRule } from '../../domain/betalingsservice/numbers.ts';
import type { Solution } from '../../domain/betalingsservice/outgoing.ts';
import type { CurrencyTotal } from '../../domain/inbound.ts';
import { CurrencySums } from '../currencySums.ts';
import type { BsRecord } from './bsRecord.ts';
import { DeliveryReader } from './deliveryReader.ts';
import type { SignedAmount } from './deliveryTotals.ts';
import { addressLine, addressOptions, addressPostcode, adviceText, collection, slipText } from './layouts.ts';
import { directionOf } from './signs.ts';

/** What the records BS022 say before the collection that they belong to. */
interface Debtor {
  customer_number: string;
  last_record_no: number;
  lines: string[];
  postcode: string;
  country: string;
  cpr_cvr: string;
  fast_dispatch: boolean;
  always_paper: boolean;
}

/** The collection, and its last text of each kind, to which further texts belong. */
interface Collection {
  customer_number: string;
  last: { '052': number; '062': number };
}

const collectionCodes = new Set(['0280', '0285']);

/**
 * Reads a delivery 0601, as the payment centre does and as it is checked before it is sent: one request per BS042, and
 * one text per BS052 and BS062. With `solution` a file of the other kind is an error: nets-basis takes no slips, names
 * or addresses; in nets-total a slip needs them. Source: nets.md 1.2, 2.2, 2.3 and 2.9.
 *
 * `totals` of the summary are what is asked: collected as credit, disbursed as debit.
 */
export class Bs0601Reader extends DeliveryReader {
  private readonly onRequest: (request: CollectionRequest) => void;
  private readonly onText: (text: string, recordType: '052' | '062') => void;
  private readonly solution: Solution | undefined;
  private readonly sums = new CurrencySums(this.findings, 'BS042/amount');
  private debtor: Debtor | undefined;
  private collection: Collection | undefined;

  constructor(
    on: { request?: (request: CollectionRequest) => void; text?: (text: string, recordType: '052' | '062') => void },
    expected: ExpectedDelivery = {},
    solution?: Solution,
  ) {
    super(
      {
        delivery_type: '0601',
        sections: solution === 'nets-basis' ? ['0112'] : ['0112', '0117', '0118'],
        skipped: [],
        totals: 'counts and amount',
      },
      expected,
    );
    this.onRequest = on.request ?? (() => {});
    this.onText = on.text ?? (() => {});
    this.solution = solution;
  }

  protected readData(recordType: string, record: BsRecord): SignedAmount | undefined {
    if (recordType === '022') this.readDebtor(record);
    else if (recordType === '042') return this.readCollection(record.by(collection));
    else if (recordType === '052') this.readText(record.by(adviceText), '052');
    else this.readText(record.by(slipText), '062');
    return undefined;
  }

  protected override endSection(): void {
    this.debtor = undefined;
    this.collection = undefined;
  }

  protected override moneyMoved(): CurrencyTotal[] {
    return this.sums.totals();
  }

  private readDebtor(common: BsRecord): void {
    const line = common.by(addressLine);
    const recordNo = line.number('record_no');
    const { customer_number } = this.placeOf(line);
    if (line.raw('code') !== '0240') line.error('code', 'an address has the transaction code 0240');
    if (this.solution === 'nets-basis') line.error('code', 'nets-basis takes no names and addresses');
    if (recordNo === 1) this.debtor = newDebtor(customer_number);
    const { debtor } = this;
    if (debtor?.customer_number !== customer_number || recordNo <= debtor.last_record_no) {
      if (recordNo !== 1) {
        line.error('record_no', 'the records of an address come in ascending order and begin with 00001');
        return;
      }
    }
    if (!debtor) return;
    debtor.last_record_no = recordNo;
    if (recordNo <= 5) {
      debtor.lines.push(line.value('text'));
    } else if (recordNo === 9) {
      const postcode = common.by(addressPostcode);
      debtor.postcode = postcode.value('postcode');
      debtor.country = postcode.value('country');
    } else if (recordNo === 10) {
      const options = common.by(addressOptions);
      debtor.cpr_cvr = options.digits('cpr_cvr');
      debtor.fast_dispatch = options.raw('fast_dispatch') === '1';
      debtor.always_paper = options.raw('always_paper') === '1';
    } else {
      line.error('record_no', 'a record of an address has a number 00001 to 00005, 00009 or 00010');
    }
  }

  private readCollection(record: BsRecord): SignedAmount {
    const place = this.placeOf(record);
    if (!collectionCodes.has(place.code)) record.error('code', 'the transaction code is not known');
    const direction = directionOf(record.sign('sign'));
    const debtor = this.debtor?.customer_number === place.customer_number ? this.debtor : undefined;
    const mandateNumber = record.digits('mandate_number');
    const request: CollectionRequest = {
      ...place,
      mandate_number: mandateNumber,
      payment_on: record.neededDate('payment_on'),
      direction,
      amount_minor: record.number('amount'),
      reference: record.value('reference'),
      payer_identification: record.digits('payer_identification'),
      debtor_lines: debtor?.lines ?? [],
      postcode: debtor?.postcode ?? '',
      country: debtor?.country ?? '',
      cpr_cvr: debtor?.cpr_cvr ?? '',
      fast_dispatch: debtor?.fast_dispatch ?? false,
      always_paper: debtor?.always_paper ?? false,
    };
    this.checkCollection(record, request);
    this.debtor = undefined;
    this.collection = { customer_number: place.customer_number, last: { '052': 0, '062': 0 } };
    if (direction === 'collect' || direction === 'disburse') {
      this.sums.add({ currency: 'DKK', minor: request.amount_minor }, direction === 'collect', request.line);
    }
    this.onRequest(request);
    return { direction, amount_minor: request.amount_minor };
  }

  private checkCollection(record: BsRecord, request: CollectionRequest): void {
    const isSlip = /^0+$/.test(request.mandate_number);
    if ((request.direction === 'zero') !== (request.amount_minor === 0)) {
      record.error('sign', 'the sign is 0 when the amount is zero, and else 1 or 2');
    }
    if (isSlip && this.solution === 'nets-basis') {
      record.error('mandate_number', 'nets-basis collects under a mandate only');
    }
    if (!isSlip && request.section !== '0112') {
      record.error('mandate_number', `a payment slip of section ${request.section} has no mandate`);
    }
    if (isSlip && this.solution === 'nets-total' && request.debtor_lines.length === 0) {
      record.error('customer_number', 'a payment slip needs name and address before it');
    }
    const hasIdentification = !/^0+$/.test(request.payer_identification);
    if (hasIdentification || request.section === '0118') {
      const broken = payerIdentificationRule(request.payer_identification);
      if (broken !== undefined || !hasIdentification) {
        record.error('payer_identification', broken ?? 'section 0118 needs a payer identification');
      }
    }
  }

  private readText(record: BsRecord, recordType: '052' | '062'): void {
    const { customer_number, code } = this.placeOf(record);
    if (code !== '0241') record.error('code', 'a text has the transaction code 0241');
    const { collection: of } = this;
    if (of?.customer_number !== customer_number) {
      record.error('customer_number', 'a text follows the collection of its customer');
    } else if (record.number('record_no') !== ++of.last[recordType]) {
      record.error('record_no', 'the lines of a text are numbered from 00001 without a gap');
      of.last[recordType] = record.number('record_no');
    }
    if (recordType === '062' && this.solution === 'nets-basis') record.error('code', 'nets-basis sends no slips');
    this.onText(record.value('text'), recordType);
  }
}

function newDebtor(customerNumber: string): Debtor {
  return {
    customer_number: customerNumber,
    last_record_no: 0,
    lines: [],
    postcode: '',
    country: '',
    cpr_cvr: '',
    fast_dispatch: false,
    always_paper: false,
  };
}
