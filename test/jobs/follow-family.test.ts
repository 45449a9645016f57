import { testDatabase } from '../storage/test-database.ts';
import { describeFollowing } from './follow-suite.ts';

describeFollowing('PGlite', testDatabase);
