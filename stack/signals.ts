/** Settles with the first of the signals. Later ones are ignored: a stop that has begun is not cut short. */
export function firstOfSignals(...signals: NodeJS.Signals[]): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve(signal));
  });
}
