/** The apps that a question about everybody is answered for unless it names one. */
import type { AccessApp } from './access-app.ts';
import { accessApp } from './access-app.ts';

export const EVERYDAY_APPS: readonly AccessApp[] = ['email', 'Teams', 'SharePoint', 'Azure portal'].flatMap(
  (name) => accessApp(name) ?? [],
);
