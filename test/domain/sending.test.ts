import { describe, expect, test } from 'vitest';

import { dateRuleOnDelivery, type SendingRules } from '../../domain/sending.ts';

const noord = { code: 'sepa-noord', adapter: 'sepa-core', zone: 'Europe/Amsterdam' } as SendingRules;
const rule = (kind: string, first_collection_on: string, at: string) =>
  dateRuleOnDelivery(noord, { kind, first_collection_on }, at);

describe('C13 C15 the date of a SEPA file when it is delivered', () => {
  test.each([
    ['collections', '2026-03-03', '2026-03-02T22:59:00Z', undefined],
    ['collections', '2026-03-03', '2026-03-02T23:00:00Z', 'must be after today'],
    ['collections', '2026-03-03', '2026-03-20T08:00:00Z', 'must be after today'],
    ['disbursements', '2026-03-03', '2026-03-03T22:59:00Z', undefined],
    ['disbursements', '2026-03-03', '2026-03-03T23:00:00Z', 'must not be in the past'],
  ])('of %s on %s at %s: %s', (kind, first, at, expected) => {
    expect(rule(kind, first, at)).toBe(expected);
  });
});
