import type { Database } from '../../src/storage/database.ts';
import { describeCardCopies } from './card-copy-suite.ts';
import { describeStores } from './store-suite.ts';
import { testDatabase } from './test-database.ts';

describe('stores', () => {
  let database: Database;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.close());
  describeStores('PGlite', () => database);
  describeCardCopies('PGlite', () => database);
});
