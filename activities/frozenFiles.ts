import { listAgreementLines } from '../db/agreementFreeze.ts';
import { findFrozenSystem } from '../db/frozenSystem.ts';
import { readLines } from '../db/submissionLines.ts';
import { listBatches, type SubmissionRow } from '../db/submissions.ts';
import { listUndoLines } from '../db/undoing.ts';
import type { ArchivedFile } from '../ports/archive.ts';
import { writeAgreements } from './adapters/agreements.ts';
import { writeFile } from './adapters/index.ts';
import { writeUndoing } from './adapters/undoing.ts';
import type { Ports } from './boundary.ts';

/** Writes the file of a submission into the archive, whatever it is for: a pure function of its frozen rows. */
export async function storeFrozen({ db, archive }: Ports, submission: SubmissionRow): Promise<ArchivedFile> {
  const system = await findFrozenSystem(db, submission.id);
  switch (submission.kind) {
    case 'collections':
    case 'disbursements': {
      const batches = await listBatches(db, submission.id);
      return readLines(db, submission.id, (lines) => archive.store(writeFile({ submission, system, batches, lines })));
    }
    case 'agreements':
      return archive.store(writeAgreements({ submission, system }, await listAgreementLines(db, submission.id)));
    case 'cancellations':
    case 'reversals':
      return archive.store(writeUndoing(submission, system, await listUndoLines(db, submission.id)));
  }
}
