import { writeRecord } from './fields.ts';
import type { DeliveryHead } from './outbox.ts';
import { registrationEcho } from './positions.ts';
import type { Echo } from './records.ts';
import { writeDelivery, type WrittenRecord } from './writeDelivery.ts';

/** Which section a delivery 0621 has is not documented: that of the registrations. */
const section = '0120';
/** The second digit says the list; the register of texts is not public. */
const textNumbers: Record<Echo['list'], string> = { control: '010001', remarks: '020001', errors: '030001' };

/** Receipts of registrations (nets.md 2.6), of which only the record 022 is documented. */
export function write0621(head: DeliveryHead, echoes: Echo[]): Iterable<string> {
  return writeDelivery(
    head,
    '0621',
    echoes.map((echo) => echoRecord(echo, head.created_on)),
  );
}

function echoRecord(echo: Echo, on: string): WrittenRecord {
  const text = writeRecord('022', registrationEcho, {
    pbs_number: { digits: echo.pbs_number },
    code: { digits: '0200' },
    record_no: { digits: 0 },
    debtor_group: { digits: echo.debtor_group },
    customer_number: { digits: echo.customer_number },
    mandate_number: { digits: echo.mandate_number },
    effective_on: { date: on },
    text_number: { digits: textNumbers[echo.list] },
  });
  return { section, of: echo, type: '022', text, net_minor: 0 };
}
