/**
 * Bot Framework's side of the door: token check of what comes in, credentials for what goes out. Without a bot
 * registration (demo, insecure local mode) both are off, and then the server listens on loopback only.
 */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { LRUCache } from 'lru-cache';
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

type Authentication = ConfigurationBotFrameworkAuthentication;
type ConnectorFactory = ReturnType<Authentication['createConnectorFactory']>;
type ConnectorClient = Awaited<ReturnType<ConnectorFactory['create']>>;
type Claims = Parameters<Authentication['createConnectorFactory']>[0];

/** Regions that the connector has, and more. */
const MOST_CLIENTS = 50;
/** Whose credentials a client has follows from these. */
const CLAIMS = ['aud', 'appid'];

/**
 * The SDK makes a client, with its whole chain of policies, for each activity that comes in and each card that goes out:
 * a twelfth of what a click costs. A client has an address and credentials and remembers nothing else.
 */
class ReusingAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #clients = new LRUCache<string, Promise<ConnectorClient>>({ max: MOST_CLIENTS });

  override async authenticateRequest(
    ...request: Parameters<Authentication['authenticateRequest']>
  ): ReturnType<Authentication['authenticateRequest']> {
    const result = await super.authenticateRequest(...request);
    const { connectorFactory, claimsIdentity } = result;
    return connectorFactory === undefined
      ? result
      : { ...result, connectorFactory: this.#reusing(connectorFactory, claimsIdentity) };
  }

  override createConnectorFactory(claims: Claims): ConnectorFactory {
    return this.#reusing(super.createConnectorFactory(claims), claims);
  }

  #reusing(factory: ConnectorFactory, claims: Claims): ConnectorFactory {
    const who = CLAIMS.map((claim) => claims.getClaimValue(claim));
    const make = factory.create.bind(factory);
    factory.create = (serviceUrl, audience) => {
      const key = JSON.stringify([...who, audience, serviceUrl]);
      const known = this.#clients.get(key);
      if (known !== undefined) return known;
      const made = make(serviceUrl, audience);
      this.#clients.set(key, made);
      made.catch(() => this.#clients.delete(key));
      return made;
    };
    return factory;
  }
}

/** `registration` null = not authenticated, local only. */
export function createAdapter(registration: BotRegistration | null): TeamsAdapter {
  const authentication = new ReusingAuthentication(
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
