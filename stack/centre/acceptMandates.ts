import { assertNever } from '../../domain/errors.ts';
import type { MandateRegister } from './mandates.ts';
import type { MandateRequest } from './readMandates.ts';
import type { BookRecord, Debtor, Echo, MandateEvent, MandateRecord, Owner } from './records.ts';

/**
 * What the requests of an accepted delivery 0605 do. Registrations are echoed; a request about a mandate that is not
 * active does nothing, and nothing is said of it, as no answer to it is documented. A new customer number counts at once.
 */
export function acceptMandates(
  requests: MandateRequest[],
  { supplier, subsystem }: Owner,
  register: MandateRegister,
  today: string,
): BookRecord[] {
  const records: MandateRecord[] = [];
  const echoes: Echo[] = [];
  const change = (of: Debtor & { mandate_number: string }, event: MandateEvent): void => {
    const { pbs_number, debtor_group, customer_number, mandate_number } = of;
    const mandate = { pbs_number, debtor_group, customer_number, mandate_number };
    register.put({ ...mandate, is_active: event !== 'cancelled_by_creditor' });
    const number_given = event === 'registered';
    records.push({ kind: 'mandate', supplier, subsystem, ...mandate, number_given, event, on: today });
  };
  for (const request of requests) {
    switch (request.action) {
      case 'register': {
        const echo = echoOf(request, register);
        echoes.push(echo);
        if (echo.list === 'control') change(echo, 'registered');
        break;
      }
      case 'renumber':
        if (!register.isActive(request)) break;
        change({ ...request, customer_number: request.new_customer_number }, 'renumbered');
        break;
      case 'cancel':
        if (register.isActive(request)) change(request, 'cancelled_by_creditor');
        break;
      default:
        assertNever(request);
    }
  }
  return echoes.length === 0 ? records : [{ kind: 'echoes', supplier, subsystem, on: today, echoes }, ...records];
}

/** A registration without an account is an error; of a customer who has a mandate, a remark. */
function echoOf(request: MandateRequest & { action: 'register' }, register: MandateRegister): Echo {
  const { pbs_number, debtor_group, customer_number, has_account } = request;
  const debtor = { pbs_number, debtor_group, customer_number };
  if (!has_account) return { ...debtor, mandate_number: '', list: 'errors' };
  const known = register.findByCustomer(request);
  if (known) return { ...debtor, mandate_number: known.mandate_number, list: 'remarks' };
  return { ...debtor, mandate_number: register.newNumber(pbs_number), list: 'control' };
}
