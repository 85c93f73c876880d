import type { ChannelStory, ContactStory, StageStory } from '../world/story.js';
import { notFoundError } from './api-error.js';
import { arnField, choiceField, textField } from './input.js';
import { listing } from './listing.js';
import type { Call, Operation, Output } from './operation.js';

export const listContacts = listing({
  field: 'Contacts',
  select({ input, world }) {
    const prefix = textField(input, 'AliasPrefix', 255) ?? '';
    const type = choiceField(input, 'Type', ['PERSONAL', 'ESCALATION', 'ONCALL_SCHEDULE']);
    return world
      .contacts()
      .filter((contact) => contact.alias.startsWith(prefix) && (type === undefined || contact.type === type));
  },
  show: showContact,
});

export const getContact: Operation = (call) => {
  const contact = knownContact(call);
  const plan = contact.rotationArns === undefined ? { Stages: (contact.stages ?? []).map(showStage) } : undefined;
  return { ...showContact(contact), Plan: plan ?? { RotationIds: contact.rotationArns } };
};

export const listContactChannels = listing({
  field: 'ContactChannels',
  select: (call) => call.world.channelsOf(knownContact(call).arn),
  show: showChannel,
});

/** The contact that ContactId names; throws ResourceNotFoundException. */
export function knownContact({ input, world }: Call): ContactStory {
  const arn = arnField(input, 'ContactId');
  const contact = world.contact(arn);
  if (contact === undefined) throw notFoundError('CONTACT', arn);
  return contact;
}

function showContact({ arn, alias, displayName, type }: ContactStory): Output {
  return { ContactArn: arn, Alias: alias, DisplayName: displayName, Type: type };
}

function showStage({ durationMinutes, channelArns = [], contactArns = [], retryIntervalMinutes }: StageStory): Output {
  const retry = retryIntervalMinutes !== undefined && { RetryIntervalInMinutes: retryIntervalMinutes };
  return {
    DurationInMinutes: durationMinutes,
    Targets: [
      ...channelArns.map((arn) => ({ ChannelTargetInfo: { ContactChannelId: arn, ...retry } })),
      ...contactArns.map((arn) => ({ ContactTargetInfo: { ContactId: arn, IsEssential: true } })),
    ],
  };
}

function showChannel({ arn, contactArn, name, type, address }: ChannelStory): Output {
  return {
    ContactChannelArn: arn,
    ContactArn: contactArn,
    Name: name,
    Type: type,
    DeliveryAddress: { SimpleAddress: address },
    ActivationStatus: 'ACTIVATED',
  };
}
