import { toContact } from '../../src/core/contact.js';
import type { ContactInfo } from '../../src/core/contact.js';
import type { ListedEngagement } from '../../src/core/listed-engagement.js';
import type { ListedPage } from '../../src/core/page.js';
import type { DescribedContact } from '../../src/poller/page-source.js';

type Check = (value: unknown) => boolean;

const isShowable = (text: string) => !/[\p{Cc}\p{Cs}]/u.test(text);
const identifier: Check = (value) => typeof value === 'string' && value.length <= 2048 && isShowable(value);
const time: Check = (value) => value === undefined || Number.isFinite(value);

/** The fields that are not what they should be. */
function flawsOf<T extends object>(item: T, checks: Readonly<Record<keyof T, Check>>): string[] {
  const unknown = Object.keys(item).filter((field) => !Object.hasOwn(checks, field));
  const wrong = Object.entries<Check>(checks).filter(([field, check]) => !check(Reflect.get(item, field)));
  return [...unknown, ...wrong.map(([field]) => field)];
}

export function flawsOfPage(page: ListedPage): string[] {
  return flawsOf<Required<ListedPage>>(page as Required<ListedPage>, {
    arn: identifier,
    engagementArn: identifier,
    contactArn: identifier,
    incidentId: (value) => value === undefined || (identifier(value) && value !== ''),
    sentAt: time,
    deliveredAt: time,
    readAt: time,
    isDoubtful: (value) => value === undefined || value === true,
  });
}

export function flawsOfEngagement(engagement: ListedEngagement): string[] {
  return flawsOf<Required<ListedEngagement>>(engagement as Required<ListedEngagement>, {
    arn: identifier,
    contactArn: identifier,
    startedAt: time,
    stoppedAt: time,
  });
}

export function flawsOfContact({ contact, info }: DescribedContact): string[] {
  const same = toContact(contact.arn);
  return [...(JSON.stringify(same) === JSON.stringify(contact) ? [] : ['contact']), ...flawsOfInfo(info)];
}

export function flawsOfInfo(info: ContactInfo): string[] {
  return flawsOf(info, {
    displayName: (value) => typeof value === 'string' && Array.from(value).length <= 255 && isShowable(value),
    type: (value) => typeof value === 'string' && /^[A-Z_]{0,40}$/.test(value),
  });
}
