import { describe, expect, it } from 'vitest';

import { checkIban, isEeaIban, isSameBank, isSepaIban, needsDebtorAddress, needsDebtorBic } from '../../domain/iban.ts';

/** The examples of the SWIFT IBAN registry. */
const registryExamples = [
  ...['AD1200012030200359100100', 'AE070331234567890123456', 'AL47212110090000000235698741', 'AT611904300234573201'],
  ...['BE68539007547034', 'BG80BNBG96611020345678', 'CH9300762011623852957', 'CY17002001280000001200527600'],
  ...['CZ6508000000192000145399', 'DE89370400440532013000', 'DK5000400440116243', 'EE382200221020145685'],
  ...['ES9121000418450200051332', 'FI2112345600000785', 'FO6264600001631634', 'FR1420041010050500013M02606'],
  ...['GB29NWBK60161331926819', 'GI75NWBK000000007099453', 'GL8964710001000206', 'GR1601101250000000012300695'],
  ...['HR1210010051863000160', 'HU42117730161111101800000000', 'IE29AIBK93115212345678', 'IS140159260076545510730339'],
  ...['IT60X0542811101000000123456', 'LI21088100002324013AA', 'LT121000011101001000', 'LU280019400644750000'],
  ...['LV80BANK0000435195001', 'MC5811222000010123456789030', 'MD24AG000225100013104168', 'ME25505000012345678951'],
  ...['MK07250120000058984', 'MT84MALT011000012345MTLCAST001S', 'NL91ABNA0417164300', 'NO9386011117947'],
  ...[
    'PL61109010140000071219812874',
    'PT50000201231234567890154',
    'RO49AAAA1B31007593840000',
    'RS35260005601001611379',
  ],
  ...['SA0380000000608010167519', 'SE4550000000058398257466', 'SI56263300012039086', 'SK3112000000198742637541'],
  ...[
    'SM86U0322509800000000270100',
    'TR330006100519786457841326',
    'UA213223130000026007233566001',
    'VA59001123000012345678',
  ],
];

describe('IBAN', () => {
  it.each(registryExamples)('M13 accepts the registry example %s', (iban) => {
    expect(checkIban(iban)).toEqual({ ok: true, iban });
  });

  it('M13 takes an IBAN as people write it', () => {
    expect(checkIban(' nl91 abna 0417\u00a01643 00 ')).toEqual({ ok: true, iban: 'NL91ABNA0417164300' });
  });

  it('M13 notices every wrong digit and every two exchanged neighbours', () => {
    const iban = 'NL91ABNA0417164300';
    for (let place = 8; place < iban.length; place++) {
      for (const digit of '0123456789') {
        const changed = iban.slice(0, place) + digit + iban.slice(place + 1);
        expect(checkIban(changed).ok, changed).toBe(changed === iban);
      }
      const swapped = iban.slice(0, place - 1) + iban[place] + iban[place - 1] + iban.slice(place + 1);
      expect(checkIban(swapped).ok, swapped).toBe(swapped === iban);
    }
  });

  it.each([
    ['a country without IBANs', 'US64SVBKUS6S3300958879', 'country that has IBANs'],
    ['nothing', '', 'country that has IBANs'],
    ['a wrong length', 'NL91ABNA041716430', 'must have 18 characters in NL'],
    ['a sign', 'NL91ABNA04171643.0', 'only letters A-Z and digits'],
    ['letters as check digits', 'NLXXABNA0417164300', 'two check digits'],
    ['check digits of another account', 'NL92ABNA0417164300', 'do not fit the account'],
  ])('M13 refuses %s', (_what, iban, rule) => {
    expect(checkIban(iban)).toMatchObject({ ok: false, rule: expect.stringContaining(rule) as string });
  });

  it('M13 refuses the check digits 00, 01 and 99, which mod 97 alone would accept', () => {
    // 2, 3 and 4 in the account give the check digits 97, 98 and 02, whose remainders 00, 01 and 99 share.
    for (const [right, wrong] of [
      ['97', '00'],
      ['98', '01'],
      ['02', '99'],
    ] as const) {
      const account = accountWithCheckDigits(right);
      expect(checkIban(`BE${right}${account}`).ok).toBe(true);
      expect(checkIban(`BE${wrong}${account}`)).toMatchObject({ ok: false, rule: 'has impossible check digits' });
    }
  });

  it('tells the EEA, SEPA and the rest of the world apart', () => {
    expect(isEeaIban('NO9386011117947')).toBe(true);
    expect(isEeaIban('CH9300762011623852957')).toBe(false);
    expect(isSepaIban('CH9300762011623852957')).toBe(true);
    expect(isSepaIban('GB29NWBK60161331926819')).toBe(true);
    expect(isSepaIban('TR330006100519786457841326')).toBe(false);
    expect(isSepaIban('FO6264600001631634')).toBe(false);
  });

  it('asks for BIC and address outside the EEA only', () => {
    const [dutch, german, swiss] = ['NL91ABNA0417164300', 'DE89370400440532013000', 'CH9300762011623852957'] as const;
    expect([needsDebtorBic(german), needsDebtorBic(swiss)]).toEqual([false, true]);
    expect(needsDebtorAddress(dutch, german)).toBe(false);
    expect(needsDebtorAddress(dutch, swiss)).toBe(true);
    expect(needsDebtorAddress(swiss, german)).toBe(true);
  });

  it('M8 knows two accounts at one bank, and says no when it cannot tell', () => {
    expect(isSameBank('NL91ABNA0417164300', 'NL02ABNA0123456789')).toBe(true);
    expect(isSameBank('NL91ABNA0417164300', 'NL91RABO0417164300')).toBe(false);
    expect(isSameBank('DE89370400440532013000', 'DE02370400440532013001')).toBe(true);
    expect(isSameBank('IT60X0542811101000000123456', 'IT60A0542811101000000999999')).toBe(true);
    expect(isSameBank('NL91ABNA0417164300', 'DE89370400440532013000')).toBe(false);
    expect(isSameBank('PL61109010140000071219812874', 'PL61109010140000071219812875')).toBe(false);
  });
});

/** A Belgian account number (12 digits) whose check digits are the given ones, found by trying. */
function accountWithCheckDigits(checkDigits: string): string {
  for (let number = 0; number < 200; number++) {
    const account = String(number).padStart(12, '0');
    if (BigInt(`${account}1114${checkDigits}`) % 97n === 1n) return account;
  }
  throw new Error(`no account has ${checkDigits}`);
}
