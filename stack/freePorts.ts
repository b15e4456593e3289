import { createServer } from 'node:net';

/**
 * A free TCP port on the loopback address: the usual one when it is free, else any.
 * Another program may take the port before it is used; the caller's start then fails with a clear message.
 */
export async function freePort(usual = 0): Promise<number> {
  return (await tryPort(usual)) ?? (await tryPort(0)) ?? Promise.reject(new Error('no free port on 127.0.0.1'));
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(chosen));
    });
  });
}
