import { types } from 'pg';

type Parse = (text: string) => unknown;
type Format = 'text' | 'binary';

const timestamptz = 1184;
const textArray = 1009;
const uuidArray = 2951;

// `2026-11-25 02:42:01.108+00`, as a server speaks whose time zone is UTC; without a fraction, or with up to 6 digits.
const utcTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;
const isoLength = '2026-11-25T02:42:01.108'.length;

/** A time that remembers how it is written: lists write several of them for each row. */
class WrittenDate extends Date {
  constructor(
    private readonly text: string,
    private readonly milliseconds = Date.parse(text),
  ) {
    super(milliseconds);
  }

  override toISOString(): string {
    // It may have been set since.
    return this.getTime() === this.milliseconds ? this.text : super.toISOString();
  }
}

// pg names only some types; there are others.
const parserOf: (oid: number, format: Format) => Parse = types.getTypeParser;
const parseTime = parserOf(timestamptz, 'text');
const parseTexts = parserOf(textArray, 'text');

/** What V8 parses by itself is given to it; infinity, years before 1 and other zones take the long way. */
function time(text: string): unknown {
  if (!utcTime.test(text)) return parseTime(text);
  // Of the six digits of the server JavaScript has three.
  const clock = text.length === '2026-11-25 02:42:01+00'.length ? `${text.slice(11, -3)}.` : text.slice(11, -3);
  return new WrittenDate(`${`${text.slice(0, 10)}T${clock}`.slice(0, isoLength).padEnd(isoLength, '0')}Z`);
}

/** Elements of a uuid[] need no quotes, so between the commas are the elements. */
function uuids(text: string): unknown {
  if (text === '{}') return [];
  return text.includes('NULL') ? parseTexts(text) : text.slice(1, -1).split(',');
}

function texts(text: string): unknown {
  return text === '{}' ? [] : parseTexts(text);
}

const own = new Map<number, Parse>([
  [timestamptz, time],
  [uuidArray, uuids],
  [textArray, texts],
]);

/**
 * How values of PostgreSQL become values of JavaScript: as pg does it, with short ways for what lists are full of.
 * @param oid of the type in PostgreSQL
 */
export function getTypeParser(oid: number, format: Format = 'text'): Parse {
  const parse = format === 'text' ? own.get(oid) : undefined;
  return parse ?? parserOf(oid, format);
}
