import { median, names, ratio } from './contest.js';
import type { Contest, Heat, Name, Stalls } from './contest.js';
import type { Contestants } from './contestants.js';

const widths = [24, 11, 9, 9, 9, 9, 9, 9, 10];
const titles: Readonly<Record<Name, string>> = { ours: 'ours', bare: 'bare node:http', promClient: 'prom-client' };

export function printHead(contacts: number, { lines, first }: Contestants): void {
  const { result, reading } = first;
  const [firstMs, stallMs, ownMs] = [result.latenciesMs[0] ?? NaN, reading.longestStallMs, reading.longestOwnStallMs];
  console.log(`\n${contacts} contacts, ${lines} lines`);
  console.log(`first scrape: ${figure(firstMs)} ms, stall ${figure(stallMs)} ms, own ${figure(ownMs)} ms`);
}

/** Stalls are those of the middle round, and of the worst. */
export function printTitles(what: string): void {
  console.log(row([what, 'scrapes/s', 'p50 ms', 'p99 ms', 'stall ms', 'worst', 'own ms', 'worst', 'bytes']));
}

export function printContest(encoding: string, contest: Contest): void {
  const { heats, quiet } = contest;
  printTitles(encoding);
  for (const name of names) printHeats(titles[name], heats[name]);
  console.log(row(['ours, not scraped', '', '', '', ...stallFigures(quiet)]));
  const ratios = names.slice(1).map((name) => `ours/${titles[name]} ${ratio(contest, 'ours', name).toFixed(2)}`);
  console.log(ratios.join(', '));
}

export function printHeats(title: string, heats: readonly Heat[]): void {
  const middle = (key: keyof Heat) => median(heats.map(({ [key]: value }) => value));
  const figures = [figure(middle('perSecond')), middle('p50Ms').toFixed(2), middle('p99Ms').toFixed(2)];
  console.log(row([title, ...figures, ...stallFigures(heats), String(middle('bytes'))]));
}

function stallFigures(stalls: readonly Stalls[]): string[] {
  const all = stalls.map(({ longestStallMs }) => longestStallMs);
  const own = stalls.map(({ longestOwnStallMs }) => longestOwnStallMs);
  return [median(all), Math.max(...all), median(own), Math.max(...own)].map(figure);
}

function figure(value: number): string {
  return value.toFixed(1);
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join('');
}
