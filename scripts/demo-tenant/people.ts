/** Who works at Contoso. The stories (docs/demo-tenant.md) need these people; their Graph shape is made in users.ts. */
import { guid, must } from './stable.ts';

export const DOMAIN = 'contoso.example';
export const INITIAL_DOMAIN = 'contosodemo.onmicrosoft.example';
export const NETBIOS = 'CONTOSO';
export const TENANT_ID = guid('tenant', 'contoso');
export const FABRIKAM_TENANT_ID = guid('tenant', 'fabrikam');

export type Department = 'Finance' | 'Sales' | 'HR' | 'Engineering' | 'Executive' | 'IT' | 'Operations';

/** `synced`: mastered in the on-premises directory. `guest`: invited from outside. `service`: no human being. */
export type PersonKind = 'synced' | 'cloud' | 'guest' | 'externalMember' | 'internalGuest' | 'service';

export type Licence = 'E5' | 'EMS' | 'Exchange';

export interface Place {
  readonly ip: string;
  readonly city: string;
  readonly state: string;
  readonly country: string;
}

export interface Person {
  readonly key: string;
  readonly id: string;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly upn: string;
  readonly mail: string | null;
  readonly department: Department | null;
  readonly jobTitle: string | null;
  readonly kind: PersonKind;
  readonly licence: Licence | null;
  readonly enabled: boolean;
  /** Guests: whether they took the invitation up. */
  readonly accepted: boolean;
  readonly office: 'Stockholm' | 'Manchester' | null;
  readonly home: Place;
}

interface Extra {
  readonly kind?: PersonKind;
  readonly licence?: Licence | null;
  readonly enabled?: boolean;
  readonly accepted?: boolean;
  readonly upn?: string;
  readonly mail?: string | null;
  readonly displayName?: string;
}

const HOMES: readonly Omit<Place, 'ip'>[] = [
  { city: 'Solna', state: 'Stockholms Lan', country: 'SE' },
  { city: 'Uppsala', state: 'Uppsala Lan', country: 'SE' },
  { city: 'Manchester', state: 'Manchester', country: 'GB' },
  { city: 'Dublin', state: 'Dublin', country: 'IE' },
  { city: 'Hamburg', state: 'Hamburg', country: 'DE' },
];

type Unplaced = Omit<Person, 'office' | 'home'>;

/** Where somebody works and lives follows from the place in the list. */
function placed(one: Unplaced, index: number): Person {
  return {
    ...one,
    office: one.department === null ? null : index % 3 === 2 ? 'Manchester' : 'Stockholm',
    home: { ip: `203.0.113.${20 + index}`, ...must(HOMES[index % HOMES.length], 'home') },
  };
}

function person(
  key: string,
  name: string,
  department: Department | null,
  jobTitle: string | null,
  extra: Extra = {},
): Unplaced {
  const kind = extra.kind ?? 'synced';
  const human = kind !== 'service';
  const [givenName = null, ...rest] = name.split(' ');
  const upn = extra.upn ?? `${key}@${DOMAIN}`;
  return {
    key,
    id: guid('user', key),
    displayName: extra.displayName ?? name,
    givenName: human ? givenName : null,
    surname: human ? rest.join(' ') : null,
    upn,
    mail: extra.mail === undefined ? upn : extra.mail,
    department,
    jobTitle,
    kind,
    licence: extra.licence === undefined ? 'E5' : extra.licence,
    enabled: extra.enabled ?? true,
    accepted: extra.accepted ?? true,
  };
}

const cloud = { kind: 'cloud' } as const;

function guest(key: string, name: string, mail: string, extra: Extra = {}): Unplaced {
  const upn = `${mail.replace('@', '_')}#EXT#@${INITIAL_DOMAIN}`;
  return person(key, name, null, null, { kind: 'guest', licence: null, upn, mail, ...extra });
}

const LIST: readonly Unplaced[] = [
  person('adele.vance', 'Adele Vance', 'Finance', 'Financial Controller'),
  person('isaiah.langer', 'Isaiah Langer', 'Finance', 'Accounts Payable'),
  person('johanna.lorenz', 'Johanna Lorenz', 'Finance', 'Treasury Analyst'),
  person('lidia.holloway', 'Lidia Holloway', 'Finance', 'Payroll Specialist'),
  person('emily.braun', 'Emily Braun', 'Finance', 'Tax Accountant'),

  person('megan.bowen', 'Megan Bowen', 'Sales', 'Account Manager'),
  person('alex.wilber', 'Alex Wilber', 'Sales', 'Sales Engineer'),
  person('miriam.graham', 'Miriam Graham', 'Sales', 'Director of Sales'),
  person('lynne.robbins', 'Lynne Robbins', 'Sales', 'Inside Sales'),
  person('christie.cline', 'Christie Cline', 'Sales', 'Account Manager'),
  person('pradeep.gupta', 'Pradeep Gupta', 'Sales', 'Field Sales'),
  person('delia.dennis', 'Delia Dennis', 'Sales', 'Partner Manager'),
  person('nestor.wilke', 'Nestor Wilke', 'Sales', 'Account Manager', { enabled: false }),

  person('diego.siciliani', 'Diego Siciliani', 'HR', 'HR Manager'),
  person('joni.sherman', 'Joni Sherman', 'HR', 'Recruiter'),
  person("siobhan.o'brien", "Siobhan O'Brien", 'HR', 'HR Business Partner'),
  person('cecil.folk', 'Cecil Folk', 'HR', 'HR Assistant'),

  person('lee.gu', 'Lee Gu', 'Engineering', 'Principal Engineer'),
  person('alex.kim', 'Alex Kim', 'Engineering', 'Site Reliability Engineer'),
  person('henrietta.mueller', 'Henrietta Mueller', 'Engineering', 'Developer'),
  person('raul.razo', 'Raul Razo', 'Engineering', 'Build Engineer'),
  person('zoe.martin', 'Zoë Martín', 'Engineering', 'Designer', cloud),
  person('grady.archie', 'Grady Archie', 'Engineering', 'Mobile Developer', cloud),
  person('wei.li', '李 伟', 'Engineering', 'Developer', { kind: 'cloud' }),
  person('irvin.sayers', 'Irvin Sayers', 'Engineering', 'Test Engineer'),

  person('patti.fernandez', 'Patti Fernandez', 'Executive', 'Chief Executive Officer'),
  person('enrico.cattaneo', 'Enrico Cattaneo', 'Executive', 'Chief Financial Officer'),
  person('debra.berger', 'Debra Berger', 'Executive', 'Executive Assistant'),

  person('iris.ek', 'Iris Ek', 'IT', 'Security Analyst, on call', cloud),
  person('tomas.ng', 'Tomas Ng', 'IT', 'Security Operations Lead', cloud),
  person('nadia.haddad', 'Nadia Haddad', 'IT', 'Incident Manager', cloud),
  person('omar.bennett', 'Omar Bennett', 'IT', 'Endpoint Engineer', cloud),
  person('priya.raman', 'Priya Raman', 'IT', 'Service Desk Analyst', cloud),
  person('allan.deyoung', 'Allan Deyoung', 'IT', 'IT Administrator', cloud),
  person('service.desk', 'Service Desk', 'IT', null, { kind: 'service' }),
  person('scan.to.mail', 'Scan to Mail (MFP)', 'IT', null, { kind: 'service', licence: 'Exchange' }),
  person('emergency1', 'Emergency Access 1', null, null, {
    kind: 'service',
    licence: null,
    mail: null,
    upn: `emergency1@${INITIAL_DOMAIN}`,
  }),
  person('emergency2', 'Emergency Access 2', null, null, {
    kind: 'service',
    licence: null,
    mail: null,
    upn: `emergency2@${INITIAL_DOMAIN}`,
  }),

  person('gerhart.moller', 'Gerhart Moller', 'Operations', 'Warehouse Operative', {
    licence: 'EMS',
    mail: null,
  }),

  guest('ben.walters', 'Ben Walters', 'ben.walters@fabrikam.example'),
  guest('chris.okafor', 'Chris Okafor', 'chris.okafor@fabrikam.example', { accepted: false }),
  guest('ana.bowman', 'Ana Bowman', 'ana.bowman@fabrikam.example', { kind: 'externalMember', licence: 'E5' }),
  guest('bold.link', 'Bold Link', 'offers@evil.example', {
    displayName: '*Bold* [link](https://evil.example)',
  }),
  guest('odata.filter', 'Odata Filter', 'filter@evil.example', { displayName: "x' or 1 eq 1" }),
  person('sonia.rees', 'Sonia Rees', null, 'External Auditor', { kind: 'internalGuest' }),

  person('mikko.salo', 'Mikko Salo', 'Operations', 'Shift Lead'),
  person('lena.brandt', 'Lena Brandt', 'Operations', 'Warehouse Manager'),
];

export const PEOPLE: readonly Person[] = LIST.map(placed);

const byKey = new Map(PEOPLE.map((one) => [one.key, one]));
export const personOf = (key: string): Person => must(byKey.get(key), `person ${key}`);

/** `adelev`: how the on-premises directory calls Adele Vance. */
export const samAccountName = (one: Person): string =>
  `${one.key.split('.')[0] ?? one.key}${(one.key.split('.')[1] ?? '').slice(0, 1)}`;

export const isHuman = (one: Person): boolean => one.kind !== 'service';
