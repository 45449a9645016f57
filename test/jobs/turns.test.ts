import { testDatabase } from '../storage/test-database.ts';
import { describeTurns } from './turns-suite.ts';

describeTurns('PGlite', testDatabase);
