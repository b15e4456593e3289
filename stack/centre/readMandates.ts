import { dateIn, type DeliveryRecord, digitsIn, numberIn, plainNumber, refuseField, textIn } from './fields.ts';
import { mandateRequest } from './positions.ts';
import { customerNumberIn } from './readCollections.ts';
import type { Delivery, DeliverySection } from './readDelivery.ts';
import type { Debtor } from './records.ts';

/** A record 042 of a delivery 0605, read and well formed. */
export type MandateRequest = Debtor & { mandate_number: string } & (
    | { action: 'register'; has_account: boolean }
    | { action: 'renumber'; new_customer_number: string }
    | { action: 'cancel' }
  );

/** Two implementations differ in how a mandate is ended: both are taken (nets.md 2.6). */
const actions: Record<string, { section: string; action: MandateRequest['action'] }> = {
  '0200': { section: '0120', action: 'register' },
  '0272': { section: '0125', action: 'renumber' },
  '0257': { section: '0126', action: 'cancel' },
  '0253': { section: '0105', action: 'cancel' },
};

/** The requests of a delivery 0605 (nets.md 2.6); throws RefusedDelivery for a field that is not well formed. */
export function readMandates(delivery: Delivery): MandateRequest[] {
  return delivery.sections.flatMap((section) => section.data.map((record) => readRequest(record, section)));
}

function readRequest(record: DeliveryRecord, section: DeliverySection): MandateRequest {
  const known = actions[textIn(record, mandateRequest, 'code')];
  if (record.type !== '042' || !known) return refuseField(record, mandateRequest, 'code', 'is not known in 0605');
  if (known.section !== section.code) refuseField(record, mandateRequest, 'code', `belongs to ${known.section}`);
  const request = {
    pbs_number: section.pbs_number,
    debtor_group: digitsIn(record, mandateRequest, 'debtor_group'),
    customer_number: customerNumberIn(record, mandateRequest),
    mandate_number: plainNumber(digitsIn(record, mandateRequest, 'mandate_number')),
  };
  switch (known.action) {
    case 'register':
      if (request.mandate_number !== '') refuseField(record, mandateRequest, 'mandate_number', 'the centre gives it');
      return { ...request, action: 'register', has_account: hasAccount(record) };
    case 'renumber': {
      dateIn(record, mandateRequest, 'effective_on');
      const moved = { customer_number: mandateRequest.new_customer_number };
      return { ...request, action: 'renumber', new_customer_number: customerNumberIn(record, moved) };
    }
    case 'cancel':
      return { ...request, action: 'cancel' };
  }
}

/** Whether the debtor and an account are named; which accounts there are nobody knows here. */
function hasAccount(record: DeliveryRecord): boolean {
  const needed = ['cpr_cvr', 'bank_registration', 'account_number'] as const;
  return needed.every((name) => numberIn(record, mandateRequest, name) > 0);
}
