import { toContact, type Contact, type ContactInfo } from '../core/contact.js';
import { Fault } from '../core/fault.js';
import type { Fields, Reading } from './reading.js';
import { toLabelText, toText } from './text.js';

/** AWS API reference, ContactDisplayName: up to 255 characters. */
const longestName = 255;

/** Those of the API reference, ContactType, and any that AWS may add. */
const typePattern = /^[A-Z][A-Z_]{0,39}$/;

export interface ListedContact {
  readonly contact: Contact;
  readonly info: ContactInfo;
}

/** Reads one Contact of ListContacts (AWS API reference, Contact). Without a contact's ARN there is no item. */
export function toListedContact(item: Fields): Reading<ListedContact> {
  const contact = toContact(toText(item['ContactArn']));
  if (contact === undefined) return { malformed: true };
  return { item: { contact, info: readInfo(item) }, malformed: false };
}

/** Reads an answer of GetContact. Throws a `malformed` fault without a Type, which every contact has. */
export function toContactInfo(answer: object): ContactInfo {
  const info = readInfo(answer as Fields);
  if (info.type === '') throw new Fault('malformed', 'the answer has no Type');
  return info;
}

function readInfo(fields: Fields): ContactInfo {
  const type = toText(fields['Type']);
  return { displayName: toLabelText(fields['DisplayName'], longestName), type: typePattern.test(type) ? type : '' };
}
