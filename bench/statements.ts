import type { Db } from '../db/connection.ts';

export interface StatementTime {
  sql: string;
  seconds: number;
}

/** Measures every statement of a pool, from when it is sent until its answer is there, in their order. */
export function measureStatements(db: Db): StatementTime[] {
  const sentAt = new Map<string, number>();
  const times: StatementTime[] = [];
  db.on('query', ({ __knexQueryUid: id }: { __knexQueryUid: string }) => sentAt.set(id, performance.now()));
  db.on('query-response', (_: unknown, { sql, __knexQueryUid: id }: { sql: string; __knexQueryUid: string }) => {
    const seconds = (performance.now() - (sentAt.get(id) ?? NaN)) / 1000;
    times.push({ sql: sql.replace(/\s+/g, ' ').trim(), seconds });
  });
  return times;
}

/** Seconds of the statements that begin so. */
export function secondsOf(times: StatementTime[], beginning: RegExp): number {
  return times.reduce((sum, { sql, seconds }) => (beginning.test(sql) ? sum + seconds : sum), 0);
}
