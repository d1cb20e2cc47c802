import ipaddr from 'ipaddr.js';

/** A range as it is kept: the network's address in its shortest spelling, and the length of the prefix. */
export function canonicalRange(range: string): string {
  const [address, bits] = ipaddr.parseCIDR(range);
  const network =
    address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(range) : ipaddr.IPv6.networkAddressFromCIDR(range);
  return `${network.toString()}/${bits}`;
}

/** Canonical ranges, each once, in the order given. */
export function canonicalRanges(ranges: readonly string[]): string[] {
  return [...new Set(ranges.map(canonicalRange))];
}

/** Whether an address is in one of the ranges. IPv4 that arrives mapped into IPv6 is IPv4. */
export function isWithin(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
}
