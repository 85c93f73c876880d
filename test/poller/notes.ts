import type { Contact } from '../../src/core/contact.js';
import type { Fault } from '../../src/core/fault.js';
import type { HealthChange } from '../../src/core/health.js';
import type { FollowingOperation, Operation } from '../../src/core/operation.js';
import type { Purpose } from '../../src/core/purpose.js';
import type { PollObserver } from '../../src/poller/poll-observer.js';
import type { CommitObserver } from '../../src/poller/recorder.js';

interface Swept {
  readonly target: string;
  readonly durationSeconds: number;
  readonly isCutShort: boolean;
  readonly missedTurns: number;
  readonly fault?: Fault;
}

/** Everything that the poller told, in its order. */
export class Notes implements PollObserver, CommitObserver {
  readonly asks: string[] = [];
  readonly sweeps: string[] = [];
  readonly durations: number[] = [];
  readonly missedTurns: number[] = [];
  readonly changes: string[] = [];
  readonly discoveries: string[] = [];
  readonly follows: string[] = [];
  readonly mistakes: string[] = [];
  readonly commits: string[] = [];

  asked({ operation, purpose, isRetry }: { operation: Operation; purpose: Purpose; isRetry: boolean }): void {
    this.asks.push(`${operation} ${purpose}${isRetry ? ' again' : ''}`);
  }
  swept({ target, durationSeconds, isCutShort, missedTurns, fault }: Swept): void {
    this.sweeps.push(`${target}: ${fault?.reason ?? (isCutShort ? 'cut short' : 'succeeded')}`);
    this.durations.push(durationSeconds);
    this.missedTurns.push(missedTurns);
  }
  contactChanged({ alias }: Contact, change: HealthChange, fault?: Fault): void {
    this.changes.push(`${alias} ${change}${reasonOf(fault)}`);
  }
  discovered(target: string, contacts: number, fault?: Fault): void {
    this.discoveries.push(`${target} has ${contacts}${reasonOf(fault)}`);
  }
  discoveryEnded(target: string): void {
    this.discoveries.push(`${target} ended`);
  }
  followed(target: string, operation: FollowingOperation, fault?: Fault): void {
    this.follows.push(`${target}: ${operation}${reasonOf(fault)}`);
  }
  stumbled(target: string, fault: Fault): void {
    this.mistakes.push(`${target}: ${fault.message}`);
  }
  left(target: string): void {
    this.follows.push(`${target} left`);
  }
  committed(): void {
    this.commits.push('committed');
  }
  recovered(): void {
    this.commits.push('recovered');
  }
  commitFailed(error: unknown): void {
    this.commits.push(String(error));
  }
}

function reasonOf(fault: Fault | undefined): string {
  return fault === undefined ? '' : `: ${fault.reason}`;
}
