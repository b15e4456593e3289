import type { ExpectedDelivery, MandateRequest } from '../../domain/betalingsservice/inbound.ts';
import { normalCustomerNumber } from '../../domain/betalingsservice/numbers.ts';
import type { BsRecord } from './bsRecord.ts';
import { DeliveryReader } from './deliveryReader.ts';
import { mandateCancellation, mandateRegistration, mandateRenumbering } from './layouts.ts';

const codes: Record<string, { action: MandateRequest['action']; section: string }> = {
  '0200': { action: 'register', section: '0120' },
  '0272': { action: 'renumber', section: '0125' },
  '0257': { action: 'cancel', section: '0126' },
  '0253': { action: 'cancel', section: '0105' },
};

/**
 * Reads a delivery 0605, as the payment centre does: one request per BS042. The two blanks that may stand before the
 * delivery id, and both ways to end a mandate, are understood. Source: nets.md 2.6.
 */
export class Bs0605Reader extends DeliveryReader {
  private readonly onRequest: (request: MandateRequest) => void;

  constructor(onRequest: (request: MandateRequest) => void, expected: ExpectedDelivery = {}) {
    super(
      {
        delivery_type: '0605',
        sections: ['0105', '0120', '0125', '0126'],
        skipped: [],
        totals: 'count of 042',
      },
      expected,
    );
    this.onRequest = onRequest;
  }

  protected readData(recordType: string, common: BsRecord): undefined {
    if (recordType !== '042') {
      common.error('code', `a delivery 0605 has no data records but BS042`);
      return;
    }
    const code = codes[common.raw('code')];
    if (!code) common.error('code', 'the transaction code is not known');
    else if (code.section !== this.sectionCode) common.error('code', `the code belongs to section ${code.section}`);
    const record = common.by(layoutOf(code?.action));
    const isRegister = code?.action === 'register';
    const isRenumber = code?.action === 'renumber';
    this.onRequest({
      ...this.placeOf(record),
      action: code?.action ?? 'unknown',
      mandate_number: record.digits('mandate_number'),
      effective_on: isRenumber ? record.neededDate('effective_on') : '',
      new_customer_number: isRenumber ? normalCustomerNumber(record.value('new_customer_number')) : '',
      cpr_cvr: isRegister ? record.digits('cpr_cvr') : '',
      bank_registration: isRegister ? record.digits('bank_registration') : '',
      account_number: isRegister ? record.digits('account_number') : '',
    });
  }
}

function layoutOf(action: MandateRequest['action'] | undefined): typeof mandateCancellation {
  if (action === 'register') return mandateRegistration;
  return action === 'renumber' ? mandateRenumbering : mandateCancellation;
}
