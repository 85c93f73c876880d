/** What of the contacts is to be shown, and in which order. */
export interface StatusQuery {
  /** Each must be part of what is shown of a contact; lower case. */
  readonly terms: readonly string[];
  readonly state: StateFilter;
  readonly sort: SortKey;
  readonly order: SortOrder;
  /** Whether every row is shown, however many there are. */
  readonly showsAll: boolean;
}

export const stateFilters = ['all', 'open', 'failing', 'unpolled'] as const;
export type StateFilter = (typeof stateFilters)[number];

export const sortKeys = ['attention', 'contact', 'target', 'state', 'pages', 'success', 'age', 'next'] as const;
export type SortKey = (typeof sortKeys)[number];

export const sortOrders = ['asc', 'desc'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** The order that tells most: the worst first, but names from A on. */
export const firstOrders: Readonly<Record<SortKey, SortOrder>> = {
  attention: 'desc',
  contact: 'asc',
  target: 'asc',
  state: 'desc',
  pages: 'desc',
  success: 'asc',
  age: 'desc',
  next: 'asc',
};

/** What is searched for is cut there. */
export const longestSearch = 200;

/** Reads a query string. What makes no sense counts as not said. */
export function toStatusQuery(params: URLSearchParams): StatusQuery {
  const search = (params.get('q') ?? '').slice(0, longestSearch).toLowerCase();
  const sort = oneOf(sortKeys, params.get('sort')) ?? 'attention';
  return {
    terms: search.split(/\s+/).filter((term) => term !== ''),
    state: oneOf(stateFilters, params.get('state')) ?? 'all',
    sort,
    order: oneOf(sortOrders, params.get('order')) ?? firstOrders[sort],
    showsAll: params.get('rows') === 'all',
  };
}

/**
 * The address of a query without its search: that is the user's own text, and nothing that a user wrote is ever written
 * into a page. The script puts it back.
 */
export function addressOf({ state, sort, order, showsAll }: Omit<StatusQuery, 'terms'>): string {
  const params = new URLSearchParams();
  if (state !== 'all') params.set('state', state);
  if (sort !== 'attention') params.set('sort', sort);
  if (order !== firstOrders[sort]) params.set('order', order);
  if (showsAll) params.set('rows', 'all');
  return params.size === 0 ? '/status' : `/status?${params.toString()}`;
}

function oneOf<T extends string>(choices: readonly T[], text: string | null): T | undefined {
  return choices.find((choice) => choice === text);
}
