import { findSystem, sharingPaymentFiles } from '../db/parties.ts';
import { setSystemActive } from '../db/systems.ts';
import { sharedFilesRule } from '../domain/sending.ts';
import type { Context } from './context.ts';

/** What must be known before a system is activated; undefined when there is nothing (C11). */
export async function warningOfActivation(context: Context, code: string): Promise<string | undefined> {
  const db = await context.db();
  const alsoActive = await sharingPaymentFiles(db, await findSystem(db, code));
  return alsoActive.length === 0 ? undefined : sharedFilesRule(code, alsoActive);
}

/** Lets the jobs of a collection system run, or stops them. */
export async function switchSystem(
  context: Context,
  code: string,
  active: boolean,
  reason?: string,
): Promise<{ changed: boolean; message: string }> {
  const stamp = { at: await context.now(), actor: await context.operator(), reason };
  const db = await context.db();
  await findSystem(db, code);
  const changed = await setSystemActive(db, code, active, stamp);
  const state = active ? 'active' : 'not active';
  return { changed, message: changed ? `${code} is now ${state}` : `${code} is ${state} already` };
}
