import { createReadStream } from 'node:fs';
import { basename } from 'node:path';

import { findInboundFile, type InboundFileRow, receiveFile } from '../db/inboundFiles.ts';
import { type MatchSummary, summariseMatches } from '../db/matching.ts';
import { findSystem, type SystemRow } from '../db/parties.ts';
import { history, type HistoryLine } from '../db/transitions.ts';
import { IncassoError, sentenceOf } from '../domain/errors.ts';
import { factsOf } from '../domain/sending.ts';
import { kindOfInboxFile } from '../formats/inboxFile.ts';
import type { Context } from './context.ts';
import { fileChunks, sizeOfFile } from './fileChunks.ts';
import { tellWorkflows } from './wake.ts';

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

export interface GivenFile {
  file: string;
  /** Its number here; null when it was refused. */
  id: number | null;
  message: string;
}

/**
 * Puts files of the bank in by hand (C1): they go the way of files from the inbox, with the same checks, and are known by their
 * bytes wherever they come from. One that is refused holds up no other.
 * @throws IncassoError NOT_FOUND without the system; REFUSED when it is not active.
 */
export async function giveFiles(context: Context, systemCode: string, paths: readonly string[]): Promise<GivenFile[]> {
  await context.operator();
  const system = await findSystem(await context.db(), systemCode);
  if (!system.active) throw new IncassoError('REFUSED', `collection system ${system.code} is not active`);
  const given: GivenFile[] = [];
  for (const file of paths) {
    try {
      given.push({ file, ...(await giveFile(context, system, file)) });
    } catch (error) {
      given.push({ file, id: null, message: sentenceOf(error) });
    }
  }
  return given;
}

async function giveFile(context: Context, system: SystemRow, path: string): Promise<{ id: number; message: string }> {
  const db = await context.db();
  await sizeOfFile(path);
  const named = { name: basename(path), family: factsOf(system).family };
  const kind = await kindOfInboxFile(named, createReadStream(path));
  if (kind === 'unknown' || kind === 'outgoing') {
    throw new IncassoError(
      'REFUSED',
      'no file of statuses, payments, agreements or receipts: "incasso files inspect" says what it is',
    );
  }
  const { sha256, size_bytes } = await context.archive().store(fileChunks(path));
  const { id, known, wake } = await receiveFile(
    db,
    { sha256, size_bytes, name: basename(path), system_id: system.id, kind, given_by_hand: true },
    { at: await context.now(), actor: await context.operator() },
  );
  const told = await tellWorkflows(context, wake);
  if (!known) return { id, message: `taken in${told}` };
  const { name, state } = await findInboundFile(db, id);
  return { id, message: `known already as ${name}, ${state}: nothing changes` };
}
