import type { Colour } from '../causes.ts';
import { isLanguage, type Language } from '../texts/index.ts';

/** What mails say around the texts of the causes. `{name}` is a placeholder. */
export interface Phrases {
  reminder: string;
  marks: Record<Colour, string>;
  instruction: string;
  dossier: string;
  creditor: string;
  /** Heading of what has neither dossier nor creditor. */
  neither: string;
  raised: string;
  at_stake: string;
  lines: string;
  cut_off: string;
  choose: string;
  needs_reason: string;
  open: string;
  digest_title: string;
  digest_text: string;
  days_old: string;
}

const phrases: Record<Language, Phrases> = {
  en: {
    reminder: 'Reminder',
    marks: { orange: 'orange: for you to solve', red: 'red: for support' },
    instruction: 'Instruction',
    dossier: 'Dossier',
    creditor: 'Creditor',
    neither: 'The installation',
    raised: 'Since',
    at_stake: 'At stake',
    lines: '{count} in all',
    cut_off: 'Next cut-off',
    choose: 'You can choose',
    needs_reason: 'needs a reason',
    open: 'Open the instruction',
    digest_title: 'Instructions that wait for you: {count}',
    digest_text:
      'These instructions have not been dealt with. Each dossier that is listed has one that is five days old or older.',
    days_old: 'age in days: {days}',
  },
  nl: {
    reminder: 'Herinnering',
    marks: { orange: 'oranje: voor u om op te lossen', red: 'rood: voor support' },
    instruction: 'Instructie',
    dossier: 'Dossier',
    creditor: 'Schuldeiser',
    neither: 'De installatie',
    raised: 'Sinds',
    at_stake: 'Op het spel',
    lines: '{count} in totaal',
    cut_off: 'Eerstvolgende deadline',
    choose: 'U kunt kiezen',
    needs_reason: 'vraagt een reden',
    open: 'Open de instructie',
    digest_title: 'Instructies die op u wachten: {count}',
    digest_text:
      'Deze instructies zijn nog niet behandeld. Elk dossier in de lijst heeft er een van vijf dagen of ouder.',
    days_old: 'ouderdom in dagen: {days}',
  },
  fr: {
    reminder: 'Rappel',
    marks: { orange: 'orange : à résoudre par vous', red: 'rouge : pour le support' },
    instruction: 'Instruction',
    dossier: 'Dossier',
    creditor: 'Créancier',
    neither: 'L’installation',
    raised: 'Depuis',
    at_stake: 'En jeu',
    lines: '{count} au total',
    cut_off: 'Prochaine échéance',
    choose: 'Vous pouvez choisir',
    needs_reason: 'demande un motif',
    open: 'Ouvrir l’instruction',
    digest_title: 'Instructions qui vous attendent : {count}',
    digest_text:
      'Ces instructions n’ont pas encore été traitées. Chaque dossier de la liste en a une de cinq jours ou plus.',
    days_old: 'âge en jours : {days}',
  },
  de: {
    reminder: 'Erinnerung',
    marks: { orange: 'orange: von Ihnen zu lösen', red: 'rot: für den Support' },
    instruction: 'Anweisung',
    dossier: 'Dossier',
    creditor: 'Gläubiger',
    neither: 'Die Installation',
    raised: 'Seit',
    at_stake: 'Es geht um',
    lines: '{count} insgesamt',
    cut_off: 'Nächste Frist',
    choose: 'Sie können wählen',
    needs_reason: 'braucht eine Begründung',
    open: 'Anweisung öffnen',
    digest_title: 'Anweisungen, die auf Sie warten: {count}',
    digest_text:
      'Diese Anweisungen sind noch nicht erledigt. Jedes genannte Dossier hat eine, die fünf Tage oder älter ist.',
    days_old: 'Alter in Tagen: {days}',
  },
  da: {
    reminder: 'Påmindelse',
    marks: { orange: 'orange: løses af dig', red: 'rød: til support' },
    instruction: 'Instruktion',
    dossier: 'Sag',
    creditor: 'Kreditor',
    neither: 'Installationen',
    raised: 'Siden',
    at_stake: 'På spil',
    lines: '{count} i alt',
    cut_off: 'Næste frist',
    choose: 'Du kan vælge',
    needs_reason: 'kræver en begrundelse',
    open: 'Åbn instruktionen',
    digest_title: 'Instruktioner, der venter på dig: {count}',
    digest_text:
      'Disse instruktioner er ikke behandlet. Hver sag på listen har en, der er fem dage gammel eller ældre.',
    days_old: 'alder i dage: {days}',
  },
};

/** The phrases of a language; English for one that is not known. */
export function phrasesIn(language: string): Phrases {
  return phrases[isLanguage(language) ? language : 'en'];
}
