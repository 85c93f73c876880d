import type { ServerResponse } from 'node:http';
import type { Reply } from './reply.js';

/** Puts a reply on the wire, in one way or another. */
export type Transport = (response: ServerResponse, reply: Reply) => void;

/** As it should be. */
export const whole: Transport = (response, { status, body }) => {
  response.writeHead(status, headers(Buffer.byteLength(body))).end(body);
};

/** The connection is reset before anything is answered. */
export const reset: Transport = (response) => {
  response.socket?.resetAndDestroy();
};

/** Content-Length announces the whole body; half of it comes, then the connection ends. */
export const cut: Transport = (response, { status, body }) => {
  response.writeHead(status, headers(Buffer.byteLength(body)));
  response.write(firstHalf(body), () => response.socket?.destroy());
};

/** Half of the body, with a Content-Length that agrees: complete as HTTP, broken as JSON. */
export const cutJson: Transport = (response, { status, body }) => {
  const half = firstHalf(body);
  response.writeHead(status, headers(half.length)).end(half);
};

/** What a proxy says when it can't reach the service. */
export const html: Transport = (response) => {
  const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n';
  response.writeHead(502, { 'content-type': 'text/html', 'content-length': page.length }).end(page);
};

/** Nothing ever comes. */
export const hang: Transport = () => undefined;

/** The headers come, the body never does. */
export const hangBody: Transport = (response, { status, body }) => {
  response.writeHead(status, headers(Buffer.byteLength(body))).flushHeaders();
};

function headers(contentLength: number) {
  return { 'content-type': 'application/x-amz-json-1.1', 'content-length': contentLength };
}

function firstHalf(body: string): Buffer {
  const bytes = Buffer.from(body);
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}
