import { describe, expect, test } from 'vitest';

import { entityInput } from '../../domain/messages/entity.ts';
import { instructionUpdates } from '../../domain/messages/instruction.ts';
import { jobInput, systemJobInput } from '../../domain/messages/jobs.ts';
import { check, type Shape } from '../../domain/messages/shape.ts';
import { submissionUpdates } from '../../domain/messages/submission.ts';
import { taskInputs, taskSubmitInput } from '../../domain/messages/tasks.ts';

const shapes: [string, Shape][] = [
  ['entity start', entityInput],
  ['system job start', systemJobInput],
  ['job start', jobInput],
  ['task submission', taskSubmitInput],
  ...Object.entries(taskInputs),
  ...Object.entries(instructionUpdates),
  ...Object.entries(submissionUpdates),
];

const everyRule: Shape = {
  about: 'a shape with every rule',
  fields: {
    id: { type: 'id', about: '' },
    name: { type: 'text', about: '', max: 5 },
    flag: { type: 'flag', about: '', optional: true },
    kind: { type: 'choice', of: ['red', 'orange'], about: '', optional: true },
    more: { type: 'object', about: '', optional: true },
    on: { type: 'date', about: '', optional: true },
    month: { type: 'period', about: '', optional: true },
    amount: { type: 'money', about: '', optional: true },
  },
  example: { id: 1, name: 'anna' },
};
const good = { id: 1, name: 'anna' };

describe('the shapes of messages', () => {
  test.each(shapes)('O4 the example of %s has its own shape', (_, shape) => {
    expect(check(shape, shape.example)).toBeUndefined();
    expect(shape.about).not.toBe('');
    for (const field of Object.values(shape.fields)) expect(field.about).not.toBe('');
  });

  const wrong: [string, unknown, string][] = [
    ['nothing', undefined, 'the input is no JSON object'],
    ['null', null, 'the input is no JSON object'],
    ['a text', 'SECRET', 'the input is no JSON object'],
    ['a list', ['SECRET'], 'the input is no JSON object'],
    [
      'an unknown field',
      { ...good, nmae: 'SECRET' },
      'field "nmae" is not known (known: id, name, flag, kind, more, on, month, amount)',
    ],
    ['a field that every object has', { ...good, toString: 'SECRET' }, 'field "toString" is not known'],
    ['a missing field', { id: 1 }, 'field name is missing'],
    ['null for a field', { id: 1, name: null }, 'field name is missing'],
    ['a text for an id', { id: 'SECRET', name: 'a' }, 'field id must be a whole number above 0'],
    ['zero for an id', { id: 0, name: 'a' }, 'field id must be a whole number above 0'],
    ['a broken id', { id: 1.5, name: 'a' }, 'field id must be a whole number above 0'],
    ['an id that is too large', { id: 2 ** 53, name: 'a' }, 'field id must be a whole number above 0'],
    ['an empty text', { id: 1, name: '  ' }, 'field name must be a text of 1 to 5 characters'],
    ['a long text', { id: 1, name: 'SECRET' }, 'field name must be a text of 1 to 5 characters'],
    ['a text for a flag', { ...good, flag: 'SECRET' }, 'field flag must be true or false'],
    ['another choice', { ...good, kind: 'SECRET' }, 'field kind must be one of red, orange'],
    ['a day that does not exist', { ...good, on: '2026-02-30' }, 'field on must be a date YYYY-MM-DD that exists'],
    ['a date with a time', { ...good, on: '2026-02-03T00:00' }, 'field on must be a date YYYY-MM-DD that exists'],
    ['a month that does not exist', { ...good, month: '2026-13' }, 'field month must be a month YYYY-MM'],
    ['a bare number for money', { ...good, amount: 12 }, 'field amount must be an amount above 0'],
    ['money with a broken amount', { ...good, amount: { amount_minor: 1.5, currency: 'EUR' } }, 'field amount must be'],
    ['money of no currency', { ...good, amount: { amount_minor: 1, currency: 'eur' } }, 'field amount must be'],
    ['nothing for money', { ...good, amount: { amount_minor: 0, currency: 'EUR' } }, 'field amount must be an amount'],
    ['a list for an object', { ...good, more: ['SECRET'] }, 'field more must be a JSON object'],
  ];

  test.each(wrong)('O4 %s gets a sentence with rule and example, never the value', (_, value, sentence) => {
    const answer = check(everyRule, value) ?? '';
    expect(answer.startsWith(sentence), answer).toBe(true);
    expect(answer).toContain('send one JSON object like {"id":1,"name":"anna"}');
    expect(answer).not.toContain('SECRET');
  });

  test('O4 what may be left out may be left out, or be null', () => {
    expect(check(everyRule, good)).toBeUndefined();
    expect(check(everyRule, { ...good, flag: false, kind: 'red', more: {} })).toBeUndefined();
    expect(check(everyRule, { ...good, flag: null })).toBeUndefined();
  });
});
