import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** One alert of a notification. */
export interface Notice {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** When it arrived, epoch milliseconds. */
  readonly at: number;
}

/** Somebody's pager: takes what Alertmanager sends. */
export interface Receiver {
  readonly url: string;
  /** In the order of their arrival. */
  readonly notices: readonly Notice[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const notices: Notice[] = [];
  const server = createServer((request, response) => {
    const at = Date.now();
    void json(request).then((body) => {
      notices.push(...(body as { alerts: Omit<Notice, 'at'>[] }).alerts.map((alert) => ({ ...alert, at })));
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    notices,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
