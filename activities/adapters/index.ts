import type { FrozenSystem } from '../../db/frozenSystem.ts';
import type { SubmissionLine } from '../../db/submissionLines.ts';
import type { SubmissionBatch, SubmissionRow } from '../../db/submissions.ts';
import { IncassoError } from '../../domain/errors.ts';
import { writeNetsBasis, writeNetsTotal } from './betalingsservice.ts';
import { writeSepaB2b, writeSepaCore } from './sepa.ts';

export interface FrozenSubmission {
  submission: SubmissionRow;
  system: FrozenSystem;
  batches: SubmissionBatch[];
  lines: AsyncIterable<SubmissionLine[]>;
}

/** How each collection system writes its file, from frozen rows only. What comes after normalisation is the same code. */
const writers: Record<string, (frozen: FrozenSubmission) => AsyncIterable<string | Uint8Array>> = {
  'sepa-core': writeSepaCore,
  'sepa-b2b': writeSepaB2b,
  'nets-basis': writeNetsBasis,
  'nets-total': writeNetsTotal,
};

/** The bytes of a submission, as its system's adapter writes them. */
export function writeFile(frozen: FrozenSubmission): AsyncIterable<string | Uint8Array> {
  const writer = writers[frozen.system.adapter];
  if (!writer)
    throw new IncassoError('INVALID_INPUT', `adapter ${frozen.system.adapter} of ${frozen.system.code} is not known`);
  return writer(frozen);
}
