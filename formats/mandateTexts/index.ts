import { da } from './da.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { nl } from './nl.ts';
import type { MandateTexts } from './wording.ts';

const languages = new Map(Object.entries({ en, nl, fr, de, da }));

/** The texts of a language (ISO 639-1); of a language that is not there, the English ones. */
export function mandateTexts(language: string): MandateTexts {
  return languages.get(language) ?? en;
}

/** Puts the creditor's name into a paragraph; a name that ends in a full stop ("Energie B.V.") brings no second one. */
export function withCreditor(paragraph: string, creditor: string): string {
  return paragraph.replace(/\{creditor\}(\.?)/g, (_place, stop: string) =>
    creditor.endsWith('.') ? creditor : creditor + stop,
  );
}
