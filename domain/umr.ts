import { sepaIdentifierRule } from './charset.ts';

export type UmrCheck = { ok: true; umr: string } | { ok: false; rule: string };

/** Checks a unique mandate reference (EPC AT-01): 1 to 35 characters of the SEPA set, '/' only between others. */
export function checkUmr(umr: string): UmrCheck {
  const rule = sepaIdentifierRule(umr);
  return rule === undefined ? { ok: true, umr } : { ok: false, rule };
}

/**
 * What makes two references of one creditor identifier the same: case and spaces do not distinguish them.
 * The key is only compared; messages carry the reference as it was given.
 */
export function umrKey(umr: string): string {
  return umr.replace(/\s+/g, '').toUpperCase();
}
