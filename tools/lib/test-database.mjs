import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePorts, releasePorts } from './ports.mjs';
import { preparePostgres } from './postgres.mjs';
import { removePostgresElsewhere } from './postgres-binaries.mjs';
import { createReporter } from './reporter.mjs';
import { loadSecrets } from './secrets.mjs';
import { State } from './state.mjs';

function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'muster-test-'));
  // The user `nobody` must get through when this runs as root.
  chmodSync(path, 0o711);
  return path;
}

/**
 * Starts an empty PostgreSQL for tests: it does not wait for the disk, and all of it is removed at stop.
 * @param {{stateDir?: string}} [options] a fixed folder lets a later start clear up after a killed one
 * @returns {Promise<{adminUrl: string, stop(): Promise<void>}>}
 */
export async function startTestCluster({ stateDir = temporaryFolder() } = {}) {
  const report = createReporter({ quiet: true });
  const state = new State(stateDir);
  state.lock();
  await state.clearLeftovers(report);
  const ports = await choosePorts({ fixed: false, copies: { gateway: 0 } });
  const { part, adminUrl } = await preparePostgres({
    stateDir,
    port: ports.postgres,
    password: loadSecrets(stateDir).postgres,
    fastUnsafe: true,
    partOptions: {
      report,
      onSpawn: (part) => state.remember(part),
      onEnd: (pid) => state.forget(pid),
    },
  });
  await part.start();
  const stop = async () => {
    await part.stop();
    releasePorts(ports);
    removePostgresElsewhere(stateDir);
    rmSync(stateDir, { recursive: true, force: true });
  };
  return { adminUrl, stop };
}
