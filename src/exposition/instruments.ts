import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { reasons } from '../core/fault.js';
import type { Reason } from '../core/fault.js';
import { followingOperations, operations } from '../core/operation.js';
import type { FollowingOperation, Operation } from '../core/operation.js';
import { purposesOf } from '../core/purpose.js';
import type { Purpose } from '../core/purpose.js';
import { refusalReasons } from '../core/refusal.js';
import type { RefusalReason } from '../core/refusal.js';
import { catalogue } from './catalogue.js';
import type { MetricDefinition } from './catalogue.js';

const apiBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sweepBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** Gauges of prom-client that are named `_total`, which Prometheus reads as a counter; their parts by type stay. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

export interface InstrumentsOptions {
  readonly targets: readonly { readonly name: string; readonly discover: { readonly enabled: boolean } }[];
  readonly build: { readonly version: string; readonly revision: string; readonly nodejs: string };
}

/** A request, as far as it is counted before it is made. */
export interface AskedRequest {
  readonly operation: Operation;
  readonly purpose: Purpose;
  readonly isRetry: boolean;
}

export interface EndedSweep {
  readonly target: string;
  readonly durationSeconds: number;
  /** It ended before its listing did. */
  readonly isCutShort: boolean;
  /** Turns that have passed without a sweep of the contact. */
  readonly missedTurns: number;
  readonly reason?: Reason;
}

/** What this process has done since it started, counted in memory. Every series is there from the start, at 0. */
export class Instruments {
  readonly registry = new Registry();
  readonly #polls = this.#counter(catalogue.polls);
  readonly #pollFailures = this.#counter(catalogue.pollFailures);
  readonly #pollOverruns = this.#counter(catalogue.pollOverruns);
  readonly #sweepsCutShort = this.#counter(catalogue.sweepsCutShort);
  readonly #sweepDuration = this.#histogram(catalogue.sweepDuration, sweepBuckets);
  readonly #apiRequests = this.#counter(catalogue.apiRequests);
  readonly #apiRequestFailures = this.#counter(catalogue.apiRequestFailures);
  readonly #apiRequestDuration = this.#histogram(catalogue.apiRequestDuration, apiBuckets);
  readonly #apiRequestsByPurpose = this.#counter(catalogue.apiRequestsByPurpose);
  readonly #apiRetries = this.#counter(catalogue.apiRetries);
  readonly #activityUp = this.#gauge(catalogue.activityUp);
  readonly #apiMalformedItems = this.#counter(catalogue.apiMalformedItems);
  readonly #discoveryUp = this.#gauge(catalogue.discoveryUp);
  readonly #commits = this.#counter(catalogue.ledgerCommits);
  readonly #commitFailures = this.#counter(catalogue.ledgerCommitFailures);
  readonly #reloadSuccessful = this.#gauge(catalogue.reloadSuccessful);
  readonly #reloadSuccessTime = this.#gauge(catalogue.reloadSuccessTime);
  readonly #webReloadSuccessful = this.#gauge(catalogue.webReloadSuccessful);
  readonly #webRefused = this.#counter(catalogue.webRefused);
  readonly #buildInfo = this.#gauge(catalogue.buildInfo);
  #targets: InstrumentsOptions['targets'] = [];
  #isActivityOn = true;

  constructor({ targets, build }: InstrumentsOptions) {
    collectDefaultMetrics({ register: this.registry });
    for (const name of misnamed) this.registry.removeSingleMetric(name);
    this.watch(targets);
    for (const operation of operations) {
      this.#apiRequests.inc({ operation }, 0);
      this.#apiRetries.inc({ operation }, 0);
      for (const purpose of purposesOf[operation]) this.#apiRequestsByPurpose.inc({ operation, purpose }, 0);
      this.#apiMalformedItems.inc({ operation }, 0);
      this.#apiRequestDuration.zero({ operation });
      for (const reason of reasons) this.#apiRequestFailures.inc({ operation, reason }, 0);
    }
    for (const reason of refusalReasons) this.#webRefused.inc({ reason }, 0);
    this.#buildInfo.set({ ...build }, 1);
  }

  /** Counts for these targets from now on: those that are new begin at 0, and series of others are there no more. */
  watch(targets: InstrumentsOptions['targets'], { enabled: isActivityOn } = { enabled: true }): void {
    const before = this.#targets;
    this.#targets = targets;
    this.#isActivityOn = isActivityOn;
    if (!isActivityOn) this.#activityUp.reset();
    for (const { name } of before) if (!this.#isWatched(name)) this.#forget(name);
    for (const { name: target, discover } of targets) {
      const hasDiscovered = before.some((each) => each.name === target && each.discover.enabled);
      if (!discover.enabled) this.#discoveryUp.remove({ target });
      else if (!hasDiscovered) this.#discoveryUp.set({ target }, 0);
      this.#polls.inc({ target }, 0);
      this.#pollOverruns.inc({ target }, 0);
      this.#sweepsCutShort.inc({ target }, 0);
      for (const reason of reasons) this.#pollFailures.inc({ target, reason }, 0);
    }
  }

  /** One attempt at the API has ended; `reason` when it failed. */
  requested(operation: string, durationSeconds: number, reason?: Reason): void {
    this.#apiRequests.inc({ operation });
    this.#apiRequestDuration.observe({ operation }, durationSeconds);
    if (reason !== undefined) this.#apiRequestFailures.inc({ operation, reason });
  }

  /** An item in an answer could not be used, or only in part. */
  malformedItem(operation: string): void {
    this.#apiMalformedItems.inc({ operation });
  }

  /** A request is about to be made; `isRetry` when the same one has failed before. */
  asked({ operation, purpose, isRetry }: AskedRequest): void {
    this.#apiRequestsByPurpose.inc({ operation, purpose });
    if (isRetry) this.#apiRetries.inc({ operation });
  }

  /** One sweep has ended; `reason` when it failed. */
  swept({ target, durationSeconds, isCutShort, missedTurns, reason }: EndedSweep): void {
    if (!this.#isWatched(target)) return;
    this.#polls.inc({ target });
    this.#sweepDuration.observe(durationSeconds);
    this.#pollOverruns.inc({ target }, missedTurns);
    if (isCutShort) this.#sweepsCutShort.inc({ target });
    if (reason !== undefined) this.#pollFailures.inc({ target, reason });
  }

  /** An operation that follows engagements works, or may not be called. */
  followed(target: string, operation: FollowingOperation, isUp: boolean): void {
    if (this.#isActivityOn && this.#isWatched(target)) this.#activityUp.set({ target, operation }, isUp ? 1 : 0);
  }

  /** The contacts of a target could be listed, or could not. */
  discovered(target: string, isUp: boolean): void {
    if (this.#isWatched(target)) this.#discoveryUp.set({ target }, isUp ? 1 : 0);
  }

  /** What was learnt of a target before says nothing of it any more. */
  left(target: string): void {
    for (const operation of followingOperations) this.#activityUp.remove({ target, operation });
    const watched = this.#targets.find(({ name }) => name === target);
    if (watched?.discover.enabled === true) this.#discoveryUp.set({ target }, 0);
  }

  committed(): void {
    this.#commits.inc();
  }

  commitFailed(): void {
    this.#commitFailures.inc();
  }

  /** The configuration has been loaded, at `at`, epoch milliseconds. */
  configured(at: number): void {
    this.#reloadSuccessful.set(1);
    this.#reloadSuccessTime.set(at / 1000);
  }

  /** The configuration could not be loaded, and the one before is in force. */
  reloadFailed(): void {
    this.#reloadSuccessful.set(0);
  }

  /** The web configuration has been read, and is in force, or is wrong. */
  webConfigured(isInForce: boolean): void {
    this.#webReloadSuccessful.set(isInForce ? 1 : 0);
  }

  /** A client of the web server was not let in. */
  refused(reason: RefusalReason): void {
    this.#webRefused.inc({ reason });
  }

  #isWatched(target: string): boolean {
    return this.#targets.some(({ name }) => name === target);
  }

  #forget(target: string): void {
    this.#discoveryUp.remove({ target });
    for (const operation of followingOperations) this.#activityUp.remove({ target, operation });
    for (const counter of [this.#polls, this.#pollOverruns, this.#sweepsCutShort]) counter.remove({ target });
    for (const reason of reasons) this.#pollFailures.remove({ target, reason });
  }

  #counter({ name, help, labels }: MetricDefinition): Counter {
    return new Counter({ name, help, labelNames: labels, registers: [this.registry] });
  }

  #gauge({ name, help, labels }: MetricDefinition): Gauge {
    return new Gauge({ name, help, labelNames: labels, registers: [this.registry] });
  }

  #histogram({ name, help, labels }: MetricDefinition, buckets: number[]): Histogram {
    return new Histogram({ name, help, labelNames: labels, buckets, registers: [this.registry] });
  }
}
