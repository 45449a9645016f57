/**
 * What blocking a value would break. Names and addresses that Microsoft's own services, or the organization itself, cannot
 * do without are refused; what half the internet uses is warned of. The lists are short on purpose: they hold what an
 * incident would be made worse by, not everything that is well known.
 */
import type { IndicatorKind } from '../tenant/indicator.ts';
import type { Blocker } from './action.ts';
import { hostOf } from './indicator-value.ts';

export interface Hazards {
  readonly blockers: readonly Blocker[];
  readonly warnings: readonly string[];
}

/** Sign-in, mail, Teams, Defender's own channel, updates. */
const MICROSOFT =
  `microsoft.com microsoftonline.com microsoftonline-p.com microsoftonline.us microsoftonline.cn msftauth.net msauth.net
  msftauthimages.net msauthimages.net msidentity.com microsoftazuread-sso.com windows.com windowsupdate.com windows.net office.com
  office.net office365.com office365.us outlook.com live.com live.net msn.com skype.com cloud.microsoft usercontent.microsoft
  azure.com azure.net azure.us azure.cn microsoft.us securitycenter.microsoft.us azureedge.net azurefd.net msocdn.com svc.ms
  sharepoint.com sharepoint.us onmicrosoft.com msftconnecttest.com msftncsi.com`.split(/\s+/);

/** Below these every customer of Microsoft has names of their own. */
const CUSTOMERS =
  `onmicrosoft.com sharepoint.com sharepoint.us cloudapp.azure.com cloudapp.net azurewebsites.net azurestaticapps.net
  core.windows.net azureedge.net azurefd.net trafficmanager.net azurecontainerapps.io azure-api.net powerappsportals.com
  dynamics.com`.split(/\s+/);

const WIDELY_USED =
  `google.com gstatic.com googleapis.com googleusercontent.com youtube.com apple.com icloud.com amazonaws.com
  cloudfront.net cloudflare.com akamai.net akamaiedge.net akamaihd.net fastly.net github.com githubusercontent.com gitlab.com
  digicert.com letsencrypt.org lencr.org sectigo.com globalsign.com okta.com duosecurity.com zoom.us slack.com salesforce.com
  dropbox.com adobe.com mozilla.org wikipedia.org`.split(/\s+/);

const RESOLVERS =
  `8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 2001:4860:4860::8888
  2001:4860:4860::8844 2606:4700:4700::1111 2606:4700:4700::1001 2620:fe::fe`.split(/\s+/);

/** Azure's own platform address: virtual machines there stop without it. */
const AZURE_PLATFORM = '168.63.129.16';

/** Names under which a country registers: `co.uk`. */
const REGISTRY = /^(?:ac|co|com|edu|gov|go|mil|ne|net|or|org)\.[a-z]{2}$/;

/** `ownDomains` null = they could not be read. */
export function indicatorHazards(
  kind: IndicatorKind,
  value: string,
  ownDomains: readonly string[] | null,
): Hazards {
  if (kind === 'ip') return addressHazards(value);
  const host = hostOf(value);
  if (host === null) return fileHazards(kind);
  return hostHazards(host, kind === 'url' && new URL(value).pathname.length > 1, ownDomains);
}

function fileHazards(kind: IndicatorKind): Hazards {
  return {
    blockers: [],
    warnings: [
      kind === 'certificate'
        ? 'Everything that this certificate signed is blocked: all programs of a vendor, perhaps.'
        : 'Whether a file that the organization needs has this hash cannot be told from the hash.',
    ],
  };
}

function addressHazards(ip: string): Hazards {
  if (ip === AZURE_PLATFORM) {
    return refuse('This is the address of the Azure platform itself: virtual machines stop without it.');
  }
  const warnings = RESOLVERS.includes(ip)
    ? ['This is a public name server: whatever asks it for names finds nothing any more.']
    : ['Many may share this address: behind it may be more than what is meant.'];
  return { blockers: [], warnings };
}

/** `onlyPath`: one path is meant, not the whole host. */
function hostHazards(host: string, onlyPath: boolean, ownDomains: readonly string[] | null): Hazards {
  if (REGISTRY.test(host)) return refuse(`${host} is where a whole country registers its domains.`);
  const own = (ownDomains ?? []).find((domain) => touches(host, domain.toLowerCase()));
  const customer = CUSTOMERS.find((domain) => isBelow(host, domain));
  const microsoft = [...MICROSOFT, ...CUSTOMERS].find((domain) => touches(host, domain));
  const wide = WIDELY_USED.find((domain) => touches(host, domain));
  if (!onlyPath && own !== undefined && !isBelow(host, own)) {
    return refuse(`${own} is a domain of the organization itself.`);
  }
  if (!onlyPath && own === undefined && customer === undefined && microsoft !== undefined) {
    return refuse(
      `${microsoft} belongs to Microsoft's own services: sign-in, mail or Defender itself may stop.`,
    );
  }
  return {
    blockers: [],
    warnings: [
      ...(own === undefined ? [] : [`It lies in ${own}, a domain of the organization itself.`]),
      ...(ownDomains === null
        ? ['Whether it is a domain of the organization itself could not be read.']
        : []),
      ...(own === undefined && customer !== undefined
        ? [
            `It lies in ${customer}, where every customer of Microsoft has names, this organization too perhaps.`,
          ]
        : []),
      ...(customer === undefined && microsoft !== undefined
        ? [
            `It lies on ${microsoft}, which Microsoft's own services use: only this address is meant, and only Edge tells paths apart under https.`,
          ]
        : []),
      ...(wide === undefined ? [] : [`${wide} is used by very many sites and programs: much may stop.`]),
    ],
  };
}

function refuse(message: string): Hazards {
  return { blockers: [{ code: 'notSupported', message }], warnings: [] };
}

function isBelow(host: string, domain: string): boolean {
  return host.endsWith(`.${domain}`);
}

/** The same, below it, or above it (which would take it along). */
function touches(host: string, domain: string): boolean {
  return host === domain || isBelow(host, domain) || isBelow(domain, host);
}
