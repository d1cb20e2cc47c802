/** The sum of all series of a metric whose line holds `part`, as a process shows them; 0 when there is none. */
export async function metric(metricsUrl: string, name: string, part = ''): Promise<number> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(part))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

/** CPU time that a process has used since it began, in milliseconds: what a busy machine does not change. */
export async function cpuMsOf(metricsUrl: string): Promise<number> {
  return 1000 * (await metric(metricsUrl, 'process_cpu_seconds_total'));
}
