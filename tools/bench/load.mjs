import autocannon from 'autocannon';
import { cpuMs } from './cpu.mjs';

/**
 * One measured load: a warm-up until the code is compiled, then `seconds` of requests on `connections` connections.
 * @param options.pids process trees whose CPU time is summed over the measured part
 * @param options.drain awaited before the CPU clock is read again, for work that goes on after the answers
 * @returns requests a second, p50 and p99 in ms, CPU ms per request, answers that were not 2xx
 */
export async function measure({ url, requests, headers, connections, seconds, pids, drain, warmUp = 8 }) {
  const load = (duration) =>
    autocannon({ url, requests, headers, connections, duration, pipelining: 1, timeout: 30, excludeErrorStats: true });
  if (warmUp > 0) await load(warmUp);
  if (drain) await drain();
  const before = cpuMs(pids);
  const result = await load(seconds);
  const atEnd = cpuMs(pids);
  if (drain) await drain();
  const drained = cpuMs(pids);
  const done = result['2xx'];
  return {
    perSecond: done / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuMs: (atEnd - before) / Math.max(done, 1),
    cpuMsDrained: (drained - before) / Math.max(done, 1),
    done,
    refused: result.non2xx + result.errors,
  };
}
