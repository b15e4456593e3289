export type BicCheck = { ok: true; bic: string } | { ok: false; rule: string };

/** Party prefix, country, party suffix, and optionally a branch (ISO 9362; the pattern of the newer ISO 20022 schemas). */
const bicPattern = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

/** Checks a BIC as people write it (spaces and lower case are allowed): 8 or 11 characters. */
export function checkBic(text: string): BicCheck {
  const bic = text.replace(/\s+/g, '').toUpperCase();
  const rule = bicRule(bic);
  return rule === undefined ? { ok: true, bic } : { ok: false, rule };
}

/** The rule that a BIC in upper case without spaces breaks, or undefined. */
export function bicRule(bic: string): string | undefined {
  return bicPattern.test(bic) ? undefined : 'must be a BIC of 8 or 11 characters';
}
