import { describe, expect, it } from 'vitest';

import { checkBic } from '../../domain/bic.ts';
import { checkCreditorIdentifier } from '../../domain/creditorIdentifier.ts';
import { checkUmr, umrKey } from '../../domain/umr.ts';

describe('creditor identifier', () => {
  it.each([
    ['DE98ZZZ09999999999'],
    ['NL03ZZZ011234567890'],
    ['AT61ZZZ01234567890'],
    ['FR72ZZZ123456'],
    ['ES50ZZZM23456789'],
    ['IT66ZZZA1B2C3D4E5F6G7H8'],
  ])('M13 accepts %s', (identifier) => {
    expect(checkCreditorIdentifier(identifier)).toEqual({ ok: true, identifier });
  });

  it('M13 leaves the business code out of the check digits', () => {
    expect(checkCreditorIdentifier('DE98ABC09999999999').ok).toBe(true);
    expect(checkCreditorIdentifier('DE98 zzz 0999 9999 999')).toEqual({ ok: true, identifier: 'DE98ZZZ09999999999' });
  });

  it('M13 leaves signs out of the check digits', () => {
    const plain = identifierWith('FR', '123456');
    expect(checkCreditorIdentifier(`${plain.slice(0, 7)}12-34.56`).ok).toBe(true);
  });

  it('M13 computes check digits below ten with their zero', () => {
    const national = nationalWithCheckDigitsBelowTen();
    const identifier = identifierWith('FR', national);
    expect(identifier.slice(2, 3)).toBe('0');
    expect(checkCreditorIdentifier(identifier).ok).toBe(true);
    expect(checkCreditorIdentifier(`FR${identifier.slice(3)}`).ok).toBe(false);
  });

  it.each([
    ['other check digits', 'DE97ZZZ09999999999', 'check digits'],
    ['a German one of other length', 'DE98ZZZ0999999999', 'must have 18 characters in DE'],
    ['a country outside SEPA', 'US98ZZZ09999999999', 'SEPA country'],
    ['a wrong shape', 'DEXXZZZ09999999999', 'must be country'],
    ['too many characters', `FR72ZZZ${'1'.repeat(29)}`, 'must be country'],
    ['nothing', '', 'must be country'],
  ])('M13 refuses %s', (_what, identifier, rule) => {
    expect(checkCreditorIdentifier(identifier)).toMatchObject({
      ok: false,
      rule: expect.stringContaining(rule) as string,
    });
  });
});

describe('unique mandate reference', () => {
  it('M13 has 1 to 35 characters of the SEPA set, and slashes only between others', () => {
    for (const umr of ['M', 'A/1/b', "It's (1+2)?:.,-", 'x'.repeat(35)]) {
      expect(checkUmr(umr), umr).toEqual({ ok: true, umr });
    }
    for (const umr of ['', 'x'.repeat(36), '/A', 'A/', 'A//B', 'Müller', 'A_B', 'A&B', ' A', 'A ', 'A\n']) {
      expect(checkUmr(umr).ok, umr).toBe(false);
    }
  });

  it('M13 is the same reference in other case or with other spaces', () => {
    expect(umrKey('mnd 2026-001')).toBe(umrKey('MND2026 -001'));
    expect(umrKey('MND-1')).not.toBe(umrKey('MND1'));
  });
});

describe('BIC', () => {
  it('has 8 or 11 characters with a country', () => {
    expect(checkBic('abna nl 2a')).toEqual({ ok: true, bic: 'ABNANL2A' });
    expect(checkBic('DEUTDEFF500').ok).toBe(true);
    for (const bic of ['', 'ABNANL2', 'ABNANL2A1', 'ABNA112A', 'ABNANL2A-XX', 'NOTPROVIDED1']) {
      expect(checkBic(bic).ok, bic).toBe(false);
    }
  });
});

/** Written apart from the code under test: with BigInt, letters as two digits. */
function identifierWith(country: string, national: string): string {
  const digits = [...`${national}${country}00`].map((letter) => parseInt(letter, 36)).join('');
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}ZZZ${national}`;
}

function nationalWithCheckDigitsBelowTen(): string {
  let number = 123456;
  while (!/^FR0/.test(identifierWith('FR', String(number)))) number++;
  return String(number);
}
