import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isSepaIdentifier, isSepaText, sepaTextRule, toSepaText } from '../../domain/charset.ts';

const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ";

describe('SEPA character set', () => {
  it('has exactly the characters of EPC217-08', () => {
    for (let code = 0; code < 0x2100; code++) {
      const character = String.fromCharCode(code);
      expect(isSepaText(character), `U+${code.toString(16)}`).toBe(allowed.includes(character));
    }
    expect(isSepaText(`${allowed}€`)).toBe(false);
    expect(isSepaText('A\n')).toBe(false);
    expect(isSepaText('')).toBe(true);
  });

  it.each([
    ['Jürgen Groß', 'Juergen Gross'],
    ['ÄÖÜ ÅØ Æ', 'AeOeUe AO AE'],
    ['Ju\u0308rgen', 'Juergen'],
    ['Café Noël & Zoë', 'Cafe Noel + Zoe'],
    ['Łódź Şahin Đorđe', 'Lodz Sahin Dorde'],
    ['€ 5_6@b', 'E 5-6(at)b'],
    ['a – b “c” […]', "a - b 'c' (...)"],
    ['line\nbreak\ttab\u00a0end', 'line break tab end'],
    ['ﬁn² №', 'fin2 No'],
    ['Γεώργιος Ψ', 'Georgios PS'],
    ['Юрий Щукин', 'YUriy SHTukin'],
    ['漢 😀 <b>', '. . (b)'],
  ])('C12 writes %s as %s', (text, written) => {
    expect(toSepaText(text)).toEqual({ text: written, changed: true });
  });

  it('C12 leaves a text of the set as it is, and says so', () => {
    expect(toSepaText("O'Neil (2/3) + 1")).toEqual({ text: "O'Neil (2/3) + 1", changed: false });
  });

  it('G5 makes a text of the set of any text, and never an empty one of letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const written = toSepaText(text);
        expect(isSepaText(written.text)).toBe(true);
        expect(written.changed).toBe(written.text !== text);
        const letters = text.normalize('NFC').match(/\P{M}/gu)?.length ?? 0;
        expect(written.text.length).toBeGreaterThanOrEqual(letters);
        expect(toSepaText(written.text)).toEqual({ text: written.text, changed: false });
      }),
      { seed: 217, numRuns: 2000 },
    );
  });

  it('names the broken rule of a text', () => {
    expect(sepaTextRule('A', 1)).toBeUndefined();
    expect(sepaTextRule('AB', 1)).toBe('may have at most 1 characters');
    expect(sepaTextRule('', 1)).toBe('must not be empty');
    expect(sepaTextRule('  ', 2)).toBe('must not be empty');
    expect(sepaTextRule('é', 1)).toBe('may have only characters of the SEPA set');
  });

  it('lets identifiers have slashes between other characters only', () => {
    expect(['A', 'A/B', 'A/B/C', '?'].filter((id) => !isSepaIdentifier(id))).toEqual([]);
    expect(['', '/', '/A', 'A/', 'A//B', 'ä', 'A'.repeat(36)].filter(isSepaIdentifier)).toEqual([]);
  });
});
