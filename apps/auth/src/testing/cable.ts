import { connect, createServer, type Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { Database, dataSourceOptions } from '#postgres';
import type { TestDatabase } from '#testing';
import { authDatabase } from '../database/service-database.js';

/** The way to the database of a test, to be cut where the database does not notice. */
export interface Cable {
  test: TestDatabase;
  cut(): void;
  close(): Promise<void>;
}

export async function cableTo(test: TestDatabase): Promise<Cable> {
  const url = new URL(test.serviceUrl);
  const target = { port: Number(url.port), host: url.hostname };
  const [nearEnds, farEnds] = [new Set<Socket>(), new Set<Socket>()];
  const server = createServer((near) => {
    const far = connect(target);
    nearEnds.add(near);
    farEnds.add(far);
    for (const end of [near, far]) end.on('error', () => {});
    near.pipe(far, { end: false });
    far.pipe(near);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The cable has no port');
  url.host = `127.0.0.1:${address.port}`;
  const options = dataSourceOptions(authDatabase, { url: url.href, poolSize: 5 });
  const dataSource = await new DataSource(options).initialize();
  const cut = () => {
    for (const end of nearEnds) end.destroy();
    nearEnds.clear();
  };
  return {
    test: { ...test, dataSource, database: new Database(dataSource, authDatabase.schema) },
    cut,
    async close() {
      await dataSource.destroy();
      cut();
      for (const end of farEnds) end.destroy();
      server.close();
    },
  };
}
