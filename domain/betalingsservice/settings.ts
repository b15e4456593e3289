import type { MandateDelivery, NetRule } from './outgoing.ts';

/** What a collection system of Betalingsservice is agreed to be; `docs/betalingsservice.md` says where each value comes from. */
export interface BetalingsserviceSettings {
  /** CVR number of the data supplier, 8 digits. */
  supplier: string;
  /** `BS1` unless agreed otherwise; `KR9` is the test system. */
  subsystem: string;
  /** Number of the creditor at Betalingsservice, 8 digits. */
  pbs_number: string;
  /** 5 digits, mostly 00001. */
  debtor_group: string;
  /** Identification of the creditor at the data supplier, at most 15 characters; may be ''. */
  creditor_id: string;
  /** First line of the advice, at most 60 characters; may be ''. */
  main_text: string;
  net_rule: NetRule;
  blanks_before_id: MandateDelivery['blanks_before_id'];
  cancellation: MandateDelivery['cancellation'];
}
