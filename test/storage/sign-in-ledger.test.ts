import type { Database } from '../../src/storage/database.ts';
import { describeLedger } from './ledger-suite.ts';
import { testDatabase } from './test-database.ts';

describe('sign-ins', () => {
  let database: Database;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.close());
  describeLedger('PGlite', () => database);
});
