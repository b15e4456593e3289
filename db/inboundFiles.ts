import type { FileSummary, InboundRecord } from '../domain/inbound.ts';
import type { InboundFileState } from '../domain/states/inboundFile.ts';
import { type Db, first, inTransaction, many, one, run, type Transaction } from './connection.ts';
import { RowCopy } from './copy.ts';
import { recordColumns, recordRow } from './inboundRecords.ts';
import { recordCreated, type Stamp, transitionOne } from './transitions.ts';
import { wakeInboundFile } from './waking.ts';

export interface InboundFileRow {
  id: number;
  sha256: string;
  size_bytes: number;
  name: string;
  system: string | null;
  system_id: number | null;
  creditor_id: number | null;
  received_at: string;
  state: InboundFileState;
  state_since: string;
  kind: string;
  summary: FileSummary | null;
  given_by_hand: boolean;
  signed_off_by: string | null;
  applied_at: string | null;
  posted_at: string | null;
}

const columns = `f.id, f.sha256, f.size_bytes, f.name, y.code AS system, f.system_id, y.creditor_id, f.received_at, f.state,
  f.state_since, f.kind, f.summary, f.given_by_hand, f.signed_off_by, f.applied_at, f.posted_at`;
const source = 'inbound_files f LEFT JOIN collection_systems y ON y.id = f.system_id';

export async function findInboundFile(db: Db, id: number): Promise<InboundFileRow> {
  return one(db, `inbound file ${id}`, `SELECT ${columns} FROM ${source} WHERE f.id = :id`, { id });
}

export async function findInboundFileByHash(db: Db, sha256: string): Promise<InboundFileRow | undefined> {
  return first(db, `SELECT ${columns} FROM ${source} WHERE f.sha256 = :sha256`, { sha256 });
}

/** Inbound files, newest first. */
export async function listInboundFiles(db: Db): Promise<InboundFileRow[]> {
  return many(db, `SELECT ${columns} FROM ${source} ORDER BY f.id DESC LIMIT 1000`);
}

/** Takes a file in by the hash of its bytes. Met before under whatever name: the same row, and `known` is true. */
export async function receiveFile(
  db: Db,
  file: {
    sha256: string;
    size_bytes: number;
    name: string;
    system_id: number | null;
    kind: string;
    given_by_hand?: boolean;
  },
  stamp: Stamp,
): Promise<{ id: number; known: boolean; wake: string[] }> {
  return inTransaction(db, async (trx) => {
    const created = await first<{ id: number }>(
      trx,
      `INSERT INTO inbound_files (sha256, size_bytes, name, system_id, kind, given_by_hand, received_at, received_by, state, state_since)
       VALUES (:sha256, :size_bytes, :name, :system_id, :kind, :given_by_hand, :at, :actor, 'received', :at)
       ON CONFLICT (sha256) DO NOTHING RETURNING id`,
      { ...file, given_by_hand: file.given_by_hand ?? false, ...stamp },
    );
    if (!created) {
      const known = await one<{ id: number }>(trx, 'file', 'SELECT id FROM inbound_files WHERE sha256 = :sha256', {
        sha256: file.sha256,
      });
      return { id: known.id, known: true, wake: [] };
    }
    await recordCreated(
      trx,
      'inbound_file',
      { sql: 'SELECT :new_id::bigint AS id', bindings: { new_id: created.id } },
      stamp,
    );
    return { id: created.id, known: false, wake: [await wakeInboundFile(trx, created.id, stamp.at)] };
  });
}

/**
 * Stages a file: all its records and its summary, in one transaction. `read` feeds the records and returns the summary;
 * when it throws, nothing is staged. A file staged before is left as it is.
 */
export async function stageFile(
  db: Db,
  id: number,
  read: (add: (record: InboundRecord) => void, flush: () => Promise<void>) => Promise<FileSummary>,
  stamp: Stamp,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const row = await lockFile(trx, id);
    if (row.state !== 'received') return;
    const copy = await RowCopy.open(trx, 'inbound_records', recordColumns);
    let summary: FileSummary;
    try {
      summary = await read(
        (record) => copy.add(recordRow(id, copy.rows + 1, record)),
        () => copy.flush(),
      );
      await copy.end();
    } catch (error) {
      await copy.abort(error as Error);
      throw error;
    }
    await run(trx, 'UPDATE inbound_files SET summary = :summary::jsonb WHERE id = :id', {
      id,
      summary: JSON.stringify({ ...summary, findings: summary.findings.slice(0, 200) }),
    });
    await transitionOne(trx, 'inbound_file', id, 'staged', stamp);
  });
}

async function lockFile(trx: Transaction, id: number): Promise<InboundFileRow> {
  await one(trx, `inbound file ${id}`, 'SELECT id FROM inbound_files WHERE id = :id FOR UPDATE', { id });
  return findInboundFile(trx, id);
}

/** Moves a file to in_doubt or quarantined with the reason; a file already there stays. */
export async function setFileState(
  db: Db,
  id: number,
  to: 'in_doubt' | 'quarantined',
  reason: string,
  stamp: Stamp,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const row = await lockFile(trx, id);
    if (row.state !== to) await transitionOne(trx, 'inbound_file', id, to, { ...stamp, reason });
  });
}
