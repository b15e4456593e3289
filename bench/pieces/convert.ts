import { convertMandates } from '../../db/conversion.ts';
import { creditorCode } from '../data/camtFile.ts';
import { actor } from '../data/office.ts';
import { piece } from '../piece.ts';
import { benchPorts } from '../ports.ts';
import { measureStatements, secondsOf } from '../statements.ts';

export interface ConvertInput {
  databaseUrl: string;
}

export interface ConvertResult {
  seconds: number;
  /** Of these: what becomes of each customer. */
  judge_seconds: number;
  /** Of these: the new mandates chosen, named and inserted. */
  mandate_seconds: number;
  transition_seconds: number;
  wakeup_seconds: number;
  converted: number;
  to_sign: number;
  left: number;
}

await piece<ConvertInput, ConvertResult>(async ({ databaseUrl }) => {
  const ports = benchPorts(databaseUrl, '');
  await ports.db.raw('SELECT 1');
  const plan = { creditor: creditorCode, country: 'NL', signed_on: '2009-11-01' };
  const stamp = { at: await ports.clock.now(), actor };
  const statements = measureStatements(ports.db);
  const begun = performance.now();
  const { converted, to_sign, left } = await convertMandates(ports.db, plan, stamp, { dryRun: false });
  const seconds = (performance.now() - begun) / 1000;
  await ports.db.destroy();
  return {
    seconds,
    judge_seconds: secondsOf(statements, /^(CREATE TEMP TABLE conversion|ANALYZE conversion)/),
    mandate_seconds: secondsOf(statements, /^(CREATE TEMP TABLE new_mandates|WITH named)/),
    transition_seconds: secondsOf(statements, /^INSERT INTO transitions/),
    wakeup_seconds: secondsOf(statements, /^INSERT INTO wakeups/),
    converted,
    to_sign,
    left,
  };
});
