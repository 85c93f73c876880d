export interface Account {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
}

/** Builds the ARNs of one account and region, in the forms that AWS's own examples show. */
export function createArns({ accountId, region }: Account) {
  const contacts = `arn:aws:ssm-contacts:${region}:${accountId}`;
  return {
    contact: (alias: string) => `${contacts}:contact/${alias}`,
    channel: (alias: string, id: string) => `${contacts}:contact-channel/${alias}/${id}`,
    engagement: (alias: string, id: string) => `${contacts}:engagement/${alias}/${id}`,
    page: (alias: string, id: string) => `${contacts}:page/${alias}/${id}`,
    rotation: (id: string) => `${contacts}:rotation/${id}`,
    incident: (alias: string, id: string) => `arn:aws:ssm-incidents::${accountId}:incident-record/${alias}/${id}`,
  };
}

export type Arns = ReturnType<typeof createArns>;

const contactsArn = /^arn:(aws|aws-cn|aws-us-gov):ssm-contacts:[-\w+=/,.@]*:[0-9]+:([\w+=/,.@:-])*$/;

/** Whether the API takes this text as an ARN: its SsmContactsArn pattern, 1 to 2048 characters. */
export function isContactsArn(text: string): boolean {
  return text.length <= 2048 && contactsArn.test(text);
}
