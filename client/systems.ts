import { findSystem } from '../db/parties.ts';
import { setSystemActive } from '../db/systems.ts';
import type { Context } from './context.ts';

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
