import { buffer } from 'node:stream/consumers';

import { type DueMail, sendDueMails, waitingMails } from '../db/mails.ts';
import { html } from '../domain/html.ts';
import { groupedMessageId } from '../domain/ids.ts';
import { mailDocument } from '../domain/mail/layout.ts';
import type { Message } from '../ports/mail.ts';
import type { Ports } from './boundary.ts';

export function mailActivities(ports: Ports) {
  return {
    /** Sends the mails that are due. Without a mail server they wait, and the report says so. */
    async sendWaitingMails(): Promise<{ messages: number; mails: number; waiting: number }> {
      const sent = await sendMails(ports);
      return { messages: sent.sent, mails: sent.mails, waiting: (await waitingMails(ports.db)).count };
    },
  };
}

/** More in one message than anybody reads, or a mail server takes: the rest of them stands as a line each. */
const wholeMails = 100;

/** One message for each recipient and group; several mails of a group stand below each other in it, without files. */
export async function sendMails(ports: Ports): Promise<{ sent: number; mails: number }> {
  if (!ports.mail.configured) return { sent: 0, mails: 0 };
  return sendDueMails(ports.db, await ports.clock.now(), async (mails) => {
    const [first] = mails;
    if (first) await ports.mail.send(mails.length === 1 ? await alone(ports, first) : together(first, mails));
    return ports.clock.now();
  });
}

async function alone(ports: Ports, mail: DueMail): Promise<Message> {
  const { recipient, title, body, html, message_id, attachment_sha256: sha256, attachment_name: name } = mail;
  const message = { to: recipient, subject: title, text: body, html: mailDocument(title, [html]), message_id };
  if (sha256 === null || name === null) return message;
  return { ...message, attachments: [{ name, content: await buffer(ports.archive.read(sha256)) }] };
}

function together(first: DueMail, mails: readonly DueMail[]): Message {
  const parts = mails.slice(0, wholeMails).map(({ body, html }) => ({ body, html }));
  const rest = mails.slice(wholeMails).map((mail) => `${mail.subject_key}: ${mail.title}`);
  if (rest.length > 0)
    parts.push({
      body: rest.join('\n'),
      html: html`<ul>
        ${rest.map((line) => html`<li>${line}</li>`)}
      </ul>`.text,
    });
  return {
    to: first.recipient,
    subject: `${first.title} (${mails.length})`,
    text: parts.map((part) => part.body).join(separator),
    html: mailDocument(
      first.title,
      parts.map((part) => part.html),
    ),
    message_id: groupedMessageId(mails.map((mail) => mail.id)),
  };
}

const separator = `\n\n${'-'.repeat(60)}\n\n`;
