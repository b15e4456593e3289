import { transliterations } from './transliterations.ts';

/** What EPC217-08 lets every bank in SEPA read. It has none of the characters that XML escapes. */
const sepaText = /^[A-Za-z0-9/\-?:().,'+ ]*$/;

/** '/' only between other characters: never first, last or doubled. */
const sepaIdentifier = /^[A-Za-z0-9\-?:().,'+ ]+(?:\/[A-Za-z0-9\-?:().,'+ ]+)*$/;

export const maxIdentifierLength = 35;

/** ISO-8859-1 without control characters, the blank that does not break and the hyphen that is not seen. */
const latin1Text = /^[ -~\u00a1-\u00ac\u00ae-\u00ff]*$/;

/** True when a text has only characters of the SEPA set; '' is such a text. */
export function isSepaText(text: string): boolean {
  return sepaText.test(text);
}

/** True for what may stand as MsgId, PmtInfId, EndToEndId or MndtId. */
export function isSepaIdentifier(text: string): boolean {
  return sepaIdentifierRule(text) === undefined;
}

/** The rule that a name or remittance text breaks, or undefined. */
export function sepaTextRule(text: string, maxLength: number): string | undefined {
  if (text.length > maxLength) return `may have at most ${maxLength} characters`;
  if (text.length === 0 || (text.startsWith(' ') && text.trim() === '')) return 'must not be empty';
  return sepaText.test(text) ? undefined : 'may have only characters of the SEPA set';
}

/** The rule that an identifier breaks, or undefined. Outer spaces are refused: receivers trim them and send back another id. */
export function sepaIdentifierRule(text: string): string | undefined {
  if (text.length === 0) return 'must not be empty';
  if (text.length > maxIdentifierLength) return `may have at most ${maxIdentifierLength} characters`;
  if (text.startsWith(' ') || text.endsWith(' ')) return 'must not begin or end with a space';
  if (sepaIdentifier.test(text)) return undefined;
  return sepaText.test(text)
    ? "must not begin or end with '/' or have '//'"
    : 'may have only characters of the SEPA set';
}

/**
 * Writes a text in the SEPA set: umlauts as two letters, other letters without their marks, signs by the nearest sign,
 * Greek and Cyrillic in Latin letters. What is unknown becomes '.', so that nothing disappears unseen.
 * The result may be longer than the text; it is the caller who cuts it and records that it changed.
 */
export function toSepaText(text: string): { text: string; changed: boolean } {
  if (sepaText.test(text)) return { text, changed: false };
  let written = '';
  for (const character of text.normalize('NFC')) written += transliterated(character);
  return { text: written, changed: true };
}

/** True when a text has only characters that ISO-8859-1 can write and people can see; '' is such a text. */
export function isLatin1Text(text: string): boolean {
  return latin1Text.test(text);
}

/**
 * Writes a text in ISO-8859-1: what that has stays as it is (also ä and ø), the rest is written as for SEPA.
 * The result may be longer than the text; it is the caller who cuts it and records that it changed.
 */
export function toLatin1Text(text: string): { text: string; changed: boolean } {
  if (latin1Text.test(text)) return { text, changed: false };
  let written = '';
  for (const character of text.normalize('NFC')) {
    written += latin1Text.test(character) ? character : transliterated(character);
  }
  return { text: written, changed: written !== text };
}

function transliterated(character: string): string {
  const known = knownCharacter(character);
  if (known !== undefined) return known;
  // é is e with a mark, ﬁ is fi, ² is 2: compatibility decomposition, then each part by the table.
  let written = '';
  for (const part of character.normalize('NFKD').replace(/\p{M}/gu, '')) written += knownCharacter(part) ?? '.';
  return written;
}

function knownCharacter(character: string): string | undefined {
  return sepaText.test(character) ? character : transliterations.get(character);
}
