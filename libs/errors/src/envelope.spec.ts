// Real: zod. No fakes.
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { InviteManyBody, Uuid } from '#contracts';
import { inputFaults } from './envelope.js';

function faults(schema: z.ZodType, value: unknown, prefix?: string) {
  const { error } = schema.safeParse(value);
  return error === undefined ? [] : inputFaults(error, prefix).map(({ path, code }) => [path, code]);
}

describe('faults of what may have several shapes', () => {
  const id = '01900000-0000-7000-8000-000000000000';

  it.each<[string, unknown, string[][]]>([
    [
      'too many of one',
      { userIds: Array.from({ length: 101 }, (_, n) => id.slice(0, -3) + String(100 + n)) },
      [['userIds', 'too_big']],
    ],
    ['nothing', {}, [['userIds', 'invalid_type']]],
    ['a wrong value of the other', { filter: 'everybody' }, [['filter', 'invalid_value']]],
    ['a field of neither', { filter: 'not_invited', x: 1 }, [['x', 'unknown_field']]],
    ['no object', [], [['', 'invalid_type']]],
  ])('%s', (_name, value, expected) => {
    expect(faults(InviteManyBody, value)).toEqual(expected);
  });

  it('stand where the value stands', () => {
    const schema = z.strictObject({ id: z.union([Uuid, z.literal('me')]) });
    expect(faults(schema, { id: 'you' }, 'path')).toEqual([['path.id', 'invalid_format']]);
  });

  it('are at most 50', () => {
    const value = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`field${n}`, 1]));
    expect(faults(z.strictObject({}), value)).toHaveLength(50);
    expect(
      faults(
        z.array(z.string()),
        Array.from({ length: 60 }, () => 1),
      ),
    ).toHaveLength(50);
  });
});
