import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { connect, type Db, many } from '../../db/connection.ts';
import { minorToDecimal } from '../../domain/money.ts';
import { account, camtFile } from '../data/camtFile.ts';
import type { PeerName } from '../peers.ts';
import { piece } from '../piece.ts';

export interface PeerInput {
  name: PeerName;
  /** Where the package is installed. */
  folder: string;
  lines: number;
  dir: string;
  /** What a writer writes. */
  frozen?: FrozenLines;
}

export interface FrozenLines {
  databaseUrl: string;
  submissionId: number;
}

export interface PeerPieceResult {
  seconds: number;
}

const debtorBic = 'RABONL2U';
const creditor = { name: 'Noorderlicht BV', bic: 'ABNANL2A', identifier: 'NL03ZZZ011234567890' };
const collectionOn = new Date('2026-11-25T00:00:00Z');

/** What is made ready before the clock runs, and then the work that is measured. */
type Work = (load: <Module>() => Module, input: PeerInput) => Promise<() => Promise<void>>;

interface Line {
  end_to_end_id: string;
  amount_minor: number;
  umr: string;
  signed_on: string;
  debtor_name: string;
  debtor_iban: string;
  remittance: string;
}

/** From the database to a synced and hashed file, as ours: the packages take every line as an object, and give one text. */
function writing(
  write: (lines: Line[]) => string | Promise<string>,
  { lines, dir, frozen }: PeerInput,
): () => Promise<void> {
  if (frozen === undefined) throw new Error('a writer needs frozen lines');
  return async () => {
    const db = connect(frozen.databaseUrl, 1);
    const text = await write(await readLines(db, frozen.submissionId, lines));
    await writeFile(join(dir, 'peer.xml'), text, { flush: true });
    createHash('sha256').update(text).digest('hex');
    await db.destroy();
  };
}

function readLines(db: Db, submissionId: number, count: number): Promise<Line[]> {
  return many(
    db,
    `SELECT end_to_end_id, amount_minor, umr, signed_on, debtor_name, debtor_iban, remittance FROM submission_lines
      WHERE submission_id = :id ORDER BY line_no LIMIT :count`,
    { id: submissionId, count },
  );
}

interface SepaDocument {
  grpHdr: { id: string; created: Date; initiatorName: string };
  createPaymentInfo(): Record<string, unknown> & {
    createTransaction(): Record<string, unknown>;
    addTransaction(transaction: unknown): void;
  };
  addPaymentInfo(info: unknown): void;
  toString(): string;
}

const writeBySepa: Work = (load, input) => {
  const { Document } = load<{ Document: new (format: string) => SepaDocument }>();
  const write = (lines: Line[]): string => {
    const document = new Document('pain.008.001.08');
    Object.assign(document.grpHdr, { id: 'BENCH-008', created: collectionOn, initiatorName: creditor.name });
    const info = document.createPaymentInfo();
    Object.assign(info, {
      collectionDate: collectionOn,
      creditorIBAN: account,
      creditorBIC: creditor.bic,
      creditorName: creditor.name,
      creditorId: creditor.identifier,
      sequenceType: 'RCUR',
    });
    document.addPaymentInfo(info);
    for (const { end_to_end_id, amount_minor, umr, signed_on, debtor_name, debtor_iban, remittance } of lines) {
      const values = {
        debtorName: debtor_name,
        debtorIBAN: debtor_iban,
        debtorBIC: debtorBic,
        mandateId: umr,
        mandateSignatureDate: new Date(signed_on),
        amount: amount_minor / 100,
        remittanceInfo: remittance,
        end2endId: end_to_end_id,
      };
      info.addTransaction(Object.assign(info.createTransaction(), values));
    }
    return document.toString();
  };
  return Promise.resolve(writing(write, input));
};

interface SepaXml {
  setHeaderInfo(values: object): void;
  setPaymentInfo(values: object): void;
  addTransaction(values: object): void;
  compile(done: (error: Error | null, xml: string) => void): void;
}

/** It knows pain.008.001.02 only. */
const writeBySepaXml: Work = (load, input) => {
  const Writer = load<new (format: string) => SepaXml>();
  const write = (lines: Line[]): Promise<string> => {
    const writer = new Writer('pain.008.001.02');
    writer.setHeaderInfo({ messageId: 'BENCH-008', initiator: creditor.name });
    writer.setPaymentInfo({
      when: collectionOn,
      id: 'BENCH-008-1',
      method: 'DD',
      creditorName: creditor.name,
      creditorIBAN: account,
      creditorIdentifier: creditor.identifier,
      bic: creditor.bic,
    });
    for (const { end_to_end_id, amount_minor, umr, signed_on, debtor_name, debtor_iban, remittance } of lines) {
      writer.addTransaction({
        id: end_to_end_id,
        amount: minorToDecimal(amount_minor, 'EUR'),
        mandateId: umr,
        mandateSignatureDate: signed_on,
        name: debtor_name,
        iban: debtor_iban,
        bic: debtorBic,
        description: remittance,
      });
    }
    return new Promise((done, fail) => {
      writer.compile((error, text) => (error ? fail(error) : done(text)));
    });
  };
  return Promise.resolve(writing(write, input));
};

interface Entry {
  NtryDtls: { TxDtls: object | object[] };
}

interface CamtDocument {
  Document: { BkToCstmrDbtCdtNtfctn: { Ntfctn: { Ntry: Entry | Entry[] } } };
}

/** A camt.054 read whole into objects; nothing is made of them. */
const readByFastXmlParser: Work = async (load, { lines, dir }) => {
  const { XMLParser } = load<{ XMLParser: new () => { parse(text: string): CamtDocument } }>();
  const file = join(dir, 'peer.xml');
  await pipeline(Readable.from(camtFile(lines)), createWriteStream(file));
  return async () => {
    const { Document } = new XMLParser().parse(await readFile(file, 'utf8'));
    const entries = [Document.BkToCstmrDbtCdtNtfctn.Ntfctn.Ntry].flat();
    const read = entries.reduce((sum, { NtryDtls }) => sum + [NtryDtls.TxDtls].flat().length, 0);
    if (read !== lines) throw new Error(`fast-xml-parser read ${read} of ${lines} transactions`);
  };
};

const works: Record<PeerName, Work> = {
  sepa: writeBySepa,
  'sepa-xml': writeBySepaXml,
  'fast-xml-parser': readByFastXmlParser,
};

await piece<PeerInput, PeerPieceResult>(async (input) => {
  const { name, folder, dir } = input;
  const requireThere = createRequire(resolve(folder, 'package.json'));
  const work = await works[name](<Module>() => requireThere(name) as Module, input);
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  await rm(join(dir, 'peer.xml'));
  return { seconds };
});
