import type { ServerResponse } from 'node:http';

type Headers = Readonly<Record<string, string>>;

/** Sends an answer whole. Its headers come beside those that every answer has. */
export function send(response: ServerResponse, status: number, headers: Headers, body: Buffer): void {
  response.setHeader('Content-Length', body.length);
  response.writeHead(status, headers).end(body);
}

/** Sends a line of text. */
export function sendText(response: ServerResponse, status: number, text: string, headers: Headers = {}): void {
  send(response, status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, Buffer.from(`${text}\n`));
}
