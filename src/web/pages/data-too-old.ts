import type { ContactView } from './status-view.js';

/** As the alert SSMContactsDataTooOld has it. */
export const tooOldSeconds = 30 * 60;

/** Whether so much may have happened since the last look that what is shown of a contact is not to be relied on. */
export function isDataTooOld({ dataAgeSeconds }: Pick<ContactView, 'dataAgeSeconds'>): boolean {
  return dataAgeSeconds > tooOldSeconds;
}
