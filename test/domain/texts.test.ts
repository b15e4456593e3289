import { describe, expect, test } from 'vitest';

import { type CauseName, causeOf, causes } from '../../domain/causes.ts';
import { da } from '../../domain/texts/da.ts';
import { de } from '../../domain/texts/de.ts';
import { en } from '../../domain/texts/en.ts';
import { fr } from '../../domain/texts/fr.ts';
import { type CauseText, type CauseTexts, describeCause, fillIn, languages } from '../../domain/texts/index.ts';
import { nl } from '../../domain/texts/nl.ts';

const texts: Record<(typeof languages)[number], CauseTexts> = { en, nl, fr, de, da };
const others = languages.filter((language) => language !== 'en');
const names = Object.keys(causes) as CauseName[];

const ofSubmission = ['submission', 'system', 'lines', 'sum', 'reason'];
const ofTask = [
  ...['task', 'dossier', 'package_code', 'kind', 'reference', 'document', 'journal', 'period', 'vat_code'],
  'package_says',
];
/** What is given where a cause is raised; the causes that are not named here are those of tasks. */
const given: Partial<Record<CauseName, string[]>> = {
  delivery_unknown: ofSubmission,
  delivery_failed: ofSubmission,
  submission_silent: ofSubmission,
  file_waits: ['submission', 'system', 'lines', 'sum', 'command'],
  file_unreadable: ['file', 'reason'],
  file_does_not_add_up: ['file', 'reason'],
  file_missing: ['system', 'kind', 'by', 'since', 'count'],
  records_unmatched: ['file', 'count', 'reason'],
  agreements_unmatched: ['file', 'count', 'reason'],
  agreements_differ: ['file', 'count'],
  registration_remarks: ['file', 'refused', 'remarks', 'unread'],
  receipt_to_judge: ['file', 'submission', 'system', 'reason'],
  receipt_unmatched: ['file', 'reason'],
  status_needs_person: ['file', 'count', 'codes'],
  posting_parked: ['count'],
  workflow_failed: ['workflow', 'reason'],
  job_failed: ['job', 'reason'],
  stopped_by_hand: ['workflow'],
  nobody_works_on_this: ['workflow'],
  no_connector: ['count', 'since'],
  signature_missing: ['mandate', 'customer', 'count', 'asked_on'],
  mandates_expiring: ['count', 'first'],
  test: ['dossier'],
};

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
const sentencesOf = ({ title, text, outcomes }: CauseText) => [title, text, ...Object.values(outcomes)];

describe('T4 the table of causes', () => {
  test.each(languages)('in %s has the causes of domain/causes.ts and no other', (language) => {
    expect(Object.keys(texts[language]).sort()).toEqual([...names].sort());
  });

  test.each(names)('%s has title, text and every outcome in five languages', (cause) => {
    for (const language of languages) {
      const told = texts[language][cause];
      expect([language, Object.keys(told.outcomes)]).toEqual([language, [...causeOf(cause).outcomes]]);
      expect([language, told.title, told.title.length <= 70]).toEqual([language, told.title, true]);
      for (const sentence of sentencesOf(told)) {
        expect([language, sentence]).toEqual([language, sentence.trim()]);
        expect([language, sentence]).not.toEqual([language, '']);
      }
    }
  });

  test.each(names)('%s is told with the same facts in five languages, all of which are given', (cause) => {
    const english = sentencesOf(texts.en[cause]).map(placeholders);
    for (const language of others) {
      expect([language, sentencesOf(texts[language][cause]).map(placeholders)]).toEqual([language, english]);
    }
    expect(given[cause] ?? ofTask).toEqual(expect.arrayContaining(english.flat()));
    for (const language of languages) {
      // a brace that opens and does not close, or a name with a blank, would be shown as it stands
      expect(
        sentencesOf(texts[language][cause])
          .join(' ')
          .replaceAll(/\{\w+\}/g, ''),
      ).not.toMatch(/[{}]/);
    }
  });

  test.each(names)('%s is translated: no title, text or outcome is the same in two languages', (cause) => {
    const seen = new Map<string, string>();
    for (const language of languages) {
      const { title, text } = texts[language][cause];
      for (const sentence of [title, text]) {
        expect([sentence, language, seen.get(sentence)]).toEqual([sentence, language, undefined]);
        seen.set(sentence, language);
      }
    }
    for (const language of others) {
      for (const [outcome, meaning] of Object.entries(texts[language][cause].outcomes)) {
        expect([language, outcome, meaning]).not.toEqual([language, outcome, texts.en[cause].outcomes[outcome]]);
      }
    }
  });

  test.each(languages)('what a machine said is quoted in %s', (language) => {
    const said = names.filter((cause) => /\{(reason|package_says)\}/.test(texts.en[cause].text));
    expect(said.length).toBeGreaterThan(10);
    for (const cause of said) {
      expect(texts[language][cause].text).toMatch(/(“|« |„|»)\{(reason|package_says)\}(”| »|“|«)$/);
    }
  });

  test('a cause without an entry is red, and tells what is known of it', () => {
    expect(causeOf('never heard of').colour).toBe('red');
    for (const language of languages) {
      const { title, text, outcomes } = describeCause('never_heard_of', language, { detail: 'it broke' });
      expect(title).toContain('never_heard_of');
      expect(text).toBe('it broke');
      expect(Object.keys(outcomes)).toEqual(causeOf('never_heard_of').outcomes);
    }
  });

  test.each(['tlh', '', 'NL', 'nl-BE', 'constructor'])(
    'a language that nobody speaks here (%j) is English',
    (language) => {
      const facts = { task: 1, dossier: 'smit' };
      expect(describeCause('wrong_period', language, facts)).toEqual(describeCause('wrong_period', 'en', facts));
    },
  );
});

describe('placeholders', () => {
  test('are filled with facts; a missing one is a dash, and 0 and an empty sentence are no missing ones', () => {
    expect(fillIn('Task {task} of {dossier}', { task: 12 })).toBe('Task 12 of –');
    expect(fillIn('{count}: [{reason}]', { count: 0, reason: '' })).toBe('0: []');
  });

  test('are filled every time that they occur, and facts that nobody asks for are left out', () => {
    expect(fillIn('{a} {b} {a}', { a: 1, b: 2, c: 3 })).toBe('1 2 1');
  });

  test('a fact that looks like a placeholder is not filled again', () => {
    expect(fillIn('{package_says} {task}', { package_says: '{task} $& $1', task: 1 })).toBe('{task} $& $1 1');
    expect(describeCause('job_failed', 'en', { job: '{reason}', reason: '{job}', detail: '{job}' }).text).toMatch(
      /^A run of \{reason\} failed.*“\{job\}” \{job\}$/,
    );
  });

  test.each(languages)('a text in %s holds every fact that it was given', (language) => {
    const facts = { task: 4711, dossier: 'smit', document: 'D-9', period: '2025-12', package_says: 'It is closed.' };
    const { text } = describeCause('wrong_period', language, facts);
    for (const fact of Object.values(facts)) expect(text).toContain(String(fact));
    expect(text).not.toMatch(/[{}–]/);
  });

  test.each(languages)('a text in %s without any fact is still a text', (language) => {
    for (const cause of names) expect(describeCause(cause, language, {}).text).not.toMatch(/[{}]|\b(undefined|null)\b/);
  });
});

describe('a row of the first release, with one sentence `detail` and no other facts', () => {
  const detail = 'Submission X: no space.';

  test.each(languages)('tells in %s what is to be done, and then its sentence', (language) => {
    for (const cause of names) {
      const { text } = describeCause(cause, language, { detail });
      expect(text).toBe(`${describeCause(cause, language, {}).text} ${detail}`);
    }
  });

  test('tells its sentence once in a text that asks for it', () => {
    expect(describeCause('never_heard_of', 'en', { detail }).text).toBe(detail);
  });
});
