import { describe, expect, it } from 'vitest';

import type { AgreementRecord, CollectionResult, RegistrationReceipt } from '../../domain/betalingsservice/inbound.ts';
import type { CollectionLine, MandateDelivery, MandateLine } from '../../domain/betalingsservice/outgoing.ts';
import type { FileSummary, RecordReader } from '../../domain/inbound.ts';
import { mailboxFileOf } from '../../formats/nets/mailboxNames.ts';
import { Bs0602Reader } from '../../formats/nets/read0602.ts';
import { Bs0603Reader } from '../../formats/nets/read0603.ts';
import { Bs0621Reader } from '../../formats/nets/read0621.ts';
import { writeBs0605 } from '../../formats/nets/write0605.ts';
import { group, pbs, readWith, supplier } from '../formats/nets/bsLines.ts';
import { bytesOf, danishDebtor, delivery, pages, plainLine, write0601 } from '../formats/nets/collectionModel.ts';
import { creditorsFile } from './centreDeliveries.ts';
import { type CentreDesk, withEachDesk } from './centreDesk.ts';

/** The centre and the formats were written apart from each other: here they meet. */

let desk: CentreDesk;
withEachDesk((opened) => (desk = opened));

const expected = { supplier, subsystem: 'BS1', creditors: [{ pbs_number: pbs, debtor_groups: [group] }] };

/** Reads every answer of a type with our reader; there must be no finding. */
function read<T>(type: string, open: (onRecord: (record: T) => void) => RecordReader): T[] {
  const names = desk.answers().filter((name) => mailboxFileOf(name).delivery_type === type && name.startsWith('D'));
  return names.flatMap((name) => {
    const { records, summary }: { records: T[]; summary: FileSummary } = readWith<T>(open, desk.bytes(name));
    expect({ name, findings: summary.findings, ok: summary.control_totals.ok }).toEqual({
      name,
      findings: [],
      ok: true,
    });
    return records;
  });
}

const results = (): CollectionResult[] => read('0602', (onResult) => new Bs0602Reader(onResult, expected));
const agreements = (): AgreementRecord[] => read('0603', (onRecord) => new Bs0603Reader(onRecord, expected));
const receipts = (): RegistrationReceipt[] => read('0621', (onRecord) => new Bs0621Reader(onRecord, expected));

const line = (line_no: number, parts: Partial<CollectionLine> = {}): CollectionLine => ({
  ...plainLine,
  line_no,
  customer_number: `K${line_no}`,
  mandate_number: String(100 + line_no),
  reference: `F-${line_no}`,
  amount_minor: 1_000 * line_no,
  ...parts,
});

function mandateDelivery(action: 'register' | 'renumber' | 'cancel', line: Partial<MandateLine>): Promise<Buffer> {
  const model: MandateDelivery = {
    supplier,
    subsystem: 'BS1',
    delivery_id: { register: '1', renumber: '2', cancel: '3' }[action],
    created_on: '2026-01-15',
    blanks_before_id: action === 'renumber',
    cancellation: '0126/0257',
    count: 1,
    sections: [{ section_no: 1, action, pbs_number: pbs, debtor_group: group, creditor_id: 'NOORD', count: 1 }],
  };
  const empty = {
    mandate_number: undefined,
    cpr_cvr: undefined,
    bank_registration: undefined,
    account_number: undefined,
  };
  const rest = { new_customer_number: undefined, effective_on: undefined, customer_number: 'K1' };
  return bytesOf(writeBs0605(model, pages([{ section_no: 1, line_no: 1, ...empty, ...rest, ...line }], 10)));
}

describe('the centre and our formats', () => {
  it('C9 a Basis delivery that we write is accepted, and every outcome of it is read without a finding', async () => {
    desk.setRules([
      { match: { reference: 'F-2' }, outcome: 'reject' },
      { match: { reference: 'F-3' }, outcome: 'cancel' },
      { match: { reference: 'F-4' }, outcome: 'charge_back' },
    ]);
    const lines = [line(1, { texts: ['Faktura 1', 'Tak, Åse'] }), line(2), line(3), line(4)];
    const disbursed = line(5, { mandate_number: '105', direction: 'disburse', amount_minor: 50 });
    const unknown = line(6, { mandate_number: '999', reference: '' });
    desk.setEvents([{ id: '5', on: '2026-01-14', kind: 'registered', pbs_number: pbs, customer_number: 'K5', mandate_number: '105' }]);
    desk.at('2026-01-15');
    expect(desk.verdictOn(await write0601(delivery([...lines, disbursed, unknown])))).toBe('accepted');
    desk.at('2026-03-02');
    const found = results().map((each) => [each.customer_number, each.outcome, each.direction, each.paid_minor, each.booked_on]);
    expect(found).toEqual([
      ['K3', 'cancelled', 'collect', 0, ''],
      ['K6', 'cancelled', 'collect', 0, ''],
      ['K1', 'completed', 'collect', 1_000, '2026-02-02'],
      ['K2', 'rejected', 'collect', 0, ''],
      ['K4', 'completed', 'collect', 4_000, '2026-02-02'],
      ['K5', 'completed', 'disburse', 50, '2026-02-02'],
      ['K4', 'charged_back', 'collect', 4_000, '2026-02-05'],
    ]);
    expect(agreements()).toMatchObject([
      { customer_number: 'K5', event: 'registered', mandate_number: '000000105', effective_on: '2026-01-15' },
      { customer_number: 'K3', event: 'cancelled_by_bank', mandate_number: '000000103', effective_on: '2026-01-15' },
    ]);
  }); // prettier-ignore

  it('C9 a Total delivery that we write is accepted, and its slips are read without a finding', async () => {
    desk.setCreditors(creditorsFile('nets-total'));
    desk.setRules([
      { match: { customer_number: 'K2' }, outcome: 'pay', paid_minor: 77 },
      { match: { customer_number: 'K3' }, outcome: 'charge_back' },
    ]);
    const slip = { mandate_number: undefined, debtor: danishDebtor };
    const payer_identification = '000000000000018';
    const lines = [
      line(1),
      line(2, { ...slip, slip_texts: ['Betal her'] }),
      line(1, { section_no: 2, ...slip, customer_number: 'K3', payment_on: '2026-01-20' }),
      line(1, { section_no: 3, ...slip, customer_number: 'K4', payer_identification }),
    ];
    const sections = (['0112', '0117', '0118'] as const).map((section) => ({ section }));
    expect(desk.verdictOn(await write0601(delivery(lines, { solution: 'nets-total' }, sections)))).toBe('accepted');
    desk.at('2026-03-02');
    expect(results()).toMatchObject([
      { layout: 'slip', customer_number: 'K3', outcome: 'completed', paid_on: '2026-01-20', booked_on: '2026-01-21' },
      { layout: 'slip', customer_number: 'K3', outcome: 'charged_back', paid_minor: 1_000 },
      { layout: 'automatic', customer_number: 'K1', outcome: 'completed', mandate_number: '000000101' },
      { layout: 'slip', customer_number: 'K2', paid_minor: 77, amount_minor: 2_000, reference: 'F-2', card_type: '71' },
      { layout: 'slip', customer_number: 'K4', outcome: 'completed' },
    ]);
  });

  it('C5 C6 C8 deliveries on mandates that we write are accepted, and all that follows is read without a finding', async () => {
    const account = { cpr_cvr: '0101701234', bank_registration: '0040', account_number: '1234567' };
    const deliveries = [
      await mandateDelivery('register', { customer_number: 'NEW-Ø', ...account }),
      await mandateDelivery('renumber', { mandate_number: '101', new_customer_number: 'K99', effective_on: '2026-02-01' }),
      await mandateDelivery('cancel', { customer_number: 'K2', mandate_number: '102' }),
    ];
    for (const bytes of deliveries) expect(desk.verdictOn(bytes)).toBe('accepted');
    desk.setEvents([{ id: 'all', on: '2026-01-19', kind: 'full_register', pbs_number: pbs }]);
    desk.at('2026-01-19');
    expect(receipts()).toMatchObject([{ customer_number: 'NEW-Ø', mandate_number: '600000001', list: 'control' }]);
    const found = agreements().map((each) => [each.customer_number, each.event, Number(each.mandate_number), each.is_snapshot]);
    expect(found).toEqual([
      ['NEW-Ø', 'registered', 600_000_001, false],
      ['K2', 'cancelled_by_creditor', 102, false],
      ['K99', 'active', 101, true],
      ['K3', 'active', 103, true],
      ['K4', 'active', 104, true],
      ['NEW-Ø', 'active', 600_000_001, true],
    ]);
  }); // prettier-ignore
});
