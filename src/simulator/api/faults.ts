import type { Random } from '../generate/random.js';
import { effects, isFaultKind, type FaultKind } from './fault-kinds.js';
import { isObject, type Input } from './input.js';
import { isOperationName, type OperationName } from './quota.js';

/** What goes wrong, for which requests, and how often. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** Every operation unless given. */
  readonly operation?: OperationName;
  /** An ARN: only requests with this ContactId. */
  readonly contact?: string;
  /** 0 to 1; 1 unless given. */
  readonly probability?: number;
  /** How many requests it falls on; unlimited unless given. */
  readonly times?: number;
  /** What `throttle`, `internal` and `empty-message` ask the client to wait; not said unless given. */
  readonly retryAfterSeconds?: number;
}

export interface Faults {
  /** The first rule that falls on this request, if any, and one of its times used up. */
  draw(operation: OperationName, input: Input): FaultRule | undefined;
  /** Replaces all rules. */
  set(rules: readonly FaultRule[]): void;
}

/** Rules are tried in their order; chances come from `random`. */
export function createFaults(rules: readonly FaultRule[], random: Random): Faults {
  let active = start(rules);
  return {
    draw(operation, input) {
      const entry = active.find(
        ({ rule, timesLeft }) =>
          timesLeft > 0 && concerns(rule, operation, input) && random.chance(rule.probability ?? 1),
      );
      if (entry === undefined) return undefined;
      entry.timesLeft -= 1;
      return entry.rule;
    },
    set(changed) {
      active = start(changed);
    },
  };
}

function start(rules: readonly FaultRule[]) {
  return toFaultRules(rules).map((rule) => ({ rule, timesLeft: rule.times ?? Infinity }));
}

function concerns(rule: FaultRule, operation: OperationName, input: Input): boolean {
  if (rule.operation !== undefined && rule.operation !== operation) return false;
  return rule.contact === undefined || rule.contact === input['ContactId'];
}

type Check = readonly [isRight: (value: unknown) => boolean, demand: string];

const checks = {
  kind: [isFaultKind, `is one of ${Object.keys(effects).join(', ')}`],
  operation: [isOperationName, 'names an operation'],
  contact: [(value) => typeof value === 'string', "is a contact's ARN"],
  probability: [(value) => typeof value === 'number' && value >= 0 && value <= 1, 'is a number from 0 to 1'],
  times: [(value) => typeof value === 'number' && Number.isInteger(value) && value >= 0, 'is a whole number'],
  retryAfterSeconds: [(value) => typeof value === 'number' && Number.isInteger(value), 'is a whole number of seconds'],
} satisfies Record<keyof FaultRule, Check>;

/** Reads rules from JSON. Throws RangeError naming the rule, the field and what is wrong with it. */
function toFaultRules(value: unknown): FaultRule[] {
  if (!Array.isArray(value)) throw new RangeError('faults are a list of rules');
  return value.map((rule: unknown, index) => {
    const problem = problemOf(rule);
    if (problem !== undefined) throw new RangeError(`rule ${index}: ${problem}`);
    return rule as FaultRule;
  });
}

function problemOf(rule: unknown): string | undefined {
  if (!isObject(rule)) return 'is not an object';
  const unknown = Object.keys(rule).find((field) => !Object.hasOwn(checks, field));
  if (unknown !== undefined) return `${unknown} is not known`;
  const wrong = Object.entries(checks).find(
    ([field, [isRight]]) => (field === 'kind' || rule[field] !== undefined) && !isRight(rule[field]),
  );
  return wrong === undefined ? undefined : `${wrong[0]} ${wrong[1][1]}`;
}
