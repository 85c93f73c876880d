/** A contact as its ARN names it. Every part comes from a validated ARN, so each may become a label value. */
export interface Contact {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly alias: string;
}

/** What the API says about a contact beyond its ARN. Empty strings until it has been asked. */
export interface ContactInfo {
  readonly displayName: string;
  /** `PERSONAL`, `ESCALATION` or `ONCALL_SCHEDULE`. */
  readonly type: string;
}

export const unknownInfo: ContactInfo = { displayName: '', type: '' };

const contactArn =
  /^arn:(?:aws|aws-cn|aws-us-gov):ssm-contacts:([a-z0-9-]{1,64}):(\d{12}):contact\/([\w+=,.@-]{1,255})$/;

/**
 * Reads a contact's ARN, `arn:PARTITION:ssm-contacts:REGION:ACCOUNT:contact/ALIAS`; undefined when it is not one.
 * Source: the Contact resource type in AWS's service authorization reference for Incident Manager Contacts.
 */
export function toContact(arn: string): Contact | undefined {
  const [, region, accountId, alias] = contactArn.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || alias === undefined) return undefined;
  return { arn, accountId, region, alias };
}
