/**
 * Why the centre refuses a whole delivery, in a sentence that names line, field and rule. `transmission`: it is no whole
 * delivery, and only the transmission receipt says so; `validation`: it is one and breaks a rule.
 */
export class RefusedDelivery extends Error {
  readonly stage: 'transmission' | 'validation';

  constructor(sentence: string, stage: 'transmission' | 'validation' = 'validation') {
    super(sentence);
    this.name = 'RefusedDelivery';
    this.stage = stage;
  }
}
