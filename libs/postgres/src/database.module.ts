import { Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { dataSourceOptions, type ConnectionSettings, type ServiceDatabase } from './data-source-options.js';
import { Database } from './database.js';

/** Provides {@link Database} for a service; the connection pool belongs to Nest and closes with the application. */
@Module({})
export class DatabaseModule {
  static forService(database: ServiceDatabase, settings: ConnectionSettings): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(database, settings), retryAttempts: 10, retryDelay: 500 }),
      ],
      providers: [
        {
          provide: Database,
          useFactory: (dataSource: DataSource) => new Database(dataSource, database.schema),
          inject: [getDataSourceToken()],
        },
      ],
      exports: [Database],
    };
  }
}
