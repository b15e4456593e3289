import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { CollectionRequest } from '../../../domain/betalingsservice/inbound.ts';
import { Bs0601Reader } from '../../../formats/nets/read0601.ts';
import { writeBs0601 } from '../../../formats/nets/write0601.ts';
import {
  address,
  collection,
  collectionSection,
  end,
  file,
  found,
  group,
  pbs,
  readWith,
  sectionEnd,
  start,
  supplier,
  text,
  x,
} from './bsLines.ts';
import { anyModel, danishDebtor, delivery, type Model, pages, plainLine, write0601 } from './collectionModel.ts';

const total = { solution: 'nets-total' as const };
const slipLine = { ...plainLine, mandate_number: undefined, reference: 'F-2', debtor: danishDebtor };

describe('delivery 0601', () => {
  it('C12 writes a Basis file exactly so', async () => {
    const model = delivery(
      [
        { ...plainLine, texts: ['Faktura 1', '', 'Tak for din betaling, Åse'] },
        {
          ...plainLine,
          line_no: 2,
          customer_number: 'Ø-2',
          mandate_number: '7',
          direction: 'disburse',
          amount_minor: 55,
        },
        { ...plainLine, line_no: 3, customer_number: '3', amount_minor: 0, reference: '', payment_on: '2026-02-27' },
      ],
      { created_on: '2026-01-20' },
      [{ creditor_id: 'NOORD', main_text: 'Kontingent 2026 for medlemmer' }],
    );
    expect(await write0601(model)).toEqual(
      file(
        start('0601', { date: '200126' }),
        collectionSection('0112', 'NOORD', '20012026', 'Kontingent 2026 for medlemmer'),
        collection({ customer: 'NV00012', mandate: '123456789', amount: 12_755, reference: 'F-2026-0001' }),
        text('052', '00001', 'NV00012', '123456789', 'Faktura 1'),
        text('052', '00002', 'NV00012', '123456789', ''),
        text('052', '00003', 'NV00012', '123456789', 'Tak for din betaling, Åse'),
        collection({ customer: 'Ø-2', mandate: '7', sign: '2', amount: 55, reference: 'F-2026-0001' }),
        collection({ customer: '3', mandate: '123456789', sign: '0', date: '27022026' }),
        sectionEnd('0112', { c042: 3, net: 12_700, texts: 3 }),
        end('0601', { sections: 1, c042: 3, net: 12_700, texts: 3 }),
      ),
    );
  });

  it('C12 writes a Total file with slips exactly so', async () => {
    const abroad = { ...danishDebtor, lines: ['A', 'B', 'C'], postcode: '0000', country: 'SE' };
    const options = { cpr_cvr: '12345678', fast_dispatch: true };
    const model = delivery(
      [
        { ...slipLine, debtor: { ...danishDebtor, ...options }, slip_texts: ['På kortet'], texts: ['I brevet'] },
        { ...plainLine, line_no: 2 },
        { ...slipLine, section_no: 2, debtor: abroad, reference: '' },
        { ...slipLine, section_no: 3, payer_identification: '000000000000018' },
      ],
      { ...total, slip_code: '0285' },
      [{}, { section: '0117' }, { section: '0118' }],
    );
    const amount = 12_755;
    expect(await write0601(model)).toEqual(
      file(
        start('0601'),
        collectionSection('0112', '', '00000000', ''),
        address('00001', 'NV00012', [52, 86, x('Åse Sørensen', 35)]),
        address('00002', 'NV00012', [52, 86, x('Æblevej 1', 35)]),
        address('00009', 'NV00012', [67, 70, '8000'], [71, 73, 'DK ']),
        address('00010', 'NV00012', [83, 92, '0012345678'], [93, 93, '1'], [94, 94, '0']),
        collection({ customer: 'NV00012', amount, reference: 'F-2' }),
        text('052', '00001', 'NV00012', '', 'I brevet'),
        text('062', '00001', 'NV00012', '', 'På kortet'),
        collection({ customer: 'NV00012', mandate: '123456789', amount, reference: 'F-2026-0001' }),
        sectionEnd('0112', { c042: 2, net: 25_510, texts: 2, c022: 4 }),
        collectionSection('0117', '', '00000000', ''),
        address('00001', 'NV00012', [52, 86, x('A', 35)]),
        address('00002', 'NV00012', [52, 86, x('B', 35)]),
        address('00003', 'NV00012', [52, 86, x('C', 35)]),
        address('00009', 'NV00012', [67, 70, '0000'], [71, 73, 'SE ']),
        collection({ customer: 'NV00012', amount, code: '0285' }),
        sectionEnd('0117', { c042: 1, net: amount, c022: 4 }),
        collectionSection('0118', '', '00000000', ''),
        address('00001', 'NV00012', [52, 86, x('Åse Sørensen', 35)]),
        address('00002', 'NV00012', [52, 86, x('Æblevej 1', 35)]),
        address('00009', 'NV00012', [67, 70, '8000'], [71, 73, 'DK ']),
        collection({ customer: 'NV00012', amount, reference: 'F-2', code: '0285', payer: '18' }),
        sectionEnd('0118', { c042: 1, net: amount, c022: 3 }),
        end('0601', { sections: 3, c042: 4, net: 4 * amount, texts: 2, c022: 11 }),
      ),
    );
  });

  it('C12 leaves disbursements out of the net amount where that is set', async () => {
    const lines = [plainLine, { ...plainLine, line_no: 2, direction: 'disburse' as const, amount_minor: 50_000 }];
    const bytes = await write0601(delivery(lines, { net_rule: 'collected' }));
    expect(bytes.toString('latin1')).toContain(end('0601', { c042: 2, net: 12_755 }));
    await expect(write0601(delivery(lines))).rejects.toMatchObject({
      message: 'section 1, sum_minor: must not be below zero: the file has no sign',
    });
  });

  it.each(['nets-basis', 'nets-total'] as const)('C12 G5 reads back what it wrote in %s', async (solution) => {
    await fc.assert(
      fc.asyncProperty(anyModel(solution), fc.integer({ min: 1, max: 40 }), async (model, pageSize) => {
        const bytes = await write0601(model, pageSize);
        expect(await write0601(structuredClone(model), 1_000)).toEqual(bytes);
        const records = bytes.toString('latin1').split('\r\n');
        expect(records.pop()).toBe('');
        expect(new Set(records.map((record) => record.length))).toEqual(new Set([128]));

        const texts: string[] = [];
        const { net_rule } = model.delivery;
        const open = (request: (record: CollectionRequest) => void) =>
          new Bs0601Reader(
            { request, text: (line, type) => texts.push(type + line) },
            { supplier, net_rule },
            solution,
          );
        const { records: requests, summary } = readWith(open, bytes, 100);
        expect(summary.findings).toEqual([]);
        expect(summary.control_totals.ok).toBe(true);
        expect(summary.messages).toBe(model.delivery.sections.length);
        expect(requests.map(asWritten)).toEqual(model.lines.map((line) => expectedOf(model, line)));
        expect(texts).toEqual(
          model.lines.flatMap((line) => [
            ...line.texts.map((each) => `052${each}`),
            ...line.slip_texts.map((each) => `062${each}`),
          ]),
        );
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('C12 gives chunks of about 64 KiB', async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => ({ ...plainLine, line_no: index + 1 }));
    const { delivery: header } = delivery(lines);
    const lengths: number[] = [];
    for await (const chunk of writeBs0601(header, pages(lines, 50))) lengths.push(chunk.length);
    expect(lengths.reduce((sum, length) => sum + length)).toBe(3_004 * 130);
    expect(lengths.length).toBe(6);
    for (const length of lengths.slice(0, -1)) expect(Math.abs(length - 66_000)).toBeLessThan(1_000);
  });
});

function asWritten(request: CollectionRequest): Record<string, unknown> {
  const { section, pbs_number, debtor_group, customer_number, mandate_number, payment_on } = request;
  const { direction, amount_minor, reference, payer_identification } = request;
  const { debtor_lines, postcode, country, cpr_cvr, fast_dispatch, always_paper } = request;
  return {
    section, pbs_number, debtor_group, customer_number, mandate_number, payment_on, direction, amount_minor, reference,
    payer_identification, debtor_lines, postcode, country, cpr_cvr: cpr_cvr.replace(/^0+/, ''), fast_dispatch, always_paper,
  }; // prettier-ignore
}

function expectedOf(model: Model, line: Model['lines'][number]): Record<string, unknown> {
  const { debtor } = line;
  return {
    section: model.delivery.sections[line.section_no - 1]!.section,
    pbs_number: pbs,
    debtor_group: group,
    customer_number: line.customer_number,
    mandate_number: line.mandate_number ?? '000000000',
    payment_on: line.payment_on,
    direction: line.amount_minor === 0 ? 'zero' : line.direction,
    amount_minor: line.amount_minor,
    reference: line.reference,
    payer_identification: line.payer_identification ?? '0'.repeat(15),
    debtor_lines: debtor?.lines ?? [],
    postcode: debtor?.postcode ?? '',
    country: debtor?.country ?? '',
    cpr_cvr: debtor?.cpr_cvr ?? '',
    fast_dispatch: debtor?.fast_dispatch ?? false,
    always_paper: debtor?.always_paper ?? false,
  };
}

describe('the rules of delivery 0601', () => {
  /** So that the sums are right however wrong the line is. */
  const fixed = { sum_minor: 12_755 };
  const refuse = async (model: Model, message: string, type = 'INVALID_INPUT'): Promise<void> => {
    await expect(write0601(model)).rejects.toMatchObject({ type, message });
  };

  it.each([
    [{ customer_number: 'nv12' }, "section 1 line 1, customer_number: may have no small letters, no blanks and no '&'"],
    [{ customer_number: '000' }, 'section 1 line 1, customer_number: must have more than zeros'],
    [{ customer_number: '1'.repeat(16) }, 'section 1 line 1, customer_number: may have at most 15 characters'],
    [{ mandate_number: '000' }, 'section 1 line 1 (NV00012), mandate_number: must not be zero'],
    [{ mandate_number: '1234567890' }, 'section 1 line 1 (NV00012), mandate_number: must be 1 to 9 digits'],
    [{ payment_on: '2026-02-30' }, 'section 1 line 1 (NV00012), payment_on: must be a date of 2000 to 2099'],
    [{ payment_on: '2100-01-01' }, 'section 1 line 1 (NV00012), payment_on: must be a date of 2000 to 2099'],
    [{ payment_on: '1999-12-31' }, 'section 1 line 1 (NV00012), payment_on: must be a date of 2000 to 2099'],
    [{ amount_minor: -1 }, 'section 1 line 1 (NV00012), amount_minor: must be DKK 0.00 to 99999999999.99'],
    [{ amount_minor: 0.5 }, 'section 1 line 1 (NV00012), amount_minor: must be DKK 0.00 to 99999999999.99'],
    [{ amount_minor: 10 ** 13 }, 'section 1 line 1 (NV00012), amount_minor: must be DKK 0.00 to 99999999999.99'],
    [{ reference: '1'.repeat(31) }, 'section 1 line 1 (NV00012), reference: may have at most 30 characters'],
    [{ texts: ['a', 'b'.repeat(61)] }, 'section 1 line 1 (NV00012), texts 2: may have at most 60 characters'],
    [{ texts: ['€ 5'] }, 'section 1 line 1 (NV00012), texts 1: may have only characters of ISO-8859-1'],
    [{ texts: ['a\r\nBS042'] }, 'section 1 line 1 (NV00012), texts 1: may have only characters of ISO-8859-1'],
    [
      { payer_identification: '18' },
      'section 1 line 1 (NV00012), payer_identification: must not be given in section 0112',
    ],
  ])('C12 refuse %j', async (parts, message) => {
    await refuse(delivery([{ ...plainLine, ...parts }], fixed, [fixed]), message);
  });

  it('C12 take values at their limits', async () => {
    const texts = ['x'.repeat(60)];
    const long = { customer_number: 'K'.repeat(15), reference: 'r'.repeat(30), mandate_number: '9'.repeat(9), texts };
    const first = { ...plainLine, ...long, payment_on: '2000-01-01', amount_minor: 10 ** 13 - 1 };
    const last = {
      ...plainLine,
      line_no: 2,
      payment_on: '2099-12-31',
      texts: Array.from({ length: 5_000 }, () => 'x'),
    };
    expect((await write0601(delivery([first, last]))).length).toBe((4 + 2 + 5_001) * 130);
    const tooMany = { ...last, line_no: 1, texts: [...last.texts, 'x'] };
    await refuse(delivery([tooMany]), 'section 1 line 1 (NV00012), texts: may have at most 5000 lines');
  });

  it.each([
    [{ debtor: undefined }, 'debtor: must be given for a payment slip'],
    [{ reference: '1234567890' }, 'reference: may have at most 9 characters'],
    [{ direction: 'disburse' as const }, 'direction: must be collect: nothing is disbursed by a slip'],
    [{ debtor: { ...danishDebtor, lines: ['A'] } }, 'debtor.lines: must be 2 to 5 lines'],
    [{ debtor: { ...danishDebtor, lines: ['A', 'B', 'C', 'D', 'E', 'F'] } }, 'debtor.lines: must be 2 to 5 lines'],
    [{ debtor: { ...danishDebtor, lines: ['A', ' '] } }, 'debtor.lines 2: must not be empty'],
    [{ debtor: { ...danishDebtor, country: 'SE', postcode: '0000' } }, 'debtor.lines: must be 3 to 5 lines'],
    [{ debtor: { ...danishDebtor, country: 'SE', lines: ['A', 'B', 'C'] } }, 'debtor.postcode: must be one of 0000'],
    [{ debtor: { ...danishDebtor, postcode: '800' } }, 'debtor.postcode: must be 4 digits'],
    [{ debtor: { ...danishDebtor, cpr_cvr: '1' } }, 'debtor.cpr_cvr: must be 8 to 10 digits'],
  ])('C13 refuse a payment slip with %j', async (parts, rule) => {
    await refuse(
      delivery([{ ...slipLine, ...parts }], { ...total, ...fixed }, [fixed]),
      `section 1 line 1 (NV00012), ${rule}`,
    );
  });

  it('C11 C13 keep what belongs to Total out of a Basis file', async () => {
    const place = 'section 1 line 1 (NV00012)';
    const noMandate = 'mandate_number: must be given: nets-basis collects under a mandate only';
    await refuse(delivery([slipLine]), `${place}, ${noMandate}`);
    const noAddress = 'debtor: must not be given, nets-basis takes no names and addresses';
    await refuse(delivery([{ ...plainLine, debtor: danishDebtor }]), `${place}, ${noAddress}`);
    const noSlip = 'slip_texts: must be empty, nets-basis sends no slips';
    await refuse(delivery([{ ...plainLine, slip_texts: ['x'] }]), `${place}, ${noSlip}`);
    await refuse(delivery([plainLine], {}, [{ section: '0117' }]), 'section 1, section: must be one of 0112');
  });

  it('C12 demand a payer identification with its check digit in section 0118, and no mandate', async () => {
    const in0118 = (parts: object): Model => delivery([{ ...slipLine, ...parts }], total, [{ section: '0118' }]);
    const place = 'section 1 line 1 (NV00012)';
    await refuse(in0118({}), `${place}, payer_identification: must be given in section 0118`);
    const wrong = { payer_identification: '000000000000019' };
    await refuse(in0118(wrong), `${place}, payer_identification: has a wrong check digit`);
    await refuse(in0118({ mandate_number: '1' }), `${place}, mandate_number: must not be given in section 0118`);
  });

  it('C12 G5 refuse lines that are not those of the frozen delivery', async () => {
    const second = { ...plainLine, line_no: 2 };
    const model = delivery([plainLine, second]);
    const isBroken = 'BROKEN_PROMISE';
    await refuse(
      { ...model, lines: [plainLine] },
      'section 1 is 2 lines, sum 25510; 1 lines, sum 12755 came',
      isBroken,
    );
    const dearer = { ...second, amount_minor: 1 };
    await refuse(
      { ...model, lines: [plainLine, dearer] },
      'section 1 is 2 lines, sum 25510; 2 lines, sum 12756 came',
      isBroken,
    );
    await refuse({ ...model, lines: [second, plainLine] }, 'section 1 line 1 (NV00012) came after line 2', isBroken);
    await refuse({ ...model, lines: [] }, 'delivery 42 has 1 sections, lines came for 0', isBroken);
    const elsewhere = { ...second, section_no: 2 };
    const disorder = 'delivery 42: section 2 was not expected here, the lines are out of order';
    await refuse({ ...model, lines: [elsewhere] }, disorder, isBroken);
    model.delivery.count = 3;
    await refuse(model, 'delivery 42 is 3 lines, sum 25510; its sections are 2 lines, sum 25510', isBroken);
  });
});

describe('the check of delivery 0601', () => {
  const basis = file(
    start('0601'),
    collectionSection('0112', '', '00000000', ''),
    collection({ customer: 'A', mandate: '1', amount: 100 }),
    sectionEnd('0112', { c042: 1, net: 100 }),
    end('0601', { c042: 1, net: 100 }),
  );
  const read = (bytes: Uint8Array, solution?: 'nets-basis' | 'nets-total') =>
    found(readWith<CollectionRequest>((request) => new Bs0601Reader({ request }, {}, solution), bytes).summary);

  it('C11 refuses a Total file where Basis is agreed', async () => {
    const withSlip = await write0601(delivery([slipLine], total));
    expect(read(withSlip, 'nets-total')).toEqual([]);
    expect(read(withSlip, 'nets-basis')).toEqual([
      '3 BS022/code (14-17): nets-basis takes no names and addresses',
      '4 BS022/code (14-17): nets-basis takes no names and addresses',
      '5 BS022/code (14-17): nets-basis takes no names and addresses',
      '6 BS042/mandate_number (43-51): nets-basis collects under a mandate only',
    ]);
    const slipSection = await write0601(delivery([slipLine], total, [{ section: '0117' }]));
    expect(read(slipSection, 'nets-basis')[0]).toBe('2 BS012/code (14-17): the section is not known in this delivery');
    expect(read(basis, 'nets-basis')).toEqual([]);
    expect(read(basis, 'nets-total')).toEqual([]);
  });

  it('C11 misses name and address of a slip, and texts without their collection', () => {
    const bytes = file(
      start('0601'),
      collectionSection('0112', '', '00000000', ''),
      text('052', '00001', 'A', '', 'zu früh'),
      address('00001', 'B', [52, 86, x('Name', 35)]),
      address('00009', 'A', [67, 70, '8000']),
      collection({ customer: 'A', amount: 100 }),
      text('052', '00002', 'A', '', 'x'),
      sectionEnd('0112', { c042: 1, net: 100, texts: 2, c022: 2 }),
      end('0601', { c042: 1, net: 100, texts: 2, c022: 2 }),
    );
    expect(read(bytes, 'nets-total')).toEqual([
      '3 BS052/customer_number (28-42): a text follows the collection of its customer',
      '5 BS022/record_no (18-22): the records of an address come in ascending order and begin with 00001',
      '6 BS042/customer_number (28-42): a payment slip needs name and address before it',
      '7 BS052/record_no (18-22): the lines of a text are numbered from 00001 without a gap',
    ]);
  });

  it('C11 finds a wrong sign, code and payer identification', () => {
    const wrong = collection({ customer: 'A', mandate: '1', amount: 100, sign: '0', payer: '19', code: '0281' });
    const bytes = file(
      start('0601'),
      collectionSection('0112', '', '00000000', ''),
      wrong,
      sectionEnd('0112', { c042: 1 }),
      end('0601', { c042: 1 }),
    );
    expect(read(bytes)).toEqual([
      '3 BS042/code (14-17): the transaction code is not known',
      '3 BS042/sign (60): the sign is 0 when the amount is zero, and else 1 or 2',
      '3 BS042/payer_identification (106-120): has a wrong check digit',
    ]);
  });
});
