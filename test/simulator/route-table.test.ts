import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { coverageLines, ROUTES } from '../../src/simulator/route-table.ts';

describe('the route table', () => {
  it('is what docs/simulator.md lists', async () => {
    const docs = await readFile(path.join(import.meta.dirname, '../../docs/simulator.md'), 'utf8');
    const [, endpoints = ''] = docs.split('## Endpoints');
    const listed = endpoints.split('\n').filter((line) => /^- `(?:GET|POST|PATCH|DELETE) \//.test(line));
    assert.deepEqual(listed, coverageLines());
  });

  it('holds no address twice', () => {
    const addresses = ROUTES.map((route) => `${route.service} ${route.method} ${route.path}`);
    assert.deepEqual(addresses.length, new Set(addresses).size);
  });

  it('opens nothing without a permission', () => {
    for (const route of ROUTES) assert.ok(route.permissions.length > 0, route.path);
  });
});
