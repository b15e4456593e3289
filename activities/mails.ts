import { sendDueMails, waitingMails } from '../db/mails.ts';
import { mailDocument } from '../domain/mail/layout.ts';
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

/** One message for each recipient and group; several mails of a group stand below each other in it. */
export async function sendMails(ports: Ports): Promise<{ sent: number; mails: number }> {
  if (!ports.mail.configured) return { sent: 0, mails: 0 };
  return sendDueMails(ports.db, await ports.clock.now(), async (mails) => {
    const [first] = mails;
    if (!first) return;
    const several = mails.length > 1;
    await ports.mail.send({
      to: first.recipient,
      subject: several ? `${first.title} (${mails.length})` : first.title,
      text: mails.map((mail) => mail.body).join(`\n\n${'-'.repeat(60)}\n\n`),
      html: mailDocument(
        first.title,
        mails.map((mail) => mail.html),
      ),
      message_id: first.message_id,
    });
  });
}
