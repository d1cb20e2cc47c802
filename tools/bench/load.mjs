import autocannon from 'autocannon';
import { cpuMs } from './cpu.mjs';

/**
 * One measured load: a warm-up until the code is compiled, then `seconds` of requests on `connections` connections.
 * @param options.pids process trees whose CPU time is summed over the measured part
 * @param options.settle awaited before the CPU clock is read, for work that belongs to a request and goes on after its
 *   answer
 * @param options.drain awaited before the CPU clock is read once more, for what comes later still; answers of how many
 *   requests that was
 * @returns requests a second, p50 and p99 in ms, CPU ms per request, answers that were not 2xx
 */
export async function measure({ url, requests, headers, connections, seconds, pids, settle, drain, warmUp = 8 }) {
  const load = (duration) =>
    autocannon({ url, requests, headers, connections, duration, pipelining: 1, timeout: 30, excludeErrorStats: true });
  if (warmUp > 0) await load(warmUp);
  if (settle) await settle();
  const before = cpuMs(pids);
  const result = await load(seconds);
  if (settle) await settle();
  const atEnd = cpuMs(pids);
  const later = drain ? await drain() : 1;
  const drained = cpuMs(pids);
  const done = result['2xx'];
  const cpuOfOne = (atEnd - before) / Math.max(done, 1);
  return {
    perSecond: done / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuMs: cpuOfOne,
    cpuMsDrained: cpuOfOne + (drained - atEnd) / Math.max(later, 1),
    done,
    refused: result.non2xx + result.errors,
  };
}
