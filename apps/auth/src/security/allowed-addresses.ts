import ipaddr from 'ipaddr.js';
import { AppError } from '#errors';

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  if (!ipaddr.isValidCIDR(range)) return false;
  const [network, bits] = ipaddr.parseCIDR(range);
  return network.kind() === address.kind() && address.match(network, bits);
}

/** Whether an address may be used where these ranges are allowed; none is everywhere. An IPv4 address may come mapped. */
export function isAllowed(ranges: readonly string[], ip: string): boolean {
  if (ranges.length === 0) return true;
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return ranges.some((range) => isWithin(address, range));
}

/**
 * Where a credential is used, whatever kind it is of.
 * @throws AppError `forbidden` outside the ranges that the account allows
 */
export function requireAllowedAddress(ranges: readonly string[], ip: string): void {
  if (isAllowed(ranges, ip)) return;
  throw new AppError('forbidden', { detail: 'The account does not allow sign-ins from this network address' });
}
