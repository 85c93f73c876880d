const unitsMs = [
  ['y', 31_536_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

const syntax = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/**
 * Reads a duration as Prometheus writes it (`500ms`, `30s`, `1h30m`, `1d`; units from large to small, whole numbers)
 * and returns milliseconds, or undefined when it is none. A bare `0` is a duration, any other bare number is not.
 * Source: ParseDuration in prometheus/common/model/time.go.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const counts = text === '' ? undefined : syntax.exec(text)?.slice(1);
  if (counts === undefined) return undefined;
  const totalMs = unitsMs.reduce((sumMs, [, unitMs], index) => sumMs + Number(counts[index] ?? 0) * unitMs, 0);
  return Number.isSafeInteger(totalMs) ? totalMs : undefined;
}

/**
 * Writes whole milliseconds as Prometheus does: years, weeks and days only where they come out even (`25h`, not `1d1h`).
 * Source: Duration.String in prometheus/common/model/time.go.
 */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  let restMs = durationMs;
  let text = '';
  for (const [unit, unitMs] of unitsMs) {
    const isCalendarUnit = unit === 'y' || unit === 'w' || unit === 'd';
    if (restMs < unitMs || (isCalendarUnit && restMs % unitMs !== 0)) continue;
    text += `${Math.floor(restMs / unitMs)}${unit}`;
    restMs %= unitMs;
  }
  return text;
}
