/** The bank's own sums, apart from those of Incasso on purpose: an error there must not be repeated here. */

/** Reads `12.5` or `0012` as euro cents; undefined when it is no amount with at most two decimals, or not exact as a number. */
export function toCents(text: string): number | undefined {
  const parts = /^(\d{1,14})(?:\.(\d{1,2}))?$/.exec(text);
  if (!parts) return undefined;
  const cents = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
  return Number.isSafeInteger(cents) ? cents : undefined;
}

/** Writes euro cents as a decimal with two places, without sign: 1250 and -1250 are `12.50`. */
export function fromCents(cents: number): string {
  const size = Math.abs(cents);
  return `${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
}
