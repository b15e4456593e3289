import PostalMime from 'postal-mime';

/** A message as a mail program shows it. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  message_id: string;
}

/** Reads a message as it went over the wire. */
export async function readMail(raw: Buffer): Promise<Mail> {
  const { to, subject = '', text = '', html = '', messageId = '' } = await PostalMime.parse(raw);
  return { to: to?.[0]?.address ?? '', subject, text, html, message_id: messageId };
}
