import type { ExpectedDelivery, RegistrationReceipt } from '../../domain/betalingsservice/inbound.ts';
import type { BsRecord } from './bsRecord.ts';
import { DeliveryReader } from './deliveryReader.ts';
import { registrationEcho } from './layouts.ts';

const registration = '0200';
const lists: Record<string, RegistrationReceipt['list']> = { '1': 'control', '2': 'remarks', '3': 'errors' };

/**
 * Reads of a delivery 0621 (lists of receipts and errors) what is documented: the echoes of registrations. Its other
 * records are warnings that show them, and its totals are not compared, as nobody documents them. Source: nets.md 2.6.
 */
export class Bs0621Reader extends DeliveryReader {
  private readonly onReceipt: (receipt: RegistrationReceipt) => void;

  constructor(onReceipt: (receipt: RegistrationReceipt) => void, expected: ExpectedDelivery = {}) {
    super({ delivery_type: '0621', sections: 'any', skipped: [], totals: 'none' }, expected);
    this.onReceipt = onReceipt;
  }

  protected readData(recordType: string, common: BsRecord): undefined {
    if (recordType !== '022' || common.raw('code') !== registration) {
      common.notRead();
      return;
    }
    const record = common.by(registrationEcho);
    const textNumber = record.digits('text_number');
    const list = lists[textNumber[1] ?? ''];
    if (!list) record.warning('text_number', 'the second digit says no list that is known (1, 2 or 3)');
    this.onReceipt({
      ...this.placeOf(record),
      mandate_number: record.digits('mandate_number'),
      effective_on: record.date('effective_on'),
      text_number: textNumber,
      list: list ?? 'unknown',
    });
  }
}
