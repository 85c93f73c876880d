import { Fault } from '../core/fault.js';

/** What one answer of a listing holds, and the token of the next answer unless it was the last. */
export interface Batch<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

/**
 * The most answers that one listing may have: a million pages even where the service gives 50 at a time, and more than
 * five hours at the default quota of ListPagesByContact. Whoever goes on longer is not listing but looping.
 */
export const maxAnswersPerListing = 20_000;

/**
 * Follows a listing to its end, one array for each answer; an empty answer with a token is not the end.
 * The SDK's own paginators follow a repeated token for ever and know no limit.
 * Throws a `malformed` fault on a token seen before in this listing or after `maxAnswers` answers, whatever `ask`
 * throws, and the reason of `signal` once that is aborted.
 */
export async function* paginate<Item>(
  ask: (token: string | undefined) => Promise<Batch<Item>>,
  signal: AbortSignal,
  maxAnswers = maxAnswersPerListing,
): AsyncGenerator<readonly Item[], void, undefined> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (let answers = 0; answers < maxAnswers; answers++) {
    signal.throwIfAborted();
    const { items, nextToken } = await ask(token);
    yield items;
    if (nextToken === undefined) return;
    if (seen.has(nextToken)) throw new Fault('malformed', 'the listing repeats a NextToken');
    seen.add(nextToken);
    token = nextToken;
  }
  throw new Fault('malformed', `the listing does not end after ${maxAnswers} answers`);
}
