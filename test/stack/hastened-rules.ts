import { parse } from 'yaml';
import { alertsFile, recordingFile } from '../monitoring/rule-files.js';
import { textOf } from '../project/root.js';

interface Timed {
  interval?: string;
  rules: { expr: string; for?: string }[];
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A duration as PromQL and rule files write it: after a bracket, `offset ` or nothing, never within a name. */
const duration = /(?<=^|\[|offset )((?:\d+[smhd])+)(?=$|\]|\))/g;
/** How thresholds in seconds are written. */
const minutes = /(\d+) \* 60\b/g;

/**
 * The project's own rules in a time that passes `factor` times as fast: every window, `for`, interval and threshold is as much
 * shorter. The bound of a bucket is none of these: what is in time stays so.
 */
export function hastenedRules(factor: number): { groups: Timed[] }[] {
  return [recordingFile, alertsFile].map((path) => {
    const { groups } = parse(textOf(path)) as { groups: Timed[] };
    return { groups: groups.map((group) => hasten(group, factor)) };
  });
}

function hasten({ interval = '1m', rules, ...group }: Timed, factor: number): Timed {
  return {
    ...group,
    interval: shorten(interval, factor),
    rules: rules.map((rule) => ({
      ...rule,
      expr: shorten(rule.expr, factor).replace(minutes, (_, count: string) => String((Number(count) * 60) / factor)),
      ...(rule.for !== undefined && { for: shorten(rule.for, factor) }),
    })),
  };
}

function shorten(text: string, factor: number): string {
  return text.replace(duration, (written) => `${Math.round(toMs(written) / factor)}ms`);
}

function toMs(written: string): number {
  const parts = [...written.matchAll(/(\d+)([smhd])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? NaN), 0);
}
