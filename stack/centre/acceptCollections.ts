import type { MandateRegister } from './mandates.ts';
import type { CollectionRequest } from './readCollections.ts';
import type { BookRecord, Owner } from './records.ts';
import { cancelledFate, fateOf } from './rules.ts';
import type { CentreRule } from './settings.ts';

/**
 * The collections of an accepted delivery, each with its fate. One whose mandate is not known or has ended is cancelled; a
 * rule that cancels one ends its mandate too.
 * @param collectionsBefore - number of collections that were accepted before
 */
export function acceptCollections(
  requests: CollectionRequest[],
  { supplier, subsystem }: Owner,
  collectionsBefore: number,
  rules: CentreRule[],
  register: MandateRegister,
  today: string,
): BookRecord[] {
  const records: BookRecord[] = [];
  for (const [index, request] of requests.entries()) {
    const { pbs_number, debtor_group, customer_number, mandate_number } = request;
    const debtor = { supplier, subsystem, pbs_number, debtor_group, customer_number };
    const hasMandate = mandate_number === '' || register.isActive(request);
    const fate = hasMandate ? fateOf(rules, request, today) : cancelledFate(today);
    records.push({
      kind: 'collection',
      collection_no: collectionsBefore + index + 1,
      ...debtor,
      mandate_number,
      payment_on: request.payment_on,
      sign: request.sign,
      amount_minor: request.amount_minor,
      reference: request.reference,
      fate,
    });
    if (!hasMandate || fate?.outcome !== 'cancelled') continue;
    register.put({ pbs_number, debtor_group, customer_number, mandate_number, is_active: false });
    const event = 'cancelled_by_bank';
    records.push({ kind: 'mandate', ...debtor, mandate_number, number_given: false, event, on: today });
  }
  return records;
}
