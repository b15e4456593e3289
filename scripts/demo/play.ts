import type { Context } from '../../client/context.ts';
import { setUp } from '../../client/setup.ts';
import { printLine } from '../../stack/log.ts';
import { beginDanish, checkAgainstCentre, importLateCustomer } from './betalingsservice.ts';
import { type Check, checkEverything } from './checks.ts';
import { liveThroughDays, morningOf, run } from './days.ts';
import { dealWithInstructions, disturb } from './disturbances.ts';
import { dealWithDossiers, freeTheLastDossier } from './dossiers.ts';
import { importSamples } from './imports.ts';
import { beginMandates, checkMandates, moveAccount, signAgain } from './mandates.ts';
import { type DemoOffice, startOffice } from './office.ts';
import { checkLostAnswer, reachOverSftp } from './sftp.ts';
import { cancelInTime, cancelTooLate, checkUndoing, payOut, reverseSettled } from './undoing.ts';

const firstDays = { first: '2026-01-05', last: '2026-01-06' };
const beforeTheLateCustomer = { first: '2026-01-07', last: '2026-01-09' };
const beforeTheDigest = { first: '2026-01-12', last: '2026-01-19' };
const afterTheDigest = { first: '2026-01-20', last: '2026-02-27' };

/** Business time when the demo begins. */
export const firstInstant = morningOf(firstDays.first);

/** Plays the demo's days on its office; its checks say how it went. */
export async function play(context: Context, office: DemoOffice): Promise<Check[]> {
  await setUp(context, (step) => printLine(`setup: ${step.step}: ${step.outcome}, ${step.detail}`));
  const checks = await importSamples(context, office, printLine);
  await startOffice(office);
  checks.push(...(await reachOverSftp(context, office, printLine)));
  checks.push(...(await beginMandates(context, printLine)));
  checks.push(...(await beginDanish(context, printLine)));
  checks.push(...(await dealWithDossiers(context, printLine)));
  await liveThroughDays(context, office, firstDays, printLine);
  checks.push(...(await moveAccount(context, printLine)));
  checks.push(...(await payOut(context, printLine)));
  await liveThroughDays(context, office, beforeTheLateCustomer, printLine);
  checks.push(...(await importLateCustomer(context, printLine)));
  checks.push(...(await cancelInTime(context, office, beforeTheLateCustomer.last, printLine)));
  await liveThroughDays(context, office, beforeTheDigest, printLine);
  checks.push(...(await freeTheLastDossier(context, office, printLine)));
  checks.push(...(await signAgain(context, printLine)));
  checks.push(...(await reverseSettled(context, office, beforeTheDigest.last, printLine)));
  checks.push(...(await cancelTooLate(context, office, afterTheDigest.first, printLine)));
  await liveThroughDays(context, office, afterTheDigest, printLine);
  checks.push(...(await checkMandates(context, office)), ...(await checkLostAnswer(context)));
  checks.push(...(await checkUndoing(context)));
  printLine(`mandates: ${(await run(context, 'mandateExpiry')).message}`);
  checks.push(...(await disturb(context, office)));
  await dealWithInstructions(context, printLine);
  return [...checks, ...(await checkEverything(context, office)), ...(await checkAgainstCentre(context, office))];
}
