import type { AgreementEvent, AgreementRecord, ExpectedDelivery } from '../../domain/betalingsservice/inbound.ts';
import type { BsRecord } from './bsRecord.ts';
import { DeliveryReader } from './deliveryReader.ts';
import { agreement } from './layouts.ts';

const fullRegister = '0210';
const slipAgreements = '0219';

const events: Record<string, AgreementEvent> = {
  '0230': 'active',
  '0231': 'registered',
  '0232': 'cancelled_by_bank',
  '0233': 'cancelled_by_creditor',
  '0234': 'cancelled_by_scheme',
};

/**
 * Reads a delivery 0603: mandates, one record per BS042. The code says what happened, whatever the section; only the
 * agreements on electronic slips of section 0219 are no mandates. An unknown code is given with event `unknown` and a
 * warning: it changes no money, and the record goes to a person. Sections 0214, 0215 and 0217 are counted and not read.
 * Source: nets.md 2.5.
 */
export class Bs0603Reader extends DeliveryReader {
  private readonly onAgreement: (record: AgreementRecord) => void;

  constructor(onAgreement: (record: AgreementRecord) => void, expected: ExpectedDelivery = {}) {
    super(
      {
        delivery_type: '0603',
        sections: [fullRegister, '0212', slipAgreements],
        skipped: ['0214', '0215', '0217'],
        totals: 'counts',
      },
      expected,
    );
    this.onAgreement = onAgreement;
  }

  protected readData(recordType: string, common: BsRecord): undefined {
    if (recordType !== '042') return;
    const record = common.by(agreement);
    const event = events[record.raw('code')];
    if (!event) record.warning('code', 'the transaction code is not known');
    const isSlip = event === 'active' && this.sectionCode === slipAgreements;
    this.onAgreement({
      ...this.placeOf(record),
      event: isSlip ? 'slip_agreement' : (event ?? 'unknown'),
      mandate_number: record.digits('mandate_number'),
      effective_on: record.date('effective_on'),
      ends_on: record.date('ends_on'),
      is_snapshot: this.sectionCode === fullRegister,
    });
  }
}
