/**
 * The statements by which applyFile finds out what the records are, with the commit; the others are the consequence: states,
 * transitions, balances, mandates, submissions.
 */
export const matching = new RegExp(
  [
    '^(BEGIN|COMMIT|DROP TABLE|CREATE TEMP TABLE|SET LOCAL',
    'SELECT state, kind|SELECT max\\(reltuples|SELECT DISTINCT creditor_id|SELECT pg_advisory|SELECT EXISTS|SELECT coalesce\\(sum\\(',
    'INSERT INTO inbound_keys|INSERT INTO matches|WITH matched AS)',
  ].join('|'),
);
