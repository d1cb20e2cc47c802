import { Injectable } from '@nestjs/common';
import { parse as parseUserAgent } from 'bowser';
import QuickLRU from 'quick-lru';
import type { ClientDevice } from '#contracts';

const maxLength = 512;
const unknown = 'Unknown';
const types: Record<string, string> = { desktop: 'Desktop', mobile: 'Phone', tablet: 'Tablet', tv: 'TV', bot: 'Bot' };

function majorOf(version = ''): string {
  return version.split('.')[0] ?? '';
}

function named(...parts: (string | undefined)[]): string {
  const words = parts.filter((part) => part !== undefined && part !== '').join(' ');
  return words === '' ? unknown : words;
}

function parse(userAgent: string): ClientDevice {
  const { browser, os, platform } = parseUserAgent(userAgent);
  // Windows says its kernel's version, macOS one that does not change any more.
  const version = os.name === 'Windows' ? os.versionName : os.name === 'macOS' ? '' : os.version;
  return {
    device:
      platform.model === undefined ? (types[platform.type ?? ''] ?? unknown) : named(platform.vendor, platform.model),
    browser:
      browser.name === undefined || browser.name === '' ? unknown : named(browser.name, majorOf(browser.version)),
    os: os.name === undefined ? unknown : named(os.name, version),
  };
}

/** What a User-Agent header says. A client may write anything there: it is for recognition, never for decisions. */
@Injectable()
export class ClientDevices {
  private readonly known = new QuickLRU<string, ClientDevice>({ maxSize: 1_000 });

  of(userAgent: string): ClientDevice {
    const text = userAgent.slice(0, maxLength).trim();
    // The parser throws for nothing at all.
    if (text === '') return { device: unknown, browser: unknown, os: unknown };
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const device = parse(text);
    this.known.set(text, device);
    return device;
  }
}
