import { createHash } from 'node:crypto';
import type { Contact } from '../core/contact.js';
import type { ContactSnapshot } from '../core/snapshot.js';
import type { Labels } from './family.js';

/** How contacts are called in labels: by alias, by ARN, or by a hash that names nobody. */
export type ContactNaming = 'alias' | 'arn' | 'hash';

/** The labels that every series of a contact carries. */
export function labelsOf(contact: Contact, naming: ContactNaming): Labels {
  return { contact: nameOf(contact, naming), aws_account_id: contact.accountId, aws_region: contact.region };
}

/** The further labels of `contact_info`. Hashed contacts stay nameless there too. */
export function infoLabelsOf({ contact, info }: ContactSnapshot, naming: ContactNaming): Labels {
  const isNameless = naming === 'hash';
  return {
    contact_arn: isNameless ? '' : contact.arn,
    display_name: isNameless ? '' : info.displayName,
    contact_type: info.type,
  };
}

/** What a contact is called wherever it is shown. */
export function nameOf(contact: Contact, naming: ContactNaming): string {
  switch (naming) {
    case 'alias':
      return contact.alias;
    case 'arn':
      return contact.arn;
    case 'hash':
      return hashOf(contact);
    default:
      return naming satisfies never;
  }
}

/** What stands for a contact whose name is not to be told. */
export function hashOf({ arn }: Pick<Contact, 'arn'>): string {
  return createHash('sha256').update(arn).digest('hex').slice(0, 16);
}
