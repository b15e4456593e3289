import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AgreementRecord, MandateRequest, RegistrationReceipt } from '../../../domain/betalingsservice/inbound.ts';
import type { MandateAction, MandateDelivery, MandateLine } from '../../../domain/betalingsservice/outgoing.ts';
import { Bs0603Reader } from '../../../formats/nets/read0603.ts';
import { Bs0605Reader } from '../../../formats/nets/read0605.ts';
import { Bs0621Reader } from '../../../formats/nets/read0621.ts';
import { writeBs0605 } from '../../../formats/nets/write0605.ts';
import {
  end,
  file,
  found,
  mandate,
  mandateEnd,
  mandateRequest,
  mandateSection,
  mandateSectionEnd,
  n,
  pbs,
  readWith,
  rec,
  section,
  sectionEnd,
  start,
  supplier,
  x,
  zeros,
} from './bsLines.ts';
import { bytesOf, pages } from './collectionModel.ts';

const of0603 = (bytes: Uint8Array, size?: number) =>
  readWith<AgreementRecord>((onAgreement) => new Bs0603Reader(onAgreement), bytes, size);

describe('delivery 0603', () => {
  const bytes = file(
    start('0603'),
    section('0210'),
    mandate('0230', 'NV00012', '123'),
    sectionEnd('0210', { c042: 1 }),
    section('0212'),
    mandate('0231', 'NV00013', '124', '020226'),
    mandate('0232', '14', '125', '030226', '280226'),
    mandate('0233', '15', '126'),
    mandate('0234', '16', '127'),
    mandate('0230', '17', '128'),
    sectionEnd('0212', { c042: 5 }),
    section('0219'),
    mandate('0230', '18', '0'),
    sectionEnd('0219', { c042: 1 }),
    end('0603', { sections: 3, c042: 7 }),
  );

  it('C6 gives every mandate with what happened to it', () => {
    const { records, summary } = of0603(bytes);
    expect(summary.findings).toEqual([]);
    expect(summary).toMatchObject({ format: 'bs.0603', messages: 3, entries: 7, transactions: 7, totals: [] });
    expect(summary.control_totals.ok).toBe(true);
    expect(records).toMatchObject([
      {
        message_no: 1, entry_no: 1, line: 3, section: '0210', code: '0230', pbs_number: pbs, debtor_group: '00001',
        customer_number: 'NV00012', event: 'active', mandate_number: '000000123', effective_on: '2026-01-01', ends_on: '',
        is_snapshot: true,
      },
      { event: 'registered', customer_number: 'NV00013', effective_on: '2026-02-02', is_snapshot: false },
      { event: 'cancelled_by_bank', effective_on: '2026-02-03', ends_on: '2026-02-28' },
      { event: 'cancelled_by_creditor', customer_number: '15' },
      { event: 'cancelled_by_scheme', mandate_number: '000000127' },
      { event: 'active', section: '0212', is_snapshot: false },
      { event: 'slip_agreement', section: '0219' },
    ]); // prettier-ignore
    expect(of0603(bytes, 11)).toEqual(of0603(bytes));
  });

  it('C6 keeps an unknown code as a warning, and counts sections that are not read', () => {
    const { records, summary } = of0603(
      file(
        start('0603'),
        section('0212'),
        mandate('0239', '1', '2'),
        sectionEnd('0212', { c042: 1 }),
        section('0215'),
        rec('022', [6, 13, pbs], [14, 17, '0240']),
        sectionEnd('0215', { c022: 1 }),
        end('0603', { sections: 2, c042: 1, c022: 1 }),
      ),
    );
    expect(found(summary)).toEqual([]);
    expect(found(summary, 'warning')).toEqual([
      '3 BS042/code (14-17): the transaction code is not known',
      '5 BS012/code (14-17): a section of this kind is counted and not read',
    ]);
    expect(records).toMatchObject([{ event: 'unknown', code: '0239', customer_number: '1' }]);
  });

  it('C6 finds wrong counts, and an unknown section', () => {
    const record = mandate('0231', '1', '2');
    const wrong = file(
      start('0603'),
      section('0299'),
      record,
      sectionEnd('0299', { c042: 2 }),
      end('0603', { c042: 3 }),
    );
    expect(found(of0603(wrong).summary)).toEqual([
      '2 BS012/code (14-17): the section is not known in this delivery',
      '4 BS092/count_042: the control total differs from what was read (1)',
      '5 BS992/count_042: the control total differs from what was read (1)',
    ]);
  });
});

const noLine: MandateLine = {
  section_no: 1,
  line_no: 1,
  customer_number: 'NV00012',
  mandate_number: undefined,
  cpr_cvr: undefined,
  bank_registration: undefined,
  account_number: undefined,
  new_customer_number: undefined,
  effective_on: undefined,
};
const account = { cpr_cvr: '0101701234', bank_registration: '0040', account_number: '1234567' };
const renumbering = { mandate_number: '124', new_customer_number: 'NV99', effective_on: '2026-03-01' };

function mandateDelivery(
  lines: MandateLine[],
  actions: MandateAction[],
  parts: Partial<MandateDelivery> = {},
): { delivery: MandateDelivery; lines: MandateLine[] } {
  const delivery: MandateDelivery = {
    supplier,
    subsystem: 'BS1',
    delivery_id: '42',
    created_on: '2026-01-20',
    blanks_before_id: false,
    cancellation: '0126/0257',
    count: lines.length,
    sections: actions.map((action, index) => ({
      section_no: index + 1,
      action,
      pbs_number: pbs,
      debtor_group: '00001',
      creditor_id: 'NOORD',
      count: lines.filter((line) => line.section_no === index + 1).length,
    })),
    ...parts,
  };
  return { delivery, lines };
}

const write = ({ delivery, lines }: ReturnType<typeof mandateDelivery>, pageSize = 10): Promise<Buffer> =>
  bytesOf(writeBs0605(delivery, pages(lines, pageSize)));
const of0605 = (bytes: Uint8Array, size?: number) =>
  readWith<MandateRequest>((onRequest) => new Bs0605Reader(onRequest), bytes, size);

describe('delivery 0605', () => {
  const three = mandateDelivery(
    [
      { ...noLine, ...account },
      { ...noLine, section_no: 2, ...renumbering },
      { ...noLine, section_no: 3, mandate_number: '125' },
      { ...noLine, section_no: 3, line_no: 2, customer_number: 'Ø', mandate_number: '126' },
    ],
    ['register', 'renumber', 'cancel'],
  );
  const cancelled = mandateDelivery([{ ...noLine, mandate_number: '125' }], ['cancel']);

  it('C5 is written exactly so', async () => {
    expect(await write(three)).toEqual(
      file(
        start('0605', { date: '200126' }),
        mandateSection('0120'),
        mandateRequest(
          '0200', 'NV00012', '0', zeros(50, 61), [62, 71, '0101701234'], [82, 85, '0040'], [90, 99, '0001234567'],
          zeros(110, 114),
        ), // prettier-ignore
        mandateSectionEnd('0120', 1),
        mandateSection('0125'),
        mandateRequest('0272', 'NV00012', '124', [50, 55, '010326'], zeros(56, 61), [62, 76, x('NV99', 15)]),
        mandateSectionEnd('0125', 1),
        mandateSection('0126'),
        mandateRequest('0257', 'NV00012', '125', zeros(50, 128)),
        mandateRequest('0257', 'Ø', '126', zeros(50, 128)),
        mandateSectionEnd('0126', 2),
        mandateEnd(3, 4),
      ),
    );
  });

  it('C5 ends mandates the other way, and puts blanks before its id, where that is set', async () => {
    const { delivery, lines } = cancelled;
    const other = { ...delivery, cancellation: '0105/0253' as const, blanks_before_id: true };
    const bytes = await write({ delivery: other, lines });
    const first = rec(
      '002', [6, 13, supplier], [14, 16, 'BS1'], [17, 20, '0605'], [21, 22, '  '], [23, 32, '0000000042'],
      [50, 55, '200126'],
    ); // prettier-ignore
    const record = mandateRequest('0253', 'NV00012', '125', zeros(50, 128));
    expect(bytes).toEqual(file(first, mandateSection('0105'), record, mandateSectionEnd('0105', 1), mandateEnd(1, 1)));
    const reader = new Bs0605Reader(() => {});
    reader.write(bytes);
    expect(reader.end().findings).toEqual([]);
    expect(reader.identity.delivery_id).toBe('0000000042');
  });

  it('C5 is read back equal', async () => {
    const line = fc.record({
      action: fc.nat({ max: 2 }),
      customer: fc.integer({ min: 1, max: 10 ** 14 }),
      mandate: fc.integer({ min: 1, max: 999_999_999 }),
      days: fc.nat({ max: 20_000 }),
    });
    const actions: MandateAction[] = ['register', 'renumber', 'cancel'];
    const property = fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (drafts) => {
      const used = [0, 1, 2].filter((action) => drafts.some((each) => each.action === action));
      const lines = used.flatMap((action, index) =>
        drafts
          .filter((each) => each.action === action)
          .map((each, place): MandateLine => {
            const day = new Date(Date.UTC(2026, 0, 1) + each.days * 86_400_000).toISOString().slice(0, 10);
            const mandate_number = action === 0 ? undefined : n(each.mandate, 9);
            const own = action === 0 ? { ...account, account_number: n(each.mandate, 10) } : {};
            const renamed = action === 1 ? { new_customer_number: `K${each.customer}`, effective_on: day } : {};
            const customer_number = String(each.customer);
            return {
              ...noLine,
              section_no: index + 1,
              line_no: place + 1,
              customer_number,
              mandate_number,
              ...own,
              ...renamed,
            };
          }),
      );
      const model = mandateDelivery(
        lines,
        used.map((action) => actions[action]!),
      );
      const bytes = await write(model, 7);
      expect(await write(structuredClone(model), 100)).toEqual(bytes);
      const { records, summary } = of0605(bytes, 50);
      expect(summary.findings).toEqual([]);
      expect(records).toMatchObject(
        lines.map((each) => ({
          action: model.delivery.sections[each.section_no - 1]!.action,
          customer_number: each.customer_number,
          mandate_number: each.mandate_number ?? '000000000',
          effective_on: each.effective_on ?? '',
          new_customer_number: each.new_customer_number ?? '',
          cpr_cvr: each.cpr_cvr ?? '',
          bank_registration: each.bank_registration ?? '',
          account_number: each.account_number ?? '',
        })),
      );
    });
    await fc.assert(property, { seed: 5, numRuns: 60 });
  });

  it.each([
    ['register' as const, { ...account, account_number: undefined }, 'account_number: must be given'],
    ['register' as const, { ...account, bank_registration: '40' }, 'bank_registration: must be 4 digits'],
    ['register' as const, { ...account, mandate_number: '1' }, 'mandate_number: must not be given for this action'],
    ['renumber' as const, { ...renumbering, new_customer_number: 'a' }, "new_customer_number: may have no small letters, no blanks and no '&'"],
    ['renumber' as const, { ...renumbering, effective_on: '2026-02-29' }, 'effective_on: must be a date of 2000 to 2099'],
    ['cancel' as const, {}, 'mandate_number: must be given'],
    ['cancel' as const, { mandate_number: '1', ...account }, 'cpr_cvr: must not be given for this action'],
  ])('C5 refuses to %s with %j', async (action, parts, rule) => {
    await expect(write(mandateDelivery([{ ...noLine, ...parts }], [action]))).rejects.toMatchObject({
      type: 'INVALID_INPUT',
      message: `section 1 line 1 (NV00012), ${rule}`,
    });
  }); // prettier-ignore

  it('C5 refuses lines that are not those of the frozen delivery', async () => {
    const isBroken = { type: 'BROKEN_PROMISE' };
    await expect(write({ ...cancelled, lines: [] })).rejects.toMatchObject(isBroken);
    await expect(write({ ...three, lines: three.lines.slice(0, 3) })).rejects.toMatchObject({
      ...isBroken,
      message: 'section 3 is 2 lines; 1 lines came',
    });
    await expect(write({ ...three, lines: three.lines.slice(1) })).rejects.toMatchObject(isBroken);
  });

  it('C5 is found to have an unknown code, other records and wrong counts', () => {
    const { records, summary } = of0605(
      file(
        start('0605'),
        mandateSection('0126'),
        mandateRequest('0258', '1', '2', zeros(50, 128)),
        mandateRequest(
          '0200',
          '1',
          '2',
          zeros(50, 61),
          [62, 71, '0101701234'],
          [82, 85, '0040'],
          [90, 99, '0001234567'],
        ),
        rec('022', [6, 13, pbs], [14, 17, '0240']),
        mandateSectionEnd('0126', 1),
        mandateEnd(1, 2),
      ),
    );
    expect(found(summary)).toEqual([
      '3 BS042/code (14-17): the transaction code is not known',
      '4 BS042/code (14-17): the code belongs to section 0120',
      '5 BS022/code (14-17): a delivery 0605 has no data records but BS042',
      '6 BS092/count_042: the control total differs from what was read (2)',
    ]);
    expect(records).toMatchObject([{ action: 'unknown' }, { action: 'register' }]);
  });
});

describe('delivery 0621', () => {
  const echo = (textNumber: string): string =>
    rec(
      '022', [6, 13, pbs], [14, 17, '0200'], [21, 25, '00001'], [26, 40, n('NV00012', 15)], [41, 49, '000000123'],
      [50, 55, '020226'], [115, 120, textNumber],
    ); // prettier-ignore

  it('C8 gives the echo of registrations with the list on which they stand', () => {
    const bytes = file(
      start('0621'),
      section('0299'),
      ...['010001', '020002', '030003', '040004'].map(echo),
      rec('052', [6, 13, pbs], [14, 17, '0241'], [40, 48, 'Afvist: x']),
      sectionEnd('0299', {}),
      end('0621', {}),
    );
    const { records, summary } = readWith<RegistrationReceipt>((onReceipt) => new Bs0621Reader(onReceipt), bytes);
    expect(records).toMatchObject([
      {
        customer_number: 'NV00012',
        mandate_number: '000000123',
        effective_on: '2026-02-02',
        list: 'control',
        line: 3,
        code: '0200',
      },
      { list: 'remarks', text_number: '020002' },
      { list: 'errors' },
      { list: 'unknown' },
    ]);
    expect(found(summary)).toEqual([]);
    expect(summary.findings).toMatchObject([
      { line: 6, field: 'BS022/text_number (115-120)', value: '040004' },
      { line: 7, field: 'BS052 0241', value: expect.stringContaining('Afvist: x') as string },
    ]);
    expect(summary).toMatchObject({ format: 'bs.0621', messages: 1, entries: 5 });
  });
});
