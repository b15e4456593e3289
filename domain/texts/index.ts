import type { CauseName } from '../causes.ts';
import type { TaskKind } from '../tasks.ts';
import { da } from './da.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { nl } from './nl.ts';

/** The languages in which people are told what to do. */
export const languages = ['en', 'nl', 'fr', 'de', 'da'] as const;
export type Language = (typeof languages)[number];

/** What fills the placeholders of a text: ids, numbers and dates, and sentences of our own; no personal data. */
export type Facts = Record<string, string | number>;

/** A cause in one language. `{name}` is a placeholder for a fact. */
export interface CauseText {
  /** What is wrong. */
  title: string;
  /** What happened and what to do. */
  text: string;
  /** Each outcome with what it does. */
  outcomes: Record<string, string>;
}

export type CauseTexts = Record<CauseName, CauseText>;

const texts: Record<Language, CauseTexts> = { en, nl, fr, de, da };

const kinds: Record<Language, Record<TaskKind, string>> = {
  en: { process_booking: 'process a booking', delete_booking: 'delete a booking', synchronise: 'synchronise', activate: 'activate' },
  nl: { process_booking: 'boeking verwerken', delete_booking: 'boeking verwijderen', synchronise: 'synchroniseren', activate: 'activeren' },
  fr: { process_booking: 'traiter une écriture', delete_booking: 'supprimer une écriture', synchronise: 'synchroniser', activate: 'activer' },
  de: { process_booking: 'Buchung verarbeiten', delete_booking: 'Buchung löschen', synchronise: 'synchronisieren', activate: 'aktivieren' },
  da: { process_booking: 'bogfør bilag', delete_booking: 'slet bilag', synchronise: 'synkroniser', activate: 'aktivér' },
}; // prettier-ignore

/** The text of a cause for a person, with its facts filled in. A language that is not known is English. */
export function describeCause(cause: string, reader: string, given: Facts): CauseText {
  const language = isLanguage(reader) ? reader : 'en';
  const known: Record<string, CauseText> = texts[language];
  const kindNames: Record<string, string> = kinds[language];
  const facts = { ...given, ...('kind' in given ? { kind: kindNames[given.kind ?? ''] ?? given.kind ?? '' } : {}) };
  const { title, text, outcomes } = known[cause] ?? unknownCause(cause);
  // rows of the first release have one English sentence, `detail`, and no other facts: it comes after what is to be done
  const all = 'detail' in facts && !text.includes('{detail}') ? `${text} {detail}` : text;
  return { title: fillIn(title, facts), text: fillIn(all, facts), outcomes };
}

/** Fills placeholders; a fact that was not given is a dash, so that a sentence never fails to be told. */
export function fillIn(text: string, facts: Facts): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '–'));
}

/** True for one of the languages in which people are told. */
export function isLanguage(language: string): language is Language {
  return (languages as readonly string[]).includes(language);
}

function unknownCause(cause: string): CauseText {
  return { title: `Unknown cause ${cause}`, text: '{detail}', outcomes: { seen: 'taken note of' } };
}
