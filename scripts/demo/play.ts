import type { Context } from '../../client/context.ts';
import { setUp } from '../../client/setup.ts';
import { printLine } from '../../stack/log.ts';
import { type Check, checkEverything } from './checks.ts';
import { liveThroughDays, morningOf } from './days.ts';
import { dealWithInstructions, disturb } from './disturbances.ts';
import { importSamples } from './imports.ts';
import { type DemoOffice, startOffice } from './office.ts';

const days = { first: '2026-01-05', last: '2026-02-27' };

/** Business time when the demo begins. */
export const firstInstant = morningOf(days.first);

/** Plays the demo's days on its office; its checks say how it went. */
export async function play(context: Context, office: DemoOffice): Promise<Check[]> {
  await setUp(context, (step) => printLine(`setup: ${step.step}: ${step.outcome}, ${step.detail}`));
  const imported = await importSamples(context, office, printLine);
  await startOffice(office);
  await liveThroughDays(context, office, days, printLine);
  const disturbed = await disturb(context, office);
  await dealWithInstructions(context, printLine);
  return [...imported, ...disturbed, ...(await checkEverything(context, office))];
}
