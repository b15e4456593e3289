/** A number of payments, and their sum in minor units of the counterpart's currency. */
export interface CountAndSum {
  count: number;
  sum_minor: number;
}

export function noneCounted(): CountAndSum {
  return { count: 0, sum_minor: 0 };
}

export function addToTotal(total: CountAndSum, count: number, sumMinor: number): void {
  total.count += count;
  total.sum_minor += sumMinor;
}
