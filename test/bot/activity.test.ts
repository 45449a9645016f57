import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFromTenant, readActivity, senderOf, sentenceOf, timeZoneOf } from '../../src/bot/activity.ts';
import type { IncomingActivity } from '../../src/bot/activity.ts';
import { readInvoke, readSubmit } from '../../src/bot/card-click.ts';

function activity(changes: Record<string, unknown> = {}): IncomingActivity {
  const read = readActivity({
    type: 'message',
    id: '1',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    from: { id: '29:x', aadObjectId: '11111111-1111-4111-8111-11111111AAAA' },
    recipient: { id: '28:bot' },
    conversation: { id: 'a:1', conversationType: 'personal', tenantId: 'T' },
    ...changes,
  });
  assert.ok(read);
  return read;
}

describe('an incoming activity', () => {
  it('names its sender by the Entra object id alone', () => {
    assert.equal(senderOf(activity())?.id, '11111111-1111-4111-8111-11111111aaaa');
    assert.equal(senderOf(activity({ from: { id: '29:x', name: 'Iris' } })), null);
    assert.equal(senderOf(activity({ from: { id: '29:x', aadObjectId: 'x or 1 eq 1' } })), null);
  });

  it('belongs to a tenant when everything that names one agrees', () => {
    assert.equal(isFromTenant(activity(), 't'), true);
    assert.equal(isFromTenant(activity({ channelData: { tenant: { id: 'U' } } }), 'T'), false);
    assert.equal(isFromTenant(activity({ conversation: { id: 'a' } }), 'T'), false);
  });

  it('says the reader’s time zone only if it is one', () => {
    const zoned = (timezone: string): IncomingActivity =>
      activity({ entities: [{ type: 'clientInfo', timezone }] });
    assert.equal(timeZoneOf(zoned('Europe/Stockholm')), 'Europe/Stockholm');
    assert.equal(timeZoneOf(zoned('Mars/Olympus')), null);
    assert.equal(timeZoneOf(activity()), null);
  });

  it('keeps the sentence when somebody else is mentioned under the bot’s name', () => {
    const entities = [{ type: 'mention', text: '<at>Drawbridge</at>', mentioned: { id: '29:somebody' } }];
    assert.equal(sentenceOf(activity({ text: '<at>Drawbridge</at> hi', entities })), 'Drawbridge hi');
  });

  it('is read or refused, whatever arrives', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        readActivity(body);
      }),
    );
  });
});

describe('a card click', () => {
  it('is read or refused, whatever arrives', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (verb, data) => {
        readInvoke(data);
        readSubmit(data);
        const read = readInvoke({ action: { type: 'Action.Execute', verb, data } });
        if (read.ok && read.click.kind === 'request') assert.match(read.click.requestId, /^R-[0-9A-Z]+$/);
      }),
    );
  });
});
