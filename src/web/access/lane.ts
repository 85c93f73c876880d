import ipaddr from 'ipaddr.js';

/**
 * Whose address it is, as far as can be told: with IPv6 everybody has a whole network of 64 bits. The same text for the same
 * client; that of an address that is none is itself.
 */
export function laneOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  // An IPv4 address that is written as one of IPv6 is that of IPv4.
  const parsed = ipaddr.process(address);
  const bytes = parsed.toByteArray();
  return parsed.kind() === 'ipv4' ? bytes.join('.') : bytes.slice(0, 8).join(':');
}
