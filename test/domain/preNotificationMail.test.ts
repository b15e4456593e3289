import { expect, test } from 'vitest';

import { preNotificationMail } from '../../domain/mail/preNotificationMail.ts';
import { languages } from '../../domain/texts/index.ts';

const creditor = { name: 'Noorderlicht & Zn', identifier: 'NL03ZZZ011234567890' };
const debits = [
  { item: 'F1', amount_minor: 123_456, currency: 'EUR', collection_on: '2026-03-16', umr: 'M-1', account_end: '4300' },
  { item: 'F2', amount_minor: 5, currency: 'EUR', collection_on: '2026-03-17', umr: 'M-2', account_end: '0007' },
];
const all = [
  'Noorderlicht & Zn', 'NL03ZZZ011234567890', 'F1', 'EUR 1234.56', '2026-03-16', 'M-1', '4300', 'F2', 'EUR 0.05', '2026-03-17',
  'M-2', '0007',
]; // prettier-ignore

test.each(languages)(
  'C15 the mail in %s says amount, date, mandate, account and creditor of every debit',
  (language) => {
    const { title, body, html } = preNotificationMail(language, creditor, debits);
    expect(title).toContain(creditor.name);
    for (const fact of all) expect(body).toContain(fact);
    for (const fact of all) expect(html).toContain(fact.replace('&', '&amp;'));
    for (const text of [title, body, html]) expect(text).not.toMatch(/[{}]/);
    expect(html).toContain(`<section lang="${language}">`);
  },
);

test('C15 each language has texts of its own, and a language that is not known reads English', () => {
  const bodies = languages.map((language) => preNotificationMail(language, creditor, debits).body);
  expect(new Set(bodies).size).toBe(languages.length);
  expect(preNotificationMail('fi', creditor, debits)).toEqual(preNotificationMail('en', creditor, debits));
});
