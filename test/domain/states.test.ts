import { describe, expect, test } from 'vitest';

import { collectionStates, sentStates } from '../../domain/states/collection.ts';
import { stateTables } from '../../domain/states/index.ts';
import { beforeDelivery, submissionEnds, submissionStates } from '../../domain/states/submission.ts';
import { mayBecome, refusal, type StateTable } from '../../domain/states/table.ts';

const tables = Object.entries(stateTables) as [string, StateTable<string>][];
const firstStates: Record<string, string[]> = {
  collection: ['draft', 'ready'],
  submission: ['frozen'],
  inbound_file: ['received'],
  instruction: ['open'],
  mandate: ['to_sign', 'active'],
  task: ['queued'],
  unapplied_payment: ['open'],
};
/** States in which nothing is left to do, though a person can still take them back. */
const restingStates: Record<string, string[]> = {
  mandate: ['completed'],
  unapplied_payment: ['assigned', 'refunded', 'not_ours', 'gone_back'],
};

describe.each(tables)('the states of %s', (kind, table) => {
  test('G5 every state is reached from a first one', () => {
    const reached = new Set(firstStates[kind]);
    for (const state of reached) for (const next of table[state] ?? []) reached.add(next);
    expect([...reached].sort()).toEqual(Object.keys(table).sort());
  });

  test('G5 every state named as a next one has a row, and none follows itself', () => {
    for (const [state, next] of Object.entries(table)) {
      for (const each of next) expect(Object.keys(table)).toContain(each);
      expect(next).not.toContain(state);
      expect(new Set(next).size).toBe(next.length);
    }
  });

  test('G5 from every state one is reached in which nothing is left to do', () => {
    const finals = Object.keys(table).filter((state) => table[state]?.length === 0);
    const ends = new Set([...finals, ...(restingStates[kind] ?? [])]);
    for (let grown = -1; grown !== ends.size;) {
      grown = ends.size;
      for (const [state, next] of Object.entries(table)) if (next.some((each) => ends.has(each))) ends.add(state);
    }
    expect([...ends].sort()).toEqual(Object.keys(table).sort());
  });
});

test('C12 money that went back, and what ended, has no exit', () => {
  for (const state of ['stopped', 'rejected', 'returned', 'refunded', 'reversed', 'cancelled'] as const) {
    expect(collectionStates[state]).toEqual([]);
  }
  expect(submissionEnds).toEqual(
    Object.keys(submissionStates).filter((state) => submissionStates[state as 'frozen'].length === 0),
  );
});

test('C12 a file is withdrawn only before it has left, or in doubt by a person', () => {
  const withdrawable = Object.keys(submissionStates).filter((state) =>
    mayBecome(submissionStates, state as 'frozen', 'withdrawn'),
  );
  expect(withdrawable.sort()).toEqual([...beforeDelivery, 'delivering', 'unknown'].sort());
});

test('G2 what was sent never comes back to what was not, but for a withdrawal', () => {
  const unsent = Object.keys(collectionStates).filter((state) => !sentStates.includes(state as 'settled'));
  for (const state of sentStates) {
    const back = collectionStates[state].filter((next) => unsent.includes(next));
    expect(back).toEqual(state === 'in_flight' ? ['held', 'stopped'] : []);
  }
});

test('C7 the refusal names the state, the wish and what is allowed', () => {
  expect(refusal(submissionStates, 'submission', 'delivered', 'withdrawn')).toBe(
    'submission is delivered; it cannot become withdrawn (allowed: acknowledged, partly_rejected, rejected, settled)',
  );
  expect(refusal(collectionStates, 'collection', 'refunded', 'ready')).toContain('nothing, it is final');
});
