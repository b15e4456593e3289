import { workflowInfo } from '@temporalio/workflow';

import type { InboundFileView } from '../activities/inboundFiles.ts';
import type { EntityInput } from '../domain/messages/entity.ts';
import { ask } from './support/desk.ts';
import { mustRunAs, runEntity } from './support/entity.ts';
import { activitiesWith } from './support/profiles.ts';
import { show } from './support/show.ts';

const { lookInboundFile, doubtInboundFile } = activitiesWith('database');
const { stageInboundFile, applyInboundFile } = activitiesWith('file');
const { finishInboundFile } = activitiesWith('exchange');

/**
 * One file from a bank, known by the hash of its bytes: read into staged records, checked to add up, matched and applied
 * in one transaction, and only then put out of the inbox. What does not add up waits for a person.
 */
export async function inboundFile(input: EntityInput): Promise<string> {
  return runEntity(input, {
    subject_kind: 'inbound_file',
    messages: {},
    step: async (id, attention) => {
      const row = await lookInboundFile({ id });
      mustRunAs(row.workflow_id);
      showFile(row);
      switch (row.state) {
        case 'received':
          return void (await stageInboundFile({ id }));
        case 'staged':
          return void (await (row.adds_up ? applyInboundFile({ id }) : doubtInboundFile({ id, reason: row.problem })));
        case 'in_doubt':
          return void (await ask(attention, {
            cause: 'file_does_not_add_up',
            only_while: { kind: 'inbound_file', id, state: row.state },
            subject_kind: 'inbound_file',
            subject_id: String(id),
            subject_workflow: workflowInfo().workflowId,
            creditor_id: row.creditor_id,
            facts: { file: row.name, reason: row.problem },
            actor: 'system',
          }));
        case 'applied':
        case 'quarantined':
          await finishInboundFile({ id });
          return row.state;
      }
    },
  });
}

function showFile(row: InboundFileView): void {
  show({
    details: row.details,
    system: row.system,
    subject: row.name.slice(0, 200),
    state: row.state,
    since: row.since,
    needs_person: row.state === 'in_doubt',
  });
}
