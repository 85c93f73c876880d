import type { Pace, Permit } from '../../src/core/pace.js';

export interface FakePace extends Pace {
  /** `admit OPERATION`, `served`, `throttled SECONDS`, in the order of the calls. */
  readonly heard: readonly string[];
  /** Admits those who wait, and everybody from now on. */
  open(): void;
}

/** A pace that admits everybody at once, or nobody before it is opened. */
export function createFakePace({ isOpen = true } = {}): FakePace {
  const heard: string[] = [];
  const permit: Permit = {
    served: () => void heard.push('served'),
    throttled: (retryAfterSeconds) => void heard.push(`throttled ${retryAfterSeconds}`),
  };
  const opening = new EventTarget();
  return {
    heard,
    open() {
      isOpen = true;
      opening.dispatchEvent(new Event('open'));
    },
    admit(operation, signal) {
      heard.push(`admit ${operation}`);
      if (isOpen) return Promise.resolve(permit);
      return new Promise((resolve, reject) => {
        opening.addEventListener('open', () => resolve(permit));
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
  };
}
