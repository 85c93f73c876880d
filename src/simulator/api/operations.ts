import { getContact, listContactChannels, listContacts } from './contact-operations.js';
import { listEngagements } from './engagement-operations.js';
import type { Operation } from './operation.js';
import { listPageReceipts, listPagesByContact, listPagesByEngagement } from './page-operations.js';
import type { OperationName } from './quota.js';
import { listRotations, listRotationShifts } from './rotation-operations.js';

export const operations: Record<OperationName, Operation> = {
  GetContact: getContact,
  ListContactChannels: listContactChannels,
  ListContacts: listContacts,
  ListEngagements: listEngagements,
  ListPageReceipts: listPageReceipts,
  ListPagesByContact: listPagesByContact,
  ListPagesByEngagement: listPagesByEngagement,
  ListRotations: listRotations,
  ListRotationShifts: listRotationShifts,
};
