import { pino } from 'pino';
import type { DestinationStream, Level, Logger } from 'pino';
import pretty from 'pino-pretty';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly level: Level;
  readonly format: 'json' | 'logfmt' | 'pretty';
}

const standardError = 2;

/**
 * Logs to standard error, one line an event, written before the call returns, so that the last words of a process
 * are never lost. Standard output is left to `once`.
 */
export function createLogger({ level, format }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destinationOf(format));
}

function destinationOf(format: LoggerOptions['format']): DestinationStream {
  switch (format) {
    case 'json':
      return toStandardError();
    case 'logfmt': {
      const destination = toStandardError();
      return { write: (line) => void destination.write(`${toLogfmt(line)}\n`) };
    }
    case 'pretty':
      return pretty({ destination: standardError, sync: true, singleLine: true, translateTime: 'SYS:HH:MM:ss.l' });
    default:
      return format satisfies never;
  }
}

/** Waits while whoever reads a pipe is slow: a plain `writeSync` fails then (EAGAIN), or writes a part. */
function toStandardError() {
  return pino.destination({ dest: standardError, sync: true });
}

/** Turns a line of JSON into `key=value` pairs, quoted as JSON strings where a value is not a plain word. */
function toLogfmt(line: string): string {
  const fields = Object.entries(JSON.parse(line) as Record<string, unknown>);
  return fields.map(([key, value]) => `${key}=${toLogfmtValue(value)}`).join(' ');
}

function toLogfmtValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
