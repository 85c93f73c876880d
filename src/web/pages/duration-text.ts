const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration to be read at a glance: `42 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. Rounded down, as ages are; no line ends in it. */
export function durationText(seconds: number): string {
  return spacedText(seconds).replaceAll(' ', '\u00a0');
}

function spacedText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min`;
  if (whole < day) return `${Math.floor(whole / hour)} h ${Math.floor((whole % hour) / minute)} min`;
  return `${Math.floor(whole / day)} d ${Math.floor((whole % day) / hour)} h`;
}
