import { findInboundFile, type InboundFileRow } from '../db/inboundFiles.ts';
import { type MatchSummary, summariseMatches } from '../db/matching.ts';
import { history, type HistoryLine } from '../db/transitions.ts';
import type { Context } from './context.ts';

export interface InboundFile {
  file: InboundFileRow;
  matches: MatchSummary[];
  history: HistoryLine[];
}

/** Everything that is known of an inbound file; its records are a list of their own (db/lists.ts). */
export async function readInboundFile(context: Context, id: number): Promise<InboundFile> {
  const db = await context.db();
  return {
    file: await findInboundFile(db, id),
    matches: await summariseMatches(db, id),
    history: await history(db, 'inbound_file', id),
  };
}
