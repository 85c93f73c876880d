import type { Contact } from './contact.js';

/** People who answer together for something. A contact is in one team at most. */
export interface Team {
  readonly name: string;
  readonly contacts: readonly Contact[];
}

/** The names of the teams, by the ARNs of their contacts. */
export function teamNames(teams: readonly Team[]): ReadonlyMap<string, string> {
  return new Map(teams.flatMap(({ name, contacts }) => contacts.map(({ arn }) => [arn, name] as const)));
}
