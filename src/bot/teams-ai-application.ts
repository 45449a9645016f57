/**
 * teams-ai's `Application`, which routes activities. It comes without the library's sign-in of people: nobody signs in
 * here (the channel vouches for who speaks), and what that loads (dialogs, with recognizers for the dates and numbers of
 * a dozen languages) is a fifth of the heap. Figures: docs/performance.md.
 */
import Module, { createRequire } from 'node:module';
import type * as Library from '@microsoft/teams-ai/lib/Application.js';

// Not the package's main file: that also loads its language model clients (25 MB, 150 ms).
const APPLICATION = '@microsoft/teams-ai/lib/Application.js';

/** A constructor: the library derives a class from one of the dialogs' while it is loaded. */
function NotLoaded(): never {
  throw new TypeError('signing in through dialogs is not loaded');
}

const require = createRequire(import.meta.url);
const dialogs = createRequire(require.resolve(APPLICATION)).resolve('botbuilder-dialogs');
const standIn = new Module(dialogs);
standIn.exports = { Dialog: NotLoaded };
standIn.loaded = true;
require.cache[dialogs] = standIn;

export const { Application } = require(APPLICATION) as typeof Library;
