import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Reader, type Response } from 'mmdb-lib';
import QuickLRU from 'quick-lru';
import type { ApproximateLocation } from '#contracts';
import { CONFIG, type AuthConfig } from '../config.js';

// CC0 data of the registries, built on 17 June 2026; the version of the package is its date.
const countryFile = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';
const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The two layouts in use: flat as ip-location-db writes it, nested as MaxMind and DB-IP do. */
interface Found {
  country_code?: unknown;
  state1?: unknown;
  city?: unknown;
  country?: { iso_code?: unknown };
  subdivisions?: { names?: { en?: unknown } }[];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 100) : null;
}

function codeOf(found: Found): string | undefined {
  const code = textOf(found.country_code) ?? textOf(found.country?.iso_code) ?? '';
  return /^[A-Z]{2}$/.test(code) ? code : undefined;
}

function cityOf({ city }: Found): string | null {
  const nested = typeof city === 'object' && city !== null ? (city as { names?: { en?: unknown } }) : {};
  return textOf(city) ?? textOf(nested.names?.en);
}

function toLocation(found: Found): ApproximateLocation | null {
  const code = codeOf(found);
  if (code === undefined) return null;
  return {
    city: cityOf(found),
    region: textOf(found.state1) ?? textOf(found.subdivisions?.[0]?.names?.en),
    country: countryNames.of(code) ?? code,
    countryCode: code,
  };
}

function open(file: string): Reader<Response> {
  return new Reader<Response>(readFileSync(file));
}

/** Where addresses are registered, by files on this machine: nobody else learns who signs in. */
@Injectable()
export class Locations implements OnModuleInit {
  private readonly known = new QuickLRU<string, ApproximateLocation | null>({ maxSize: 5_000 });
  private countries: Reader<Response> | undefined;
  private cities: Reader<Response> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Pick<AuthConfig, 'GEO_CITY_DATABASE'>) {}

  onModuleInit(): void {
    const { GEO_CITY_DATABASE: file } = this.config;
    if (file === undefined) return;
    try {
      this.cities = open(file);
    } catch (error) {
      throw new Error(`GEO_CITY_DATABASE: ${file} cannot be read as a MaxMind DB file`, { cause: error });
    }
  }

  /** Null for private and unknown addresses. */
  of(ip: string): ApproximateLocation | null {
    const known = this.known.get(ip);
    if (known !== undefined) return known;
    const location = this.find(ip);
    this.known.set(ip, location);
    return location;
  }

  private find(ip: string): ApproximateLocation | null {
    if (!ipaddr.isValid(ip)) return null;
    const address = ipaddr.process(ip);
    if (address.range() !== 'unicast') return null;
    // 8 MB that a copy loads when it first needs them.
    this.countries ??= open(createRequire(import.meta.url).resolve(countryFile));
    const text = address.toString();
    // Both formats are read with care: what an operator supplies is not ours.
    const found = (this.cities?.get(text) ?? this.countries.get(text)) as Found | null;
    return found === null ? null : toLocation(found);
  }
}
