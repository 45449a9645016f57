/**
 * Bot Framework's side of the door: token check of what comes in, credentials for what goes out. Without a bot
 * registration (demo, insecure local mode) both are off, and then the server listens on loopback only.
 */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { connectorHttpClient } from './connector-http.ts';

export interface BotRegistration {
  /** `BOT_ID`. */
  readonly appId: string;
  /** `BOT_PASSWORD`; none for a managed identity. */
  readonly password: string | null;
  /** `BOT_TYPE`. */
  readonly type: 'SingleTenant' | 'UserAssignedMSI' | 'MultiTenant';
  /** `BOT_TENANT_ID`. */
  readonly tenantId: string | null;
  /** US Government clouds have their own channel service. */
  readonly government: boolean;
}

/** `CloudAdapter.process` puts error texts into response bodies and onto the console; `deliver` does neither. */
export class TeamsAdapter extends CloudAdapter {
  deliver(
    authorization: string,
    activity: Activity,
    turn: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, turn);
  }
}

/** `registration` null = not authenticated, local only. */
export function createAdapter(registration: BotRegistration | null): TeamsAdapter {
  const authentication = new ConfigurationBotFrameworkAuthentication(
    registration === null ? {} : settings(registration),
    undefined,
    undefined,
    undefined,
    { httpClient: connectorHttpClient(registration === null) },
  );
  return new TeamsAdapter(authentication);
}

function settings(registration: BotRegistration): Record<string, string> {
  return {
    MicrosoftAppId: registration.appId,
    MicrosoftAppType: registration.type,
    ...(registration.password === null ? {} : { MicrosoftAppPassword: registration.password }),
    ...(registration.tenantId === null ? {} : { MicrosoftAppTenantId: registration.tenantId }),
    ...(registration.government ? { ChannelService: 'https://botframework.azure.us' } : {}),
  };
}
