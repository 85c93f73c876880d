import { get } from 'node:http';

const deadlineMs = 4000;

/** Hosts that mean every interface. */
const wildcards = ['', '0.0.0.0', '::'];

/**
 * Asks an exporter on this machine whether it is healthy.
 * @throws Error that says why it is not
 */
export async function checkHealth({ host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  const asked = wildcards.includes(host) ? '127.0.0.1' : host;
  const finding = await new Promise<string>((resolve) => {
    const signal = AbortSignal.timeout(deadlineMs);
    get({ host: asked, port, path: '/-/healthy', agent: false, signal }, (response) => {
      response.resume();
      resolve(`answered ${response.statusCode}`);
    }).on('error', ({ message }) => resolve(signal.aborted ? `no answer within ${deadlineMs / 1000} s` : message));
  });
  if (finding !== 'answered 200') throw new Error(`${asked}:${port}: ${finding}`);
}
