import { queueLetter, takeAsk } from '../db/asking.ts';
import { inTransaction } from '../db/connection.ts';
import { expireMandates } from '../db/expiry.ts';
import { queueMail } from '../db/mails.ts';
import { findForm } from '../db/mandateForms.ts';
import {
  abandonMandate,
  findMandateById,
  type MandateOutcome,
  type MandateRow,
  signMandate,
  withdrawMandate,
} from '../db/mandates.ts';
import { listCreditors } from '../db/parties.ts';
import { askInstant, asksBeforePerson } from '../domain/asking.ts';
import { localDate } from '../domain/dates.ts';
import { entityId, mailMessageId } from '../domain/ids.ts';
import { mandateMail } from '../domain/mail/mandateMail.ts';
import type { MandateUpdate, MandateUpdateMessage, SignMessage } from '../domain/messages/mandate.ts';
import type { MandateState } from '../domain/states/mandate.ts';
import { writeMandateForms } from '../formats/mandateForm.ts';
import type { Ports } from './boundary.ts';
import { raiseIn } from './desk.ts';
import { sendMails } from './mails.ts';
import { wakeNow } from './wakeups.ts';

/** What the workflow sees of its row: enough to go on and to show. */
export interface MandateView {
  workflow_id: string;
  umr: string;
  creditor_id: number;
  creditor: string;
  customer: string;
  state: MandateState;
  since: string;
  asked_count: number;
  asked_on: string;
  /** True when it was asked for often enough: now a person is to decide. */
  ask_person: boolean;
  next_at: string | null;
  /** Milliseconds of business time until the next step; 0 when it is due. */
  next_in_ms: number;
  details: string;
}

export function mandateActivities(ports: Ports) {
  return {
    async lookMandate({ id }: { id: number }): Promise<MandateView> {
      return viewOf(await findMandateById(ports.db, id), await ports.clock.now());
    },

    /**
     * Asks for the signature by mail, or by a letter to be printed where there is no address: the form as PDF in the
     * customer's language. Once for an ask, however often it is called; not beyond the day's bound.
     */
    async askForSignature({ id, asked_count }: { id: number; asked_count: number }): Promise<void> {
      const stamp = { at: await ports.clock.now(), actor: 'system' };
      const taken = await inTransaction(ports.db, (trx) =>
        takeAsk(trx, id, asked_count, ports.settings.signatureAsksPerDay, stamp),
      );
      if (taken) await sendAsk(ports, taken.mandate, taken.ask_no, stamp.at);
    },

    /** Ends mandates that were not used for 36 months, and raises those that are 60 days from it, once (M9). */
    async expireUnusedMandates(): Promise<{ expired: number; warned: number }> {
      const at = await ports.clock.now();
      const total = { expired: 0, warned: 0 };
      for (const { id, zone } of await listCreditors(ports.db)) {
        const stamp = { at, actor: 'schedule/mandate-expiry' };
        const raised: number[] = [];
        const report = await expireMandates(
          ports.db,
          id,
          localDate(at, zone),
          stamp,
          async (trx, { warned, first }, lines) => {
            const facts = { count: warned, first: first ?? '–' };
            const subject = { subject_kind: 'creditor', subject_id: String(id), creditor_id: id };
            raised.push(
              await raiseIn(ports, trx, { cause: 'mandates_expiring', ...subject, facts, lines, actor: stamp.actor }),
            );
          },
        );
        await wakeNow(ports, raised.map(entityId.instruction));
        total.expired += report.expired;
        total.warned += report.warned;
      }
      return total;
    },

    /** An update of the Web UI: what it says about who sent it cannot be checked, and is recorded so. */
    async decideOnMandate(input: {
      id: number;
      action: MandateUpdate;
      message: MandateUpdateMessage | SignMessage;
    }): Promise<MandateOutcome> {
      const outcome = await decide(ports, input.id, input.action, input.message);
      await wakeNow(ports, outcome.wake);
      return outcome;
    },
  };
}

async function decide(
  ports: Ports,
  id: number,
  action: MandateUpdate,
  message: MandateUpdateMessage | SignMessage,
): Promise<MandateOutcome> {
  const { actor, reason, ...signature } = message as SignMessage;
  const by = { at: await ports.clock.now(), actor: `${actor} (web, unverified)`, ...(reason ? { reason } : {}) };
  switch (action) {
    case 'sign':
      return signMandate(ports.db, id, signature, by);
    case 'withdraw':
      return withdrawMandate(ports.db, id, by);
    case 'abandon':
      return abandonMandate(ports.db, id, by);
  }
}

async function sendAsk(ports: Ports, mandate: MandateRow, askNo: number, at: string): Promise<void> {
  const today = localDate(at, mandate.zone);
  const form = await findForm(ports.db, mandate.id, today);
  if (form.email === null) {
    await inTransaction(ports.db, (trx) => queueLetter(trx, mandate, askNo, today));
    return;
  }
  const pdf = writeMandateForms([form], await ports.fonts());
  const { sha256 } = await ports.archive.store(pdf);
  const mail = {
    kind: 'mandate' as const,
    subject_key: String(mandate.id),
    period: mandate.asked_on ?? today,
    recipient: form.email,
    group_key: `mandate/${mandate.id}`,
    ...mandateMail(form.language, { umr: mandate.umr, creditor: form.creditor.name, askNo }),
    message_id: mailMessageId('mandate', String(mandate.id), mandate.asked_on ?? today, mandate.creditor),
    attachment: { sha256, name: `${mandate.signing_key}.pdf` },
  };
  await inTransaction(ports.db, (trx) => queueMail(trx, mail, at));
  await sendMails(ports).catch((error: unknown) => ports.log.warn({ error }, 'mails are left to the mailSend job'));
}

function viewOf(mandate: MandateRow, now: string): MandateView {
  const next =
    mandate.state === 'to_sign' && mandate.ask_due_on !== null ? askInstant(mandate.ask_due_on, mandate.zone) : null;
  return {
    workflow_id: entityId.mandateSigning(mandate.creditor, mandate.signing_key),
    umr: mandate.umr,
    creditor_id: mandate.creditor_id,
    creditor: mandate.creditor,
    customer: mandate.customer,
    state: mandate.state,
    since: mandate.state_since,
    asked_count: mandate.asked_count,
    asked_on: mandate.asked_on ?? '–',
    ask_person: mandate.asked_count >= asksBeforePerson,
    next_at: next,
    next_in_ms: next === null ? 0 : Math.max(0, Date.parse(next) - Date.parse(now)),
    details: [
      `## Mandate ${mandate.umr}`,
      '',
      `**${mandate.state}** since ${mandate.state_since}`,
      '',
      '| | |',
      '|---|---|',
      `| Creditor | ${mandate.creditor} |`,
      `| Customer | ${mandate.customer} |`,
      `| Kind | ${mandate.kind}, ${mandate.scheme}${mandate.item === null ? '' : `, item ${mandate.item}`} |`,
      `| Asked for | ${mandate.asked_count} of ${asksBeforePerson} times${mandate.asked_on === null ? '' : `, last on ${mandate.asked_on}`} |`,
      `| Next step | ${next ?? 'none'} |`,
      '',
      'Updates: `sign`, `withdraw`, `abandon`; the query `help` has examples.',
    ].join('\n'),
  };
}
