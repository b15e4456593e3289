import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  adviceLines,
  customerNumberRule,
  cvrRule,
  modulus10,
  normalCustomerNumber,
  payerIdentificationRule,
} from '../../domain/betalingsservice/numbers.ts';
import { isLatin1Text, toLatin1Text } from '../../domain/charset.ts';

describe('numbers of Betalingsservice', () => {
  it('C6 a customer number is the same whatever its padding', () => {
    for (const number of ['NV00012', 'NV00012        ', '00000000NV00012', '000NV00012  ']) {
      expect(normalCustomerNumber(number)).toBe('NV00012');
    }
    expect(normalCustomerNumber('000000000012310')).toBe('12310');
    expect(normalCustomerNumber('0'.repeat(15))).toBe('');
  });

  it.each(['NV00012', 'K-1/2', 'ÆØÅ', '1', '007', '123456789012345'])('C12 the customer number %s may be', (number) => {
    expect(customerNumberRule(number)).toBeUndefined();
  });

  it.each(['', '0', 'a', 'A B', 'A&B', 'æ', 'É', '1234567890123456', 'A\n'])(
    'C12 the customer number %j may not be',
    (number) => {
      expect(customerNumberRule(number)).toBeDefined();
    },
  );

  it('C12 a payer identification has a check digit by modulus 10', () => {
    // nets.md 2.11: 1 gives 18, 2 gives 26, 00404040000066 gives 9.
    expect(modulus10('1')).toBe('8');
    expect(modulus10('2')).toBe('6');
    expect(modulus10('00404040000066')).toBe('9');
    expect(modulus10('0')).toBe('0');
    expect(payerIdentificationRule('004040400000669')).toBeUndefined();
    expect(payerIdentificationRule('004040400000668')).toBe('has a wrong check digit');
    expect(payerIdentificationRule('18')).toBe('must be 15 digits');
  });

  it('G5 modulus 10 finds every single wrong digit', () => {
    const digits = fc.array(fc.nat({ max: 9 }), { minLength: 14, maxLength: 14 });
    fc.assert(
      fc.property(digits, fc.nat({ max: 13 }), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const wrong = number.map((digit, index) => (index === at ? (digit + by) % 10 : digit));
        expect(modulus10(wrong.join(''))).not.toBe(modulus10(number.join('')));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('a CVR number has a check digit by modulus 11', () => {
    // 2*1+7*2+6*3+5*4+4*5+3*6+2*7 = 106; 106 + 4 is a multiple of 11.
    expect(cvrRule('12345674')).toBeUndefined();
    expect(cvrRule('12345675')).toBe('has a wrong check digit');
    expect(cvrRule('01234567')).toBe('must be 8 digits');
    expect(cvrRule('1234567')).toBe('must be 8 digits');
  });
});

describe('texts of Betalingsservice', () => {
  it('C12 keep what ISO-8859-1 has, and write the rest as for SEPA', () => {
    expect(toLatin1Text('Åse Sørensen & Søn: 5 % «æøå» ÿ')).toEqual({
      text: 'Åse Sørensen & Søn: 5 % «æøå» ÿ',
      changed: false,
    });
    expect(toLatin1Text('Łukasz “Žižka” – 5 €\u00a0Ελ')).toEqual({ text: "Lukasz 'Zizka' - 5 E El", changed: true });
    expect(toLatin1Text('A\u030ase')).toEqual({ text: 'Åse', changed: true });
    expect(toLatin1Text('a\r\nb\u{1F600}')).toEqual({ text: 'a  b.', changed: true });
  });

  it('G5 are of the set whatever they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = toLatin1Text(text);
        expect(isLatin1Text(written.text)).toBe(true);
        expect(Buffer.from(written.text, 'latin1').toString('latin1')).toBe(written.text);
        expect(written.changed).toBe(written.text !== text);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('C15 are divided into lines of 60 characters between words', () => {
    const words = 'Kontingent for januar 2026 til foreningen, som aftalt på generalforsamlingen i november';
    expect(adviceLines(words)).toEqual([
      'Kontingent for januar 2026 til foreningen, som aftalt på',
      'generalforsamlingen i november',
    ]);
    expect(adviceLines(`${'a'.repeat(130)} b`)).toEqual(['a'.repeat(60), 'a'.repeat(60), `${'a'.repeat(10)} b`]);
    expect(adviceLines('a  \r\n\r\n b\n')).toEqual(['a', '', ' b']);
    expect(adviceLines(` ${'a'.repeat(70)}`)).toEqual([` ${'a'.repeat(59)}`, 'a'.repeat(11)]);
    expect(adviceLines(' \n ')).toEqual([]);
    expect(adviceLines(`${'a'.repeat(60)} b`)).toEqual(['a'.repeat(60), 'b']);
  });

  it('C15 lose nothing but blanks when they are divided', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'ø', ' ', '\n', 'bcdefghijk'), { maxLength: 120 }), (parts) => {
        const text = parts.join('');
        const lines = adviceLines(text);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(60);
          expect(line).toBe(line.trimEnd());
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});
