import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Application } from '../../src/bot/teams-ai-application.ts';

const require = createRequire(import.meta.url);
const library = createRequire(require.resolve('@microsoft/teams-ai/lib/Application.js'));

describe('teams-ai application', () => {
  it("is the library's own", () => {
    assert.equal(Application, (library('./Application.js') as { Application: unknown }).Application);
  });

  it('loads neither dialogs nor recognizers', () => {
    const loaded = Object.keys(require.cache).filter((file) =>
      /botbuilder-dialogs|recognizers-text-(?:suite|date-time|number|choice)/.test(file),
    );
    assert.deepEqual(loaded, [library.resolve('botbuilder-dialogs')]);
  });

  it('says so should anybody sign in through a dialog', () => {
    const { Dialog } = library('botbuilder-dialogs') as { Dialog: new () => unknown };
    assert.throws(() => new Dialog(), /signing in through dialogs is not loaded/);
  });
});
