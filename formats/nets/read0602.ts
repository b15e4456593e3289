import type { CollectionOutcome, CollectionResult, ExpectedDelivery } from '../../domain/betalingsservice/inbound.ts';
import type { CurrencyTotal } from '../../domain/inbound.ts';
import { CurrencySums } from '../currencySums.ts';
import type { BsRecord } from './bsRecord.ts';
import { DeliveryReader } from './deliveryReader.ts';
import type { SignedAmount } from './deliveryTotals.ts';
import { automaticResult, slipResult } from './layouts.ts';
import { directionOf } from './signs.ts';

interface ResultCode {
  section: '0211' | '0215';
  outcome: CollectionOutcome;
  /** True when money came or went back, so that the dates and the amount paid must be there. */
  movesMoney: boolean;
}

const resultCodes: Record<string, ResultCode> = {
  '0236': { section: '0211', outcome: 'completed', movesMoney: true },
  '0237': { section: '0211', outcome: 'rejected', movesMoney: false },
  '0238': { section: '0211', outcome: 'cancelled', movesMoney: false },
  '0239': { section: '0211', outcome: 'charged_back', movesMoney: true },
  '0297': { section: '0215', outcome: 'completed', movesMoney: true },
  '0299': { section: '0215', outcome: 'charged_back', movesMoney: true },
};

/**
 * Reads a delivery 0602: what became of collections and payment slips, one result per BS042. A code decides the layout;
 * an unknown one is read as its section is, given with outcome `unknown`, and is an error, because it may have moved
 * money. Addresses and texts of payers are counted and not read. Source: nets.md 2.4.
 *
 * `totals` of the summary are the money that moved: credited to the creditor, and debited. The net amount that the file
 * states is compared with the amounts that were asked, by `net_rule` (nets.md 2.9; `net` is the safe default).
 */
export class Bs0602Reader extends DeliveryReader {
  private readonly onResult: (result: CollectionResult) => void;
  private readonly sums = new CurrencySums(this.findings, 'BS042/paid_amount');
  private textsOfSection = 0;
  private firstTextLine = 0;

  constructor(onResult: (result: CollectionResult) => void, expected: ExpectedDelivery = {}) {
    super(
      {
        delivery_type: '0602',
        sections: ['0211', '0215'],
        skipped: [],
        totals: 'counts and amount',
      },
      expected,
    );
    this.onResult = onResult;
  }

  protected readData(recordType: string, record: BsRecord): SignedAmount | undefined {
    if (recordType === '042') return this.readResult(record);
    if (recordType !== '022' && this.textsOfSection++ === 0) this.firstTextLine = record.line;
    return undefined;
  }

  protected override endSection(): void {
    const count = String(this.textsOfSection);
    if (this.textsOfSection > 0) {
      this.findings.warning(this.firstTextLine, 'BS052', count, 'texts of payers are counted and not read');
    }
    this.textsOfSection = 0;
  }

  protected override moneyMoved(): CurrencyTotal[] {
    return this.sums.totals();
  }

  private readResult(common: BsRecord): SignedAmount {
    const code = resultCodes[common.raw('code')];
    if (!code)
      common.error('code', 'the transaction code is not known: what became of the collection must be looked up');
    else if (code.section !== this.sectionCode) common.error('code', `the code belongs to section ${code.section}`);
    const isSlip = (code?.section ?? this.sectionCode) === '0215';
    const record = common.by(isSlip ? slipResult : automaticResult);
    const direction = directionOf(record.sign('sign'));
    const paid = code?.movesMoney ? record.number('paid_amount') : record.optionalNumber('paid_amount');
    const place = this.placeOf(record);
    // Written out: to spread `place` here takes longer than all the rest of reading a record.
    const result: CollectionResult = {
      message_no: place.message_no,
      entry_no: place.entry_no,
      line: place.line,
      section: place.section,
      code: place.code,
      pbs_number: place.pbs_number,
      debtor_group: place.debtor_group,
      customer_number: place.customer_number,
      layout: isSlip ? 'slip' : 'automatic',
      outcome: code?.outcome ?? 'unknown',
      mandate_number: isSlip ? '' : record.digits('mandate_number'),
      due_on: record.date('due_on'),
      direction: direction === 'zero' ? '' : direction,
      amount_minor: record.optionalNumber('amount'),
      reference: record.value('reference'),
      paid_on: code?.movesMoney ? record.neededDate('paid_on') : record.date('paid_on'),
      booked_on: code?.movesMoney ? record.neededDate('booked_on') : record.date('booked_on'),
      paid_minor: paid,
      card_type: isSlip ? record.value('card_type') : '',
      fee_sign: isSlip ? record.value('fee_sign') : '',
      fee_minor: isSlip ? record.optionalNumber('fee') : 0,
      archive_number: isSlip ? record.value('archive_number') : '',
    };
    if (code?.movesMoney) this.addMoney(result, record);
    this.onResult(result);
    return { direction, amount_minor: result.amount_minor };
  }

  private addMoney(result: CollectionResult, record: BsRecord): void {
    if (result.direction === '') record.error('sign', 'a payment is collected (1) or disbursed (2)');
    if (result.paid_minor === 0) record.error('paid_amount', 'the amount paid is missing');
    const isChargedBack = result.outcome === 'charged_back';
    // A debtor does not charge back what was disbursed to them; that 2 means "money out" here is only likely.
    if (isChargedBack && result.direction === 'disburse') {
      record.error('sign', 'a charge-back with sign 2 is read as money that goes back to the debtor: look it up');
    }
    const isCredit = result.direction !== 'disburse' && !isChargedBack;
    this.sums.add({ currency: 'DKK', minor: result.paid_minor }, isCredit, result.line);
  }
}
