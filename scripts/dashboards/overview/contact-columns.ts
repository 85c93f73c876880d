import { chosenContacts, contactLabels } from '../selection.js';
import type { ValueColumn } from '../table.js';

/** Of tables with a row for each contact, and what is written above them. */
export const labelsOfContacts = {
  contact: 'Contact',
  team: 'Team',
  aws_account_id: 'Account',
  aws_region: 'Region',
} as const;

/** Brings the label `team` to the rows of contacts that are in one. */
export function teamColumn(among?: string): ValueColumn {
  const teams = `max by (${contactLabels}, team) (ssm_contacts_contact_team{${chosenContacts}})`;
  const expr = among === undefined ? teams : `${teams} and on (${contactLabels}) ${among}`;
  return { title: 'Team', expr, unit: 'short', isHidden: true };
}
