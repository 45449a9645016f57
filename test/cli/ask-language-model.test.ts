import assert from 'node:assert/strict';
import { DEPLOYMENT, KEY, question, refusedWith, says, startAzureOpenAI } from '../fakes/azure-openai.ts';
import type { AzureOpenAI } from '../fakes/azure-openai.ts';
import { drawbridge } from '../scenarios/served-bot.ts';

const SENTENCE = 'was genau stimmt mit FIN-LT-042 nicht';

describe('drawbridge ask with a language model', function () {
  this.timeout(60_000);
  let azure: AzureOpenAI;
  before(async () => {
    azure = await startAzureOpenAI();
  });
  beforeEach(() => {
    azure.seen.length = 0;
    azure.answer = () => says(question('device.posture', { device: 'FIN-LT-042' }));
  });
  after(() => azure.close());

  const ask = (text: string): ReturnType<typeof drawbridge> =>
    drawbridge(['ask', text], {
      AZURE_OPENAI_ENDPOINT: azure.endpoint,
      AZURE_OPENAI_DEPLOYMENT: DEPLOYMENT,
      AZURE_OPENAI_KEY: KEY,
      LOG_LEVEL: 'debug',
    });

  it('answers a sentence that the grammar does not know, and says how it was read', async () => {
    const { code, output } = await ask(SENTENCE);
    assert.equal(code, 0);
    assert.match(
      output,
      /Understood as the question “posture of device FIN-LT-042”\. Nothing was requested\./,
    );
    assert.match(output, /Defender for Endpoint/);
    assert.equal(azure.seen.length, 1);
    assert.doesNotMatch(output, new RegExp(`${KEY}|genau stimmt`));
  });

  it('asks nobody about a sentence that the grammar knows', async () => {
    const { output } = await ask('is FIN-LT-042 compliant');
    assert.match(output, /FIN-LT-042/);
    assert.doesNotMatch(output, /Understood as/);
    assert.equal(azure.seen.length, 0);
  });

  it('did not understand when the model fails or wants an action', async () => {
    azure.answer = () => refusedWith(500, 'InternalServerError');
    const failed = await ask(SENTENCE);
    assert.equal(failed.code, 0);
    assert.match(failed.output, /I did not understand that, so I did nothing/);
    azure.answer = () => says(question('action.isolate', { device: 'FIN-LT-042' }));
    assert.match((await ask(SENTENCE)).output, /I did not understand that, so I did nothing/);
  });
});
