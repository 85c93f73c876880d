import { longestArn } from './text.js';

/**
 * What the ARN of one page or one engagement looks like: `arn:PARTITION:ssm-contacts:REGION:ACCOUNT:RESOURCE/ALIAS/ID`.
 * Source: the resource types in AWS's service authorization reference for Incident Manager Contacts.
 */
export function arnPattern(resource: 'page' | 'engagement'): RegExp {
  const owner = 'arn:(?:aws|aws-cn|aws-us-gov):ssm-contacts:[a-z0-9-]+:\\d{12}';
  return new RegExp(`^(?=.{1,${longestArn}}$)${owner}:${resource}/[\\w+=,.@-]{1,255}/[\\w+=,.@:-]+$`);
}
