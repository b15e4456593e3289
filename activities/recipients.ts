import type { InstructionRow } from '../db/instructions.ts';
import type { OperatorRow } from '../db/parties.ts';
import { entityId } from '../domain/ids.ts';
import type { MailPart } from '../domain/mail/layout.ts';
import { ownersOf } from '../domain/owners.ts';
import type { Ports } from './boundary.ts';

/** Somebody who can be told by mail. */
export interface Recipient {
  code: string;
  email: string;
  language: string;
  zone: string;
}

/** Those whose an instruction is and who have an address; a red one without any goes to the support mailbox. */
export function recipientsOf(ports: Ports, row: InstructionRow, operators: readonly OperatorRow[]): Recipient[] {
  const people = reachable(ownersOf(row, operators));
  return people.length > 0 || row.colour === 'orange' ? people : [supportMailbox(ports)];
}

/** Those who have an address. */
export function reachable(operators: readonly OperatorRow[]): Recipient[] {
  return operators.flatMap(({ code, email, language, zone }) =>
    email === null ? [] : [{ code, email, language, zone }],
  );
}

/** Gets what is support's while nobody there has an address. */
export function supportMailbox(ports: Ports): Recipient {
  return { code: 'support', email: ports.settings.supportEmail, language: 'en', zone: 'UTC' };
}

/** A link to the instruction's page in the Web UI, where one is configured. */
export function linkTo(ports: Ports, id: number, text: string): MailPart[] {
  const { webUi, namespace } = ports.settings;
  if (webUi === undefined) return [];
  const workflow = encodeURIComponent(entityId.instruction(id));
  return [{ kind: 'link', text, url: `${webUi}/namespaces/${namespace}/workflows/${workflow}` }];
}
