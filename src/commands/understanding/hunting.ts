/** Queries typed into the chat, and advice on where a detection should live. Read from the text, because a query is no sentence. */
import type { Intent } from '../../domain/intents.ts';

const FENCE = '```';
const ASKING = String.raw`(?:(?:please|pls|can you|could you|kindly|hey|hi|ok|drawbridge|@drawbridge|now)[,:]?\s+){0,4}`;
const COMMAND = new RegExp(
  String.raw`^/?${ASKING}(?:(?:run|execute|start|do|try|launch|perform)\s+)?(?:(?:a|an|the|this|my|following|advanced|custom|ad-hoc|raw|new)\s+){0,4}` +
    String.raw`(?:advanced hunting query|hunting query|hunting|hunt query|hunt|kql query|kql|kusto query|kusto|query)(?:\s+(?:for me|query|please|now|this|the following|for)){0,2}\s*(:|=|-\s|\n|\s)\s*`,
  'i',
);
/** "run this:", "execute": what follows must be a query by its form. */
const RUN = new RegExp(
  String.raw`^/?${ASKING}(?:run|execute|try|launch|perform|hunt|query|start)\b(?:\s+(?:me|this|these|the|following|a|an|my|with|using|in|on|for|now|please|kql|kusto|query|hunting|hunt|search|code|snippet|against|defender|sentinel|advanced|below|that)\b){0,8}\s*[:=-]?\s*`,
  'i',
);
/** A table, `let`, or another beginning of a query. */
const TABLE =
  'Device\\w+|Email\\w+|Url\\w+|Identity\\w+|Alert(?:Info|Evidence)|CloudAppEvents|CloudAuditEvents|AAD\\w+|Aad\\w+|EntraId\\w+|SigninLogs|AuditLogs|Security(?:Event|Alert|Incident|Events)|OfficeActivity|BehaviorInfo|BehaviorEntities|Syslog|CommonSecurityLog|Heartbeat|Azure\\w+|Intune\\w+|ThreatIntel\\w+|ExposureGraph\\w+|Watchlist|UserPeerAnalytics|BehaviorAnalytics|W3CIISLog|DnsEvents|SentinelHealth|SentinelAudit|WindowsEvent|McasShadowItReporting|MicrosoftDefenderEndpointAlerts|DynamicEventCollection|FileMaliciousContentInfo|MessageEvents|DataSecurity\\w+|OAuthAppInfo|DisruptionAndResponseEvents';
const QUERY = new RegExp(
  String.raw`^(?:(?:${TABLE})\s*\||let\s+\w+\s*=|union\s+(?:kind|isfuzzy|withsource|\(|\w)[^?]{0,400}\||search\s+(?:in\s*\(|["'*])|print\s+\w+\s*=|datatable\s*\(|range\s+\w+\s+from|externaldata\s*\(|find\s+(?:in\s*\(|where\s)|[A-Z]\w{2,60}(?:\([^)]{0,200}\))?\s*\|\s*(?:where|take|limit|project|summarize|extend|count|join|sort|order|top|distinct|render|parse|mv-expand|evaluate|getschema|sample)\b|set\s+\w+;|\/\/[^\n]{0,300}\n)`,
  'i',
);
const BARE_TABLE = new RegExp(String.raw`^(?=[A-Z][a-z]+[A-Z])(?:${TABLE})$`);
const ADVICE =
  /\b(?:where|should|detection|detect|rule|advi[sc]e|recommend|belongs?|live|build|cost|explain|what does|why)\b/i;
const TABLES = new RegExp(String.raw`\b(?:${TABLE})\b`, 'g');
const TABLE_LIST_LIMIT = 20;

/** A query to run, or null. */
export function readQuery(text: string): Intent | null {
  const fenced = fencedQuery(text);
  if (fenced !== null) {
    const around = text.replace(FENCE + fenced.raw + FENCE, ' ').trim();
    if (fenced.kql === '') return null;
    if (ADVICE.test(around))
      return isAdvice(around)
        ? { intent: 'detection.advise', slots: { kql: fenced.kql }, confidence: 0.93 }
        : null;
    if (/\b(?:not|don['’]?t|never|said|wrote|if)\b/i.test(around)) return null;
    const asked = around === '' || /^[\s\w,.:!?'’@/-]{0,120}$/.test(around);
    if (
      !asked ||
      (!QUERY.test(fenced.kql) && !/\b(?:hunt|kql|query|kusto)\b/i.test(`${around} ${fenced.tag}`))
    )
      return null;
    return run(fenced.kql, 0.97);
  }
  if (QUERY.test(text) || BARE_TABLE.test(text)) return run(text.trim(), 0.97);
  const started = RUN.exec(text);
  const body = started === null ? '' : unquoted(text.slice(started[0].length).trim());
  if (QUERY.test(body)) return run(body, 0.97);
  const command = COMMAND.exec(text);
  if (command === null) return null;
  const rest = unquoted(text.slice(command[0].length).trim());
  const separator = command[1] ?? ' ';
  if (rest === '') return null;
  if (QUERY.test(rest) || BARE_TABLE.test(rest)) return run(rest, 0.97);
  const said = /kql|kusto|hunt|query/i.test(command[0]);
  // After "hunt:" everything is the query; "hunt for x" is not.
  if (said && (separator === ':' || separator === '=')) return run(rest, 0.9);
  if (/\bkql\b|\bkusto\b/i.test(command[0]) && rest.includes('|')) return run(rest, 0.9);
  return null;
}

function run(kql: string, confidence: number): Intent {
  return { intent: 'hunt.run', slots: { kql }, confidence };
}

function fencedQuery(text: string): { kql: string; raw: string; tag: string } | null {
  const from = text.indexOf(FENCE);
  if (from === -1) return null;
  const to = text.indexOf(FENCE, from + FENCE.length);
  const raw = text.slice(from + FENCE.length, to === -1 ? undefined : to);
  const tag = /^(?:kql|kusto|sql)?[ \t]*\n?/i.exec(raw)?.[0] ?? '';
  return { kql: raw.slice(tag.length).trim(), raw: to === -1 ? raw : raw, tag };
}

function unquoted(text: string): string {
  const inner = /^([`"“])([^]*)([`"”])$/.exec(text);
  return inner?.[2]?.trim() ?? text;
}

const RULE = String.raw`(?:custom\s+|analytics?\s+|scheduled\s+|nrt\s+|new\s+|this\s+)*(?:detections?(?:\s+rule)?|rules?|use\s+case|alert\s+rule|detection\s+logic)`;
const WHERE_WORDS =
  /\b(?:where|which (?:product|place|platform|tool|side)|should|advi[sc]e|recommend|suggest|best place|belongs?|put|place|host|live|build|implement|better in|home for)\b/i;
const PLACES =
  /\b(?:mde|defender|sentinel|xdr|advanced hunting)\b[\s\S]{0,40}\bor\b[\s\S]{0,40}\b(?:mde|defender|sentinel|xdr|advanced hunting|siem)\b/i;

function isAdvice(text: string): boolean {
  return (
    /\b(?:where|should|advi[sc]e|recommend|belongs?|live|build)\b/i.test(text) &&
    !/\b(?:don['’]?t|do not|never)\b/i.test(text)
  );
}

/** "where should I build a detection for …", "MDE or Sentinel for a rule on DeviceProcessEvents and SigninLogs?" */
export function readAdvice(text: string): Intent | null {
  const short = text.slice(0, 2000);
  const rule = new RegExp(String.raw`\b${RULE}\b`, 'i').test(short) || /\bdetect(?:ing|s)?\b/i.test(short);
  const tables = [...new Set(short.match(TABLES) ?? [])].slice(0, TABLE_LIST_LIMIT);
  const where = WHERE_WORDS.test(short) || PLACES.test(short);
  if (!where || !(rule || (tables.length > 0 && PLACES.test(short)))) return null;
  if (
    !/\bdetect/i.test(short) &&
    /\b(?:firewall|parking|inbox|mailbox|forwarding|dress|golden)\s+rules?\b/i.test(short)
  )
    return null;
  const query = /:\s*([^]+)$/.exec(short)?.[1]?.trim();
  if (query !== undefined && QUERY.test(query))
    return { intent: 'detection.advise', slots: { kql: unquoted(query) }, confidence: 0.93 };
  if (tables.length > 0)
    return { intent: 'detection.advise', slots: { tables: tables.join(',') }, confidence: 0.93 };
  const description = describe(short);
  if (description !== null) return { intent: 'detection.advise', slots: { description }, confidence: 0.9 };
  return PLACES.test(short) || /\b(?:detection|rule)\b/i.test(short)
    ? { intent: 'detection.advise', slots: {}, confidence: 0.75 }
    : null;
}

/** What is to be detected: after "for", "that", "detecting" or a colon. */
function describe(text: string): string | null {
  const forms = [
    /\bdetect(?:ing|s)?\s+(?!rules?\b|ions?\b)([^]{3,500})$/i,
    new RegExp(
      String.raw`\b${RULE}\s+(?:for|of|on|that\s+(?:catches|finds|detects|looks\s+for|fires\s+(?:when|on)|alerts\s+on)|about|to\s+(?:catch|find|detect)|which\s+\w+|when|if|where)\s+([^]{3,500})$`,
      'i',
    ),
    /:\s*([^]{3,500})$/,
  ];
  for (const form of forms) {
    const found = form.exec(text)?.[1];
    if (found === undefined) continue;
    const cut = found
      .replace(
        /\s*[,;–-]?\s*(?:should\s+(?:it|this|that|i|we)\b[^]*|(?:live|go|belong|be\s+(?:built|placed|put|hosted|created))\b[^]*|(?:in|into)\s+(?:mde|defender|sentinel|xdr)\b[^]*)$/i,
        '',
      )
      .replace(/[\s?.!]+$/, '')
      .trim();
    const unquotedText = cut.replace(/^["“'‘](.*)["”'’]$/s, '$1');
    if (unquotedText.length >= 3) return unquotedText;
  }
  return null;
}
