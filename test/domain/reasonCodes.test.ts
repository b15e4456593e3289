import { describe, expect, it } from 'vitest';

import { reasonCodes, reasonOf } from '../../domain/reasonCodes.ts';

/** Code, class, what happens to the mandate, what happens to the item, retries. Written down from the policy, not from the table. */
const policy = `
0000 none         none    none   0
AM04 retry        none    retry  2
MS03 retry        none    retry  1
ED05 retry        none    retry  3
TM01 retry        none    retry  3
DT01 retry        none    retry  3
TECH retry        none    retry  3
AC01 data         suspend person 0
AC04 data         suspend person 0
AC06 data         suspend person 0
AC13 data         suspend person 0
AG01 data         suspend person 0
BE01 data         suspend person 0
RC01 data         suspend person 0
MD01 mandate      end     person 0
MD02 mandate      none    person 0
MD07 mandate      end     person 0
MD06 disputed     none    reopen 0
MS02 disputed     suspend person 0
SL01 disputed     suspend person 0
SL11 disputed     suspend person 0
SL12 disputed     suspend person 0
SL13 disputed     suspend person 0
SL14 disputed     suspend person 0
AM05 duplicate    none    person 0
DUPL duplicate    none    person 0
DU01 duplicate    none    person 0
DU02 duplicate    none    person 0
DU03 duplicate    none    person 0
DU04 duplicate    none    person 0
DU05 duplicate    none    person 0
AG02 technical    none    person 0
AM01 technical    none    person 0
AM02 technical    none    person 0
AM10 technical    none    person 0
BE04 technical    none    person 0
BE05 technical    none    person 0
BE07 technical    none    person 0
CNOR technical    none    person 0
DNOR technical    none    person 0
FF01 technical    none    person 0
FF05 technical    none    person 0
RF01 technical    none    person 0
RR01 technical    none    person 0
RR02 technical    none    person 0
RR03 technical    none    person 0
RR04 technical    none    person 0
CUST cancellation none    reopen 0
FOCR cancellation none    reopen 0
ARDT person       none    person 0
NOOR person       none    person 0
PTNA person       none    person 0
NARR person       none    person 0
NOAS person       none    person 0
0237 disputed     none    person 0
0238 mandate      end     person 0
0239 disputed     none    person 0
0299 disputed     none    person 0
PART person       none    person 0
LATE person       none    person 0
OVER person       none    person 0
`
  .trim()
  .split('\n')
  .map((line) => line.split(/\s+/) as [string, string, string, string, string]);

describe('reason codes', () => {
  it.each(policy)(
    'C14 %s is of class %s: mandate %s, item %s, %s retries',
    (code, reasonClass, mandate, item, retries) => {
      expect(reasonOf(code)).toMatchObject({
        code,
        known: true,
        class: reasonClass,
        action: { mandate, item, max_retries: Number(retries), stops_customer: code === 'MD07' },
      });
      expect(reasonOf(code).meaning).toMatch(/^[A-Z].+\.$/);
    },
  );

  it('C14 has no code that is not written down here', () => {
    expect([...reasonCodes].sort()).toEqual(policy.map(([code]) => code).sort());
  });

  it.each(['ZZ99', '', 'am04', 'constructor', '__proto__', 'XS2A-REFUSED', 'toString'])(
    'C14 the unknown code %j goes to a person',
    (code) => {
      expect(reasonOf(code, 'NL')).toMatchObject({ code, known: false, class: 'person', action: { item: 'person' } });
    },
  );

  it('C14 a country can differ, and only in what it names', () => {
    const german = reasonOf('MS03', 'DE');
    expect(german.meaning).not.toBe(reasonOf('MS03', 'NL').meaning);
    expect(german.action).toEqual(reasonOf('MS03', 'NL').action);
    expect(reasonOf('AM04', 'DE')).toEqual(reasonOf('AM04'));
    expect(reasonOf('MS03', '__proto__')).toEqual(reasonOf('MS03'));
  });

  it('C14 the B2B scheme has no refund at will: one goes to a person', () => {
    expect(reasonOf('MD06', 'NL', 'B2B')).toMatchObject({
      class: 'person',
      action: { mandate: 'none', item: 'person' },
    });
    expect(reasonOf('MD06', 'NL', 'CORE')).toEqual(reasonOf('MD06'));
    expect(reasonOf('AM04', 'NL', 'B2B')).toEqual(reasonOf('AM04'));
  });

  it('C14 retries are given exactly where the item is collected again', () => {
    for (const code of reasonCodes) {
      const { item, max_retries } = reasonOf(code).action;
      expect(max_retries > 0, code).toBe(item === 'retry');
    }
  });
});
