import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

/** argon2id verifications a second that this machine can do at most, with as many at once as it has cores. */
export async function hashCeiling({ seconds }) {
  const encoded = await hash('a password to measure with', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const end = Date.now() + seconds * 1000;
  let done = 0;
  const worker = async () => {
    while (Date.now() < end) {
      await verify(encoded, 'a password to measure with');
      done += 1;
    }
  };
  const started = Date.now();
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return done / ((Date.now() - started) / 1000);
}
