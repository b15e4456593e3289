/** Every workflow type of the workers, by its file. */
export { agreementImport } from './agreementImport.ts';
export { agreementSend } from './agreementSend.ts';
export { collectionSend } from './collectionSend.ts';
export { collectionStatus } from './collectionStatus.ts';
export { dossier } from './dossier.ts';
export { inboundFile } from './inboundFile.ts';
export { instruction } from './instruction.ts';
export { instructionDigest } from './instructionDigest.ts';
export { journalPosting } from './journalPosting.ts';
export { mailSend } from './mailSend.ts';
export { mandateExpiry } from './mandateExpiry.ts';
export { mandateSigning } from './mandateSigning.ts';
export { paymentImport } from './paymentImport.ts';
export { silenceCheck } from './silenceCheck.ts';
export { submission } from './submission.ts';
export { taskSubmit } from './taskSubmit.ts';
export { wakeup } from './wakeup.ts';
