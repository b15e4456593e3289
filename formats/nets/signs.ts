import type { SignedAmount } from './deliveryTotals.ts';

/** What a sign says: 1 collects, 2 disburses, 0 is an amount of zero; '' where the record has none of these. */
export function directionOf(sign: '0' | '1' | '2' | ''): SignedAmount['direction'] {
  const directions = { '0': 'zero', '1': 'collect', '2': 'disburse', '': '' } as const;
  return directions[sign];
}
