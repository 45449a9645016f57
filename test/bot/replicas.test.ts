import type { Database } from '../../src/storage/database.ts';
import { testDatabase } from '../storage/test-database.ts';
import { describeReplicas } from './replicas-suite.ts';

describe('replicas', () => {
  let database: Database;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.close());
  describeReplicas('PGlite', () => database);
});
