import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const blocks = [...read('docs/subscribing.md').matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];

it.each(blocks.map(([, path = '', code = '']) => ({ path, code })))(
  'docs/subscribing.md shows $path as it is',
  (block) => {
    expect(read(block.path)).toContain(block.code.trim());
  },
);

it('docs/subscribing.md shows code', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(3);
});
