import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { danishBanking } from '../../domain/calendars/denmark.ts';
import { isBankingDay } from '../../stack/centre/calendar.ts';
import { addDays } from '../../stack/simulation/dates.ts';
import { address, collectionSection, file, sectionEnd, start, text } from '../formats/nets/bsLines.ts';
import {
  automatic,
  changed,
  collections,
  creditorsFile,
  delivery0601,
  delivery0605,
  registration,
  slip,
  thursday,
} from './centreDeliveries.ts';
import { type CentreDesk, withEachDesk } from './centreDesk.ts';

let desk: CentreDesk;
withEachDesk((opened) => (desk = opened));

const two = (id?: string): Buffer => collections([automatic(), automatic({ customer: 'K2', mandate: '102' })], id);

describe('the checks of a delivery', () => {
  it('C8 accepts a correct delivery, and says so in two receipts', () => {
    const names = desk.send(two());
    expect(names).toEqual(['T3419123400001-601.BS1', 'V3419123400002-601.BS1']);
    expect(names.map((name) => desk.answer(name))).toEqual(
      ['TRANSMISSION', 'VALIDATION'].map((stage) =>
        [
          `${stage} RECEIPT`,
          'Delivery: 34191234 BS1 0601 0000000042',
          'File: delivery.BS1',
          'Received: 2026-01-15 10:00',
          'Result: accepted',
          '',
        ].join('\r\n'),
      ),
    );
    const both = { count: 2, sum_minor: 20_000 };
    expect(desk.totals()).toMatchObject({ files: 1, received: both, accepted: both, refused: { count: 0 } });
    expect(desk.totals().per_creditor['03985644']).toMatchObject({ received: both });
    expect(readdirSync(join(desk.directory, 'to-centre', 'taken'))).toEqual(['delivery.BS1']);
  });

  it('C8 takes LF alone, and lines without the blanks at their end', () => {
    const bytes = Buffer.from(
      two()
        .toString('latin1')
        .replace(/ +\r\n/g, '\n')
        .replaceAll('\r\n', '\n'),
      'latin1',
    );
    expect(desk.verdictOn(bytes)).toBe('accepted');
  });

  const plain = two();
  const notWhole: [title: string, rule: string, bytes: Buffer][] = [
    ['an empty file', 'line 1: a delivery begins with BS002', Buffer.alloc(0)],
    ['a file that is cut off', 'line 5: a delivery ends with BS992', Buffer.from(plain.toString('latin1').split('BS992')[0] ?? '', 'latin1')],
    ['a line that is too long', 'line 3: a record has 128 characters, not 129', changed(plain, 'F-1 ', 'F-1  ')],
    ['characters of another encoding', 'line 3: a character is not of ISO-8859-1', changed(plain, 'F-1 ', 'F-\u0085 ')],
    ['an empty line', 'line 2: a record begins with BS and its type', changed(plain, '\r\n', '\r\n\r\n')],
    ['an unknown record', 'line 3: BS043 does not stand here', changed(plain, 'BS042', 'BS043')],
    ['a section in a section', 'line 3: BS012 does not stand here', changed(plain, 'BS042', 'BS012')],
    ['a section that is not closed', 'line 4: the last section is not closed by a BS092', file(start('0601'), collectionSection('0112'), automatic(), 'BS992')],
  ]; // prettier-ignore

  it.each(notWhole)('C8 refuses the transmission of %s', (_title, rule, bytes) => {
    const [name, ...others] = desk.send(bytes);
    expect(name).toMatch(/^T34191234|^T00000000/);
    expect(others).toEqual([]);
    expect(desk.answer(name ?? '')).toContain(`Result: refused\r\nReason: ${rule}\r\n`);
    expect(desk.totals()).toMatchObject({ files: 1, received: { count: 0 } });
  });

  const one = (parts: Parameters<typeof automatic>[0]): Buffer => collections([automatic(parts)]);
  const refused: [title: string, rule: string, bytes: Buffer][] = [
    ['another type', 'line 1, BS002/delivery_type (17-20) \'0602\': the centre takes 0601 and 0605', changed(changed(plain, 'BS10601', 'BS10602'), 'BS10601', 'BS10602')],
    ['another supplier', "line 1, BS002/supplier (6-13) '34191235': the data supplier is not known", changed(plain, '34191234', '34191235')],
    ['another subsystem', 'line 1, BS002/subsystem (14-16): the subsystem is not known', changed(plain, 'BS1', 'KR9')],
    ['an id that is no number', 'line 1, BS002/delivery_id (21-30): must be 10 digits', changed(plain, '0000000042', '00000000A2')],
    ['another end', "line 6, BS992/supplier (6-13) '34191235': is not that of BS002", changed(plain, 'BS99234191234', 'BS99234191235')],
    ['an unknown section', "line 2, BS012/section (14-17) '0100': is not known", delivery0601([{ code: '0100', records: [automatic()] }])],
    ['an unknown creditor', "line 2, BS012/pbs_number (6-13) '03985645': the creditor is not known", changed(plain, 'BS01203985644', 'BS01203985645')],
    ['a record of another creditor', "line 3, BS042/pbs_number (6-13) '03985645': is not that of its BS012", one({ number: '03985645' })],
    ['an unknown debtor group', "line 3, BS042/debtor_group (23-27) '00002': the debtor group is not known", one({ group: '00002' })],
    ['the end of another section', "line 5, BS092/section (14-17) '0117': is not that of its BS012", changed(plain, 'BS092039856440112', 'BS092039856440117')],
    ['a wrong count in a section', "line 4, BS092/count_042 (32-42) '00000000002': what was read is 1", file(start('0601'), collectionSection('0112'), automatic(), sectionEnd('0112', { c042: 2, net: 10_000 }), two().toString('latin1').split('\r\n')[5] ?? '')],
    ['a wrong count of all', "line 6, BS992/count_042 (32-42) '00000000003': what was read is 2", changed(plain, '0000000000100000000002', '0000000000100000000003')],
    ['a wrong count of sections', "line 6, BS992/sections (21-31) '00000000002': what was read is 1", changed(plain, '0000000000100000000002', '0000000000200000000002')],
    ['a wrong net amount', "line 5, BS092/net_amount (43-57) '000000000020001': what was read is 20000", changed(plain, '00000000002000000000020000', '00000000002000000000020001')],
    ['an unknown code', "line 3, BS042/code (14-17) '0281': a collection has 0280 or 0285", one({ code: '0281' })],
    ['small letters in a customer number', "line 3, BS042/customer_number (28-42): has small letters, blanks or '&'", one({ customer: 'k1' })],
    ['no customer number', "line 3, BS042/customer_number (28-42) '000            ': is missing", one({ customer: '000' })],
    ['an amount of zero to be collected', "line 3, BS042/sign (60-60) '1': is 0 when the amount is zero", one({ amount: 0 })],
    ['an unknown sign', "line 3, BS042/sign (60-60) '3': is 0, 1 or 2", one({ sign: '3' })],
    ['a date that is none', "line 3, BS042/payment_on (52-59) '30022026': must be a date", one({ date: '30022026' })],
    ['a payment date at the weekend', "line 3, BS042/payment_on (52-59) '07022026': must be a Danish banking day", one({ date: '07022026' })],
    ['a payment date on Maundy Thursday', "line 3, BS042/payment_on (52-59) '02042026': must be a Danish banking day", one({ date: '02042026' })],
    ['a payment date too far ahead', "line 3, BS042/payment_on (52-59) '16042026': must be at most 90 days ahead", one({ date: '16042026' })],
    ['a payment date that is over', "line 3, BS042/payment_on (52-59) '14012026': is over", one({ date: '14012026' })],
    ['a payment date in this month', "line 3, BS042/payment_on (52-59) '30012026': had to come before 11:00 on 2025-12-18", one({ date: '30012026' })],
    ['two collections of a customer on a date', "line 4, BS042/payment_on (52-59) '02022026': the customer has another collection on this date", collections([automatic(), automatic({ customer: '00K1', mandate: '102' })])],
    ['a text without its collection', 'line 4, BS052/customer_number (28-42): has no collection in this section', collections([automatic(), text('052', '00001', 'K9', '101', 'x')])],
  ]; // prettier-ignore

  it.each(refused)('C8 refuses %s in the validation, as a whole', (_title, rule, bytes) => {
    expect(desk.verdictOn(bytes)).toBe(rule);
    expect(desk.totals().accepted.count).toBe(0);
    expect(desk.totals().refused).toEqual(desk.totals().received);
    desk.at('2026-02-02');
    expect(desk.news('602')).toEqual([]);
  });

  it('C15 takes section 0112 until 11:00 on the sixth-last banking day of the month before', () => {
    expect(desk.verdictOn(two('0000000001'), '2026-01-23T09:59:00.000Z')).toBe('accepted');
    const late = collections([automatic({ customer: 'K3', mandate: '103' })], '0000000002');
    expect(desk.verdictOn(late, '2026-01-23T10:00:00.000Z')).toContain('had to come before 11:00 on 2026-01-23');
  });

  it('C8 knows a delivery by its id once it was accepted, and a refused one may come again, corrected', () => {
    expect(desk.verdictOn(changed(two(), '020220261', '010220261'))).toContain('must be a Danish banking day');
    expect(desk.verdictOn(two())).toBe('accepted');
    const other = collections([automatic({ customer: 'K3', mandate: '103' })]);
    expect(desk.verdictOn(other)).toContain('a delivery with this id came before');
    expect(desk.verdictOn(delivery0605('0120', [registration('K9')], '0000000042'))).toBe('accepted');
  });

  it('C15 takes one collection of a customer on a date, across deliveries', () => {
    expect(desk.verdictOn(two())).toBe('accepted');
    expect(desk.verdictOn(two('0000000043'))).toContain('the customer has another collection on this date');
  });

  it('G1 takes the same bytes once, under whatever name they come', () => {
    desk.send(two(), { name: 'first.BS1' });
    expect(desk.send(two(), { name: 'first.BS1' })).toEqual([]);
    expect(desk.send(two(), { name: 'second.BS1' })).toEqual([]);
    expect(desk.totals()).toMatchObject({
      files: 3,
      duplicate_files: 2,
      duplicate: { count: 4, sum_minor: 40_000 },
      received: { count: 2, sum_minor: 20_000 },
    });
    desk.at('2026-02-02');
    expect(desk.news('602')).toHaveLength(2);
  });

  it('C11 refuses a Total file on a Basis agreement', () => {
    expect(desk.verdictOn(collections(slip()))).toContain('a Total file on a Basis agreement: it takes no name');
    const bare = collections([automatic({ mandate: '' })], '0000000002');
    expect(desk.verdictOn(bare)).toContain('a Basis agreement sends no payment slips');
    const slipText = collections([automatic(), text('062', '00001', 'K1', '101', 'x')], '0000000003');
    expect(desk.verdictOn(slipText)).toContain('it takes no text of slips');
  });

  it('C11 refuses a Basis file on a Total agreement', () => {
    desk.setCreditors(creditorsFile('nets-total'));
    expect(desk.verdictOn(two())).toContain('a Basis file on a Total agreement: no name and address came');
    expect(desk.verdictOn(collections([automatic(), ...slip()]))).toBe('accepted');
  });

  it('C8 wants name and address of a slip, and own payer identifications in section 0118 only', () => {
    desk.setCreditors(creditorsFile('nets-total'));
    const inSection = (code: string, records: string[], id: string): string =>
      desk.verdictOn(delivery0601([{ code, records }], id));
    const [name = '', , , asked = ''] = slip();
    expect(inSection('0112', [name, asked], '0000000001')).toContain('a payment slip needs name, address');
    expect(inSection('0117', slip({ mandate: '101' }), '0000000002')).toContain('section 0117 holds payment slips');
    expect(inSection('0118', slip(), '0000000003')).toContain('must be 14 digits and a check digit');
    expect(inSection('0118', slip({ payer: '000000000000012' }), '0000000004')).toContain('and a check digit');
    expect(inSection('0118', slip({ payer: '000000000000018' }), '0000000005')).toBe('accepted');
    const abroad = [address('00009', 'S2', [67, 70, '0000'], [71, 73, 'SE ']), ...slip({ customer: 'S2' }).slice(0, 2)];
    const [, , , toSweden = ''] = slip({ customer: 'S2' });
    expect(inSection('0117', [...abroad, toSweden], '0000000006')).toContain('a payment slip needs name, address');
  });

  it('C15 sends slips of section 0117 outside the monthly deadline', () => {
    desk.setCreditors(creditorsFile('nets-total'));
    const slips = delivery0601([{ code: '0117', records: slip({ date: '16012026' }) }]);
    expect(desk.verdictOn(slips)).toBe('accepted');
  });

  it('C8 counts the net amount as the settings say', () => {
    const mixed = [automatic(), automatic({ customer: 'K2', mandate: '102', sign: '2', amount: 4_000 })];
    expect(desk.verdictOn(collections(mixed))).toBe('accepted');
    desk.setSettings({ net_rule: 'collected' });
    const later = mixed.map((record) => record.replace('02022026', '03022026'));
    expect(desk.verdictOn(collections(later, '0000000043'))).toContain('what was read is 10000');
  });

  it('C8 accepts every creditor and mandate without creditors.json, and says so in its log', () => {
    desk.empty();
    expect(desk.verdictOn(two())).toBe('accepted');
    expect(desk.log()).toContain('no creditors.json');
    desk.at('2026-02-02');
    expect(desk.totals().completed).toEqual({ count: 2, sum_minor: 20_000 });
  });

  it('C8 gives no receipts for accepted deliveries where that is set', () => {
    desk.setSettings({ receipts: false });
    expect(desk.send(two())).toEqual([]);
    expect(desk.send(changed(two('0000000043'), 'K1', 'k1'))).toHaveLength(2);
  });

  it('C8 keeps names out of its answers and its log', () => {
    expect(desk.verdictOn(collections(slip()))).toContain('a Total file');
    expect(
      desk
        .answers()
        .map((name) => desk.answer(name))
        .join() + desk.log(),
    ).not.toContain('Sørensen');
  });

  it('C8 refuses and loses whole deliveries by rule', () => {
    desk.setRules([
      { match: { message: '42' }, outcome: 'refuse' },
      { match: { message: 'all' }, outcome: 'silent' },
    ]);
    expect(desk.verdictOn(two())).toBe('refused by a rule of the simulation');
    expect(desk.send(two('0000000043'))).toEqual([]);
    desk.at('2026-02-10');
    expect(desk.news('602')).toEqual([]);
    expect(desk.totals()).toMatchObject({ refused: { count: 2 }, silent: { count: 2 }, accepted: { count: 0 } });
  });

  it('C8 does nothing, and says why, with a broken rules file or a clock that goes back', () => {
    desk.writeJson('rules.json', [{ match: { customer_number: 'K1' }, outcome: 'silent' }]);
    desk.put('delivery.BS1', two());
    expect(desk.at(thursday)).toMatchObject({ idle: false, files_taken: 0 });
    expect(desk.at(thursday).problem).toContain('rules.json');
    desk.setRules([]);
    expect(desk.at(thursday)).toMatchObject({ idle: true, files_taken: 1, problem: '' });
    expect(desk.at('2026-01-14').problem).toBe('the clock went back');
  });
});

describe('the calendar of the centre', () => {
  it('C15 agrees with that of Incasso on every day of 2020 to 2040', () => {
    const different: string[] = [];
    for (let date = '2020-01-01'; date <= '2040-12-31'; date = addDays(date, 1)) {
      if (isBankingDay(date) !== danishBanking.isBusinessDay(date)) different.push(date);
    }
    expect(different).toEqual([]);
  });
});
