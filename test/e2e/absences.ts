import type { World } from '../../src/simulator/world/world.js';

/** Contacts that the account does not have for now, by ARN: they are not listed, and asking for them finds nothing. */
export function absencesIn(world: World): Set<string> {
  const away = new Set<string>();
  const [contacts, contact] = [world.contacts.bind(world), world.contact.bind(world)];
  world.contacts = () => contacts().filter(({ arn }) => !away.has(arn));
  world.contact = (arn) => (away.has(arn) ? undefined : contact(arn));
  return away;
}
