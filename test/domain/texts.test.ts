import { describe, expect, test } from 'vitest';

import { causeOf, causes } from '../../domain/causes.ts';
import { describeCause, fillIn, languages } from '../../domain/texts/index.ts';

const names = Object.keys(causes);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
/** Every placeholder filled with itself, so that the bare text comes back. */
const itself = new Proxy({}, { get: (_, name) => `{${String(name)}}`, has: (_, name) => name !== 'detail' }) as never;

describe('T4 the table of causes', () => {
  test.each(names)('%s has title, text and every outcome in five languages, with the same placeholders', (cause) => {
    const english = describeCause(cause, 'en', itself);
    for (const language of languages) {
      const { title, text, outcomes } = describeCause(cause, language, itself);
      expect([language, Object.keys(outcomes)]).toEqual([language, [...causeOf(cause).outcomes]]);
      expect([language, placeholders(text)]).toEqual([language, placeholders(english.text)]);
      expect(title.length).toBeLessThanOrEqual(80);
      for (const words of [title, text, ...Object.values(outcomes)]) expect(words.trim()).not.toBe('');
      if (language !== 'en') expect([title, text]).not.toEqual([english.title, english.text]);
    }
  });

  test('a cause without an entry is red, and tells what is known of it', () => {
    expect(causeOf('never heard of').colour).toBe('red');
    expect(describeCause('never_heard_of', 'nl', { detail: 'it broke' }).text).toBe('it broke');
  });

  test('a language that nobody speaks here is English', () => {
    expect(describeCause('test', 'tlh', {}).title).toBe('A test');
  });
});

describe('placeholders', () => {
  test('are filled with facts; a missing one is a dash', () => {
    expect(fillIn('Task {task} of {dossier}', { task: 12 })).toBe('Task 12 of –');
  });

  test('a fact that looks like a placeholder is not filled again', () => {
    expect(fillIn('{package_says} {task}', { package_says: '{task} $&', task: 1 })).toBe('{task} $& 1');
  });

  test('a row of the first release, with one sentence and nothing else, is told as it was', () => {
    expect(describeCause('delivery_failed', 'de', { detail: 'Submission X: no space.' }).text).toBe(
      'Submission X: no space.',
    );
  });
});
