/** What a file in the mailbox is, by the first letter of its name (nets.md 2.8). */
export type MailboxFileKind =
  'transmission_receipt' | 'validation_receipt' | 'data' | 'zipped_data' | 'delivery_note' | 'unknown';

/** What the name of a file in the mailbox says. It is a hint: what a delivery is, its content decides. */
export interface MailboxFile {
  kind: MailboxFileKind;
  /** `0603` of `D3808688001-603.KR9`; '' where the name has none. */
  delivery_type: string;
  /** `KR9`, `BS1`; '' where the name has none. */
  subsystem: string;
}

const kinds: Record<string, MailboxFileKind> = {
  T: 'transmission_receipt',
  V: 'validation_receipt',
  D: 'data',
  Z: 'zipped_data',
  F: 'delivery_note',
};

/**
 * Reads the name of a file in the mailbox: `D3808688001-603.KR9`, or the older `D26110101.BS1`. Only a letter before a
 * digit counts, so that our own uploads are `unknown`. Receipts (T and V) have no documented content: they are kept
 * as text, and a person says what they mean (nets.md 2.8, 4.2).
 */
export function mailboxFileOf(name: string): MailboxFile {
  const letter = /^([A-Z])\d/.exec(name)?.[1] ?? '';
  const type = /-(\d{3})\.[A-Z0-9]{3}$/.exec(name)?.[1];
  return {
    kind: kinds[letter] ?? 'unknown',
    delivery_type: type === undefined ? '' : `0${type}`,
    subsystem: /\.([A-Z][A-Z0-9]{2})$/.exec(name)?.[1] ?? '',
  };
}
