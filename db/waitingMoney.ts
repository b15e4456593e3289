/* Money that came and on which nobody has decided yet, as SQL for the guard and for the rules of matching. */

/**
 * Items of a creditor for one of whose lines money came that nobody has decided on: to collect them would take it twice. SQL that
 * yields `item_id`.
 */
export const itemsWithWaitingMoney = `
    SELECT c.item_id
      FROM matches m
      JOIN inbound_records r ON r.file_id = m.file_id AND r.record_no = m.record_no AND r.kind = 'payment' AND r.sign = 'CRDT'
      JOIN collections c ON c.id = m.collection_id
     WHERE m.effect IS NULL AND m.creditor_id = :creditor_id
     UNION
    SELECT c.item_id
      FROM unapplied_payments p
      JOIN matches m ON m.file_id = p.file_id AND m.record_no = p.record_no AND m.part_no = p.part_no
      JOIN collections c ON c.id = m.collection_id
     WHERE p.creditor_id = :creditor_id AND p.open_minor > 0`;

/**
 * Collections with a second payment on which nobody has decided: when the bank takes money back, it may be that one. SQL that
 * yields their ids.
 */
export const paidTwice = `
  SELECT m.collection_id FROM unapplied_payments p
    JOIN matches m ON m.file_id = p.file_id AND m.record_no = p.record_no AND m.part_no = p.part_no
   WHERE p.open_minor > 0 AND m.collection_id IS NOT NULL`;
