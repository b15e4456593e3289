import { agreementActivities } from './agreements.ts';
import { type Ports, withErrorsMapped } from './boundary.ts';
import { collectionActivities } from './collections.ts';
import { deliveryActivities } from './deliveries.ts';
import { deskActivities } from './desk.ts';
import { digestActivities } from './digests.ts';
import { dossierActivities } from './dossiers.ts';
import { inboundFileActivities } from './inboundFiles.ts';
import { jobActivities } from './jobs.ts';
import { ledgerActivities } from './ledger.ts';
import { mailActivities } from './mails.ts';
import { mandateActivities } from './mandates.ts';
import { silenceActivities } from './silence.ts';
import { submissionActivities } from './submissions.ts';
import { wakeupActivities } from './wakeups.ts';

/** All that workflows may do to the world, on the given ports. */
export function createActivities(ports: Ports) {
  return withErrorsMapped({
    ...agreementActivities(ports),
    ...collectionActivities(ports),
    ...deliveryActivities(ports),
    ...deskActivities(ports),
    ...digestActivities(ports),
    ...dossierActivities(ports),
    ...inboundFileActivities(ports),
    ...jobActivities(ports),
    ...ledgerActivities(ports),
    ...mailActivities(ports),
    ...mandateActivities(ports),
    ...silenceActivities(ports),
    ...submissionActivities(ports),
    ...wakeupActivities(ports),
  });
}

export type Activities = ReturnType<typeof createActivities>;
export type { Ports } from './boundary.ts';
