import type { StatusView } from '../../src/web/pages/status-view.js';
import { serve } from '../web/ask.js';
import type { WebServer } from '../../src/web/server.js';

/** The configuration that the page shows. */
const config = `web:
  listenAddress: :10911
  telemetryPath: /metrics
targets:
  - name: production
    region: us-east-2
    externalId: <secret>
    contacts:
      - arn:aws:ssm-contacts:us-east-2:111122223333:contact/akuam
`;

/** A server of pages about a status that can be changed while they are open. */
export class Shown {
  status: StatusView;
  /** How often it was looked up. */
  reads = 0;
  #server: WebServer | undefined;

  constructor(status: StatusView) {
    this.status = status;
  }

  /** Without a path. Before it is opened, and after it is closed, there is none. */
  get url(): string {
    if (this.#server === undefined) throw new Error('not open');
    return this.#server.url;
  }

  async open(port = 0): Promise<void> {
    const status = () => {
      this.reads += 1;
      return Promise.resolve(this.status);
    };
    const pages = { status, config: () => config };
    this.#server = await serve({ listen: [{ host: '127.0.0.1', port }], pages });
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }
}
