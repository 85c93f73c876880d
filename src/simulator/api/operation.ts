import type { World } from '../world/world.js';
import type { Input } from './input.js';
import type { Pager } from './listing.js';
import type { OperationName } from './quota.js';

/** What a listing does wrong on request. */
export type Disturbance = 'repeated-token' | 'expired-token' | 'shifted';

/** One request, checked as far as its envelope goes. */
export interface Call {
  readonly operation: OperationName;
  readonly input: Input;
  readonly world: World;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly pager: Pager;
  readonly disturbance: Disturbance | undefined;
}

export type Output = Readonly<Record<string, unknown>>;

/** Answers a request with the fields of its response; throws ApiError. */
export type Operation = (call: Call) => Output;
