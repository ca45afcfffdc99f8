// Runs tests on the other Nodes that Chaintill is for: `npm run test:nodes`. In CI, `npm test` does so before all else.
import process from 'node:process';
import { testOnOtherNodes } from './nodes.js';

if (!(await testOnOtherNodes())) process.exitCode = 1;
