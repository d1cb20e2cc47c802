import { describe, expect, it } from '@jest/globals';
import { ClientDevices } from './client-devices.js';
import { Locations } from './locations.js';

describe('a User-Agent', () => {
  const devices = new ClientDevices();
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0';

  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/126.0.0.0`,
      'Desktop',
      'Microsoft Edge 126',
      'Windows 10',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Apple iPhone',
      'Safari 17',
      'iOS 17.5',
    ],
    [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${chrome} Mobile Safari/537.36`, 'Phone', 'Chrome 126', 'Android 14'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'Desktop', 'Firefox 127', 'Linux'],
    ['curl/8.5.0', 'Unknown', 'Unknown', 'Unknown'],
    ['', 'Unknown', 'Unknown', 'Unknown'],
  ])('%s', (userAgent, device, browser, os) => {
    expect(devices.of(userAgent)).toEqual({ device, browser, os });
  });

  it.each(['(', 'Version/', 'Android ', ';', ' ', '\0', 'Mozilla/5.0 (('])(
    'of a thousand %j takes no long time',
    (part) => {
      const begun = process.cpuUsage();
      devices.of(part.repeat(1_000));
      expect(process.cpuUsage(begun).user / 1000).toBeLessThan(200);
    },
  );
});

describe('a location', () => {
  const locations = new Locations({});

  it('is the country where an address is registered', () => {
    expect(locations.of('193.99.144.80')).toEqual({ city: null, region: null, country: 'Germany', countryCode: 'DE' });
    expect(locations.of('::ffff:193.99.144.80')?.countryCode).toBe('DE');
    expect(locations.of('2001:4860:4860::8888')?.countryCode).toBe('US');
  });

  it.each(['10.1.2.3', '127.0.0.1', '192.168.1.1', '169.254.1.1', '::1', 'fd00::1', 'fe80::1', 'nonsense', ''])(
    'is unknown of %j',
    (ip) => {
      expect(locations.of(ip)).toBeNull();
    },
  );

  it('of a file that is none stops the start and says which setting is wrong', () => {
    expect(() => new Locations({ GEO_CITY_DATABASE: 'package.json' }).onModuleInit()).toThrow(/GEO_CITY_DATABASE/);
    expect(() => new Locations({ GEO_CITY_DATABASE: '/nowhere' }).onModuleInit()).toThrow(/GEO_CITY_DATABASE/);
  });
});
