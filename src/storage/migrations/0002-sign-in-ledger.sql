-- Successful interactive sign-ins, counted by device and day. Read from the sign-in log once; see docs/fleet-gaps.md.

create table drawbridge.sign_in_ledger (
  device_id        text not null,
  day              date not null,
  -- Of everything in which sign-ins of one device can differ.
  alike            text not null,
  device_name      text,
  user_id          text not null,
  user_name        text not null,
  app_id           text not null,
  app_name         text not null,
  client           text,
  operating_system text,
  trust_type       text,
  ip               text,
  country          text,
  risk             text,
  compliant        boolean,
  count            integer not null,
  first_at         timestamptz not null,
  last_at          timestamptz not null,
  results          text,
  primary key (device_id, day, alike)
);
create index sign_in_ledger_day on drawbridge.sign_in_ledger (day);

-- Microsoft's own results for the policies, once for all sign-ins that had the same.
create table drawbridge.sign_in_results (
  hash    text primary key,
  results jsonb not null,
  day     date not null
);

create table drawbridge.sign_in_days (
  day            date primary key,
  without_device integer not null
);

-- Sign-ins that may be read again: near the two ends of what has been read.
create table drawbridge.sign_in_seen (
  id text primary key,
  at timestamptz not null
);
create index sign_in_seen_at on drawbridge.sign_in_seen (at);

create table drawbridge.sign_in_reading (
  single      boolean primary key default true check (single),
  read_from   timestamptz,
  read_to     timestamptz,
  owner       text,
  owned_until timestamptz
);
insert into drawbridge.sign_in_reading (single) values (true);
