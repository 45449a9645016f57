import assert from 'node:assert/strict';
import { drawbridge } from '../scenarios/served-bot.ts';

describe('drawbridge ask', function () {
  this.timeout(60_000);

  it('ends when something fails after the simulated services were started', async () => {
    const { code, output } = await drawbridge(['ask', 'help'], { POLICY_FILE: '/nowhere/policy.yaml' });
    assert.equal(code, 2);
    assert.match(output, /the policy file .* cannot be read/);
  });

  it('ends when nobody signs in by the name it was given', async () => {
    const { code, output } = await drawbridge(['ask', 'help', '--as', 'nobody@contoso.example'], {});
    assert.equal(code, 2);
    assert.match(output, /nobody in this tenant signs in as/);
  });
});
