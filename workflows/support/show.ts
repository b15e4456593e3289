import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';

/** What operators see of a workflow: current details, and search attributes for lists. Ids only, no personal data. */
export interface Shown {
  details: string;
  creditor?: string | null;
  system?: string;
  subject?: string;
  dossier?: string | null;
  state: string;
  since?: string;
  due_at?: string;
  amount_minor?: number;
  cause?: string;
  colour?: string;
  owner?: string;
  needs_person: boolean;
}

const keys = {
  creditor: defineSearchAttributeKey('IncassoCreditor', 'KEYWORD'),
  system: defineSearchAttributeKey('IncassoSystem', 'KEYWORD'),
  subject: defineSearchAttributeKey('IncassoSubject', 'KEYWORD'),
  dossier: defineSearchAttributeKey('IncassoDossier', 'KEYWORD'),
  state: defineSearchAttributeKey('IncassoState', 'KEYWORD'),
  cause: defineSearchAttributeKey('IncassoCause', 'KEYWORD'),
  colour: defineSearchAttributeKey('IncassoColour', 'KEYWORD'),
  owner: defineSearchAttributeKey('IncassoOwner', 'KEYWORD'),
  since: defineSearchAttributeKey('IncassoSince', 'DATETIME'),
  dueAt: defineSearchAttributeKey('IncassoDueAt', 'DATETIME'),
  amount: defineSearchAttributeKey('IncassoAmountMinor', 'INT'),
  needsPerson: defineSearchAttributeKey('IncassoNeedsPerson', 'BOOL'),
};

let last = '';

/** Shows the present state; what has not changed since the last time costs no event. */
export function show(shown: Shown): void {
  setCurrentDetails(shown.details);
  const { details: _details, ...attributes } = shown;
  const now = JSON.stringify(attributes);
  if (now === last) return;
  last = now;
  upsertSearchAttributes([
    { key: keys.creditor, value: shown.creditor ?? null },
    { key: keys.system, value: shown.system ?? null },
    { key: keys.subject, value: shown.subject ?? null },
    { key: keys.dossier, value: shown.dossier ?? null },
    { key: keys.state, value: shown.state },
    { key: keys.cause, value: shown.cause ?? null },
    { key: keys.colour, value: shown.colour ?? null },
    { key: keys.owner, value: shown.owner?.slice(0, 200) ?? null },
    { key: keys.since, value: shown.since ? new Date(shown.since) : null },
    { key: keys.dueAt, value: shown.due_at ? new Date(shown.due_at) : null },
    { key: keys.amount, value: shown.amount_minor ?? null },
    { key: keys.needsPerson, value: shown.needs_person },
  ]);
}
