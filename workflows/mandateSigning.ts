import { workflowInfo } from '@temporalio/workflow';

import type { MandateView } from '../activities/mandates.ts';
import type { EntityInput } from '../domain/messages/entity.ts';
import { type MandateUpdate, type MandateUpdateMessage, mandateUpdates } from '../domain/messages/mandate.ts';
import { ask } from './support/desk.ts';
import { mustRunAs, runEntity } from './support/entity.ts';
import { activitiesWith } from './support/profiles.ts';
import { show } from './support/show.ts';
import { handleUpdate } from './support/updates.ts';

const { lookMandate, decideOnMandate } = activitiesWith('database');
const { askForSignature } = activitiesWith('exchange');

/**
 * One mandate that is to be signed: asked for by mail or letter, reminded of twice, then put to a person; until it is
 * signed, withdrawn, deleted or abandoned. A signed mandate is a row, and no workflow.
 */
export async function mandateSigning(input: EntityInput): Promise<string> {
  return runEntity(input, {
    subject_kind: 'mandate',
    messages: mandateUpdates,
    handle: handleUpdates,
    step: async (id, attention) => {
      const row = await lookMandate({ id });
      mustRunAs(row.workflow_id);
      showMandate(row);
      if (row.state !== 'to_sign') return row.state;
      if (row.next_in_ms > 0) await attention.wait(waitsFor(row), row.next_in_ms);
      else if (row.ask_person) await ask(attention, question(id, row));
      else await askForSignature({ id, asked_count: row.asked_count });
      return undefined;
    },
  });
}

function waitsFor({ asked_count, ask_person }: MandateView): string {
  if (asked_count === 0) return 'the morning on which it is asked for';
  return ask_person ? 'the signature, then a person' : 'the signature, then a reminder';
}

function question(id: number, row: MandateView) {
  return {
    cause: 'signature_missing' as const,
    only_while: { kind: 'mandate' as const, id, state: row.state },
    subject_kind: 'mandate',
    subject_id: String(id),
    subject_workflow: workflowInfo().workflowId,
    creditor_id: row.creditor_id,
    facts: { mandate: row.umr, customer: row.customer, count: row.asked_count, asked_on: row.asked_on },
    actor: 'system',
  };
}

function handleUpdates(id: number): void {
  for (const action of Object.keys(mandateUpdates) as MandateUpdate[]) {
    handleUpdate(action, mandateUpdates[action], (message: MandateUpdateMessage) =>
      decideOnMandate({ id, action, message }),
    );
  }
}

function showMandate(row: MandateView): void {
  show({
    details: row.details,
    creditor: row.creditor,
    subject: row.umr.slice(0, 200),
    state: row.state,
    since: row.since,
    ...(row.next_at === null ? {} : { due_at: row.next_at }),
    needs_person: row.state === 'to_sign' && row.ask_person && row.next_in_ms === 0,
  });
}
