import { type Db, many, run, type Transaction } from './connection.ts';

/** Records that a person's digest of a Monday was made, and what it carried. @returns false when it was made before. */
export async function recordDigest(
  trx: Transaction,
  digest: { recipient: string; period: string; at: string; instructions: readonly number[] },
): Promise<boolean> {
  const added = await run(
    trx,
    `INSERT INTO digests (recipient, period, made_at, instructions) VALUES (:recipient, :period, :at, :instructions)
     ON CONFLICT DO NOTHING`,
    { ...digest },
  );
  return added === 1;
}

export async function digestWasMade(db: Db, recipient: string, period: string): Promise<boolean> {
  const rows = await many(db, 'SELECT 1 FROM digests WHERE recipient = :recipient AND period = :period', {
    recipient,
    period,
  });
  return rows.length > 0;
}

/** Whether a digest of the person that was made at a time that `counts` carried the instruction. */
export async function digestCarries(
  db: Db,
  recipient: string,
  instruction: number,
  counts: (madeAt: string) => boolean,
): Promise<boolean> {
  const rows = await many<{ made_at: string }>(
    db,
    `SELECT made_at FROM digests WHERE recipient = :recipient AND :instruction = ANY(instructions)
      ORDER BY period DESC LIMIT 2`,
    { recipient, instruction },
  );
  return rows.some((row) => counts(row.made_at));
}
