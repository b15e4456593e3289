import { createTransport } from 'nodemailer';

import { IncassoError, sentenceOf } from '../domain/errors.ts';

export interface Message {
  to: string;
  subject: string;
  text: string;
  /** A complete document. */
  html: string;
  /** The same on a repeat, so that readers can drop the second. */
  message_id: string;
  attachments?: { name: string; content: Buffer }[];
}

/** The mail server. Throws MAIL when it takes nothing now, MAIL_REFUSED when it does not take this message. */
export interface Mail {
  /** False when no server is configured: messages wait in the table. */
  readonly configured: boolean;
  send(message: Message): Promise<void>;
}

/** Mail over SMTP (`smtp://user:password@host:port`); without an address nothing is sent and everything waits. */
export function smtpMail(url: string | undefined, from: string): Mail {
  if (url === undefined) {
    return {
      configured: false,
      send: () => Promise.reject(new IncassoError('MAIL', 'no mail server is configured (INCASSO_SMTP_URL)')),
    };
  }
  const transport = createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 });
  return {
    configured: true,
    async send(message) {
      try {
        await transport.sendMail({
          from,
          to: message.to,
          subject: message.subject,
          text: message.text,
          html: message.html,
          messageId: message.message_id,
          attachments: (message.attachments ?? []).map(({ name, content }) => ({ filename: name, content })),
        });
      } catch (error) {
        // without its cause, whose text and stack name the recipient
        throw new IncassoError(typeOf(error), `the mail server did not take a message: ${withoutAddresses(error)}`);
      }
    },
  };
}

/** Servers repeat the address that they refuse; it is personal and goes into no error text (O5). */
function withoutAddresses(error: unknown): string {
  return sentenceOf(error).replace(/[^\s<>@]+@[^\s<>@]+/g, '(address)');
}

/** EENVELOPE: the recipient is refused; EMESSAGE: the message. Anything else is the server's trouble, or the way to it. */
function typeOf(error: unknown): 'MAIL' | 'MAIL_REFUSED' {
  const { code } = error as { code?: string };
  return code === 'EENVELOPE' || code === 'EMESSAGE' ? 'MAIL_REFUSED' : 'MAIL';
}
