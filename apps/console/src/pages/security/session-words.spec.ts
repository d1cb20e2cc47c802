import { describe, expect, it } from '@jest/globals';
import { deviceText, placeText } from './session-words.js';

describe('deviceText', () => {
  it('tells what is known', () => {
    expect(deviceText({ browser: 'Firefox 141', os: 'Windows 11', device: 'Desktop' })).toBe(
      'Firefox 141 on Windows 11, Desktop',
    );
    expect(deviceText({ browser: 'curl', os: 'Unknown', device: 'Unknown' })).toBe('curl');
    expect(deviceText({ browser: 'Unknown', os: 'Unknown', device: 'Unknown' })).toBe('Unknown device');
  });
});

describe('placeText', () => {
  it('is as exact as the data', () => {
    const germany = { city: null, region: null, country: 'Germany', countryCode: 'DE' };
    expect(placeText(germany)).toBe('Germany');
    expect(placeText({ ...germany, city: 'Kiel' })).toBe('Kiel, Germany');
    expect(placeText(null)).toBe('Unknown place');
  });
});
