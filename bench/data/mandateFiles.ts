import { creditorCode } from './camtFile.ts';
import { debtorOf } from './debtors.ts';

/** Days on which the mandates of the files were signed. */
const signedOn = '2025-01-01';

/**
 * A mandates.csv for the customers 1 to `count`: of ten mandates one is to be signed, one is a one-off for the customer's item, one
 * names no customer but the account, and the others are signed and recurring. @param toSign - all of them are to be signed.
 */
export function* mandatesFile(count: number, toSign = false): Generator<string> {
  yield 'creditor,customer,iban,umr,scheme,kind,item,signed_on,state,origin\n';
  for (let number = 1; number <= count; number += 1) {
    const { iban, umr } = debtorOf(number);
    const of = number % 10;
    const customer = of === 2 && !toSign ? '' : `K${number}`;
    const kind = of === 3 && !toSign ? `one_off,F${number}` : 'recurring,';
    const state = isToSign(number) || toSign ? ',to_sign' : `${signedOn},active`;
    yield `${creditorCode},${customer},${iban},${umr},CORE,${kind},${state},sepa\n`;
  }
}

/** Whether `mandatesFile` has a mandate to be signed for this customer. */
export function isToSign(number: number): boolean {
  return number % 10 === 1;
}

/** A signatures.csv for mandates of these customers. */
export function* signaturesFile(numbers: Iterable<number>, on: string): Generator<string> {
  yield 'creditor,umr,signed_on,place,channel,iban,bic\n';
  for (const number of numbers) yield `${creditorCode},${debtorOf(number).umr},${on},Zwolle,paper,,\n`;
}
