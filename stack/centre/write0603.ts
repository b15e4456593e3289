import { writeRecord } from './fields.ts';
import type { DeliveryHead, ReportedMandate } from './outbox.ts';
import { agreement } from './positions.ts';
import { writeDelivery, type WrittenRecord } from './writeDelivery.ts';

const codes: Record<ReportedMandate['event'], string> = {
  active: '0230',
  registered: '0231',
  cancelled_by_bank: '0232',
  cancelled_by_creditor: '0233',
  cancelled_by_scheme: '0234',
};

/** Mandate information (nets.md 2.5): mandates made and ended since the last delivery, and full registers. */
export function write0603(head: DeliveryHead, mandates: ReportedMandate[]): Iterable<string> {
  return writeDelivery(head, '0603', mandates.map(mandateRecord));
}

function mandateRecord(mandate: ReportedMandate): WrittenRecord {
  const isEnded = mandate.event.startsWith('cancelled');
  const text = writeRecord('042', agreement, {
    pbs_number: { digits: mandate.pbs_number },
    code: { digits: codes[mandate.event] },
    record_no: { digits: 0 },
    debtor_group: { digits: mandate.debtor_group },
    customer_number: { digits: mandate.customer_number },
    mandate_number: { digits: mandate.mandate_number },
    effective_on: { date: mandate.on },
    ends_on: { date: isEnded ? mandate.on : '' },
  });
  return { section: mandate.section, of: mandate, type: '042', text, net_minor: 0 };
}
