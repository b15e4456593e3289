import { recordAudit } from './audit.ts';
import { type Db, inTransaction, one, run } from './connection.ts';
import type { Stamp } from './transitions.ts';

/** Lets the jobs of a collection system run, or stops them (C1). False when it was so already. */
export async function setSystemActive(
  db: Db,
  code: string,
  active: boolean,
  stamp: Stamp & { reason?: string },
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await one(trx, `collection system ${code}`, 'SELECT id FROM collection_systems WHERE code = :code FOR UPDATE', {
      code,
    });
    const changed = await run(
      trx,
      'UPDATE collection_systems SET active = :active WHERE code = :code AND active <> :active',
      { code, active },
    );
    if (changed === 0) return false;
    const action = active ? 'system.activate' : 'system.deactivate';
    await recordAudit(trx, { action, subject: code, detail: { reason: stamp.reason ?? null } }, stamp);
    return true;
  });
}
