import { toContact, type Contact } from '../core/contact.js';
import { shown, type Problem } from './problem.js';

export type ListedContact = { readonly contact: Contact } | { readonly problem: Problem };

/** Reads the ARN that stands at `path` in a list of contacts. */
export function readContact(arn: unknown, path: string): ListedContact {
  const contact = typeof arn === 'string' ? toContact(arn) : undefined;
  if (contact !== undefined) return { contact };
  const wanted = "a contact's ARN such as arn:aws:ssm-contacts:us-east-2:111122223333:contact/ALIAS";
  return { problem: { path, message: `must be ${wanted}, is ${shown(arn)}` } };
}
