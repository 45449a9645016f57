-- Response requests, their decisions, the record of it all, and where cards and conversations are.

create table drawbridge.requests (
  id                  text primary key,
  action              text not null,
  target_kind         text not null,
  target_id           text not null,
  target_name         text not null,
  target_aad_device_id text,
  parameters          jsonb not null,
  reason              text,
  requester_id        text not null,
  requester_name      text not null,
  state               text not null check (state in (
    'requested', 'approved', 'denied', 'expired', 'cancelled', 'executing',
    'submitted', 'succeeded', 'failed', 'timedOut', 'unknown')),
  approvals_needed    integer not null check (approvals_needed >= 1),
  evidence            jsonb not null,
  created_at          timestamptz not null,
  expires_at          timestamptz not null,
  upstream_id         text,
  upstream_status     text,
  started_at          timestamptz,
  submitted_at        timestamptz,
  ended_at            timestamptz,
  adopted             boolean not null,
  problem             text,
  verified            text not null check (verified in ('yes', 'no', 'pending')),
  verified_evidence   text,
  verified_at         timestamptz,
  undoes              text references drawbridge.requests (id),
  undone_by           text references drawbridge.requests (id),
  version             integer not null,
  conversation_id     text not null,
  correlation_id      text not null,
  protection          jsonb not null,
  lease_owner         text,
  lease_until         timestamptz,
  send_started_at     timestamptz,
  sends               integer not null,
  look_again_at       timestamptz
);

-- One open request an action and target: whoever asks second is shown the first.
create unique index requests_open on drawbridge.requests (action, target_id)
  where state in ('requested', 'approved', 'executing', 'submitted');
create index requests_state on drawbridge.requests (state, created_at desc);
create index requests_created on drawbridge.requests (created_at);

create table drawbridge.decisions (
  request_id  text not null references drawbridge.requests (id),
  seq         integer not null,
  actor_id    text not null,
  actor_name  text not null,
  verdict     text not null check (verdict in ('approve', 'deny')),
  reason      text,
  at          timestamptz not null,
  primary key (request_id, seq)
);
-- A person's vote counts once.
create unique index decisions_actor on drawbridge.decisions (request_id, lower(actor_id));

create table drawbridge.audit (
  seq           bigint primary key,
  at            timestamptz not null,
  event         text not null,
  actor_id      text,
  actor_name    text,
  request_id    text,
  target        text,
  details       jsonb not null,
  previous_hash text not null,
  hash          text not null
);
create index audit_request on drawbridge.audit (request_id, seq);

-- The end of the chain: its row is the lock that puts writers in line, and shows when the last rows were taken away.
create table drawbridge.audit_head (
  single boolean primary key default true check (single),
  seq  bigint not null,
  hash text not null
);
insert into drawbridge.audit_head (seq, hash) values (0, repeat('0', 64));

create function drawbridge.audit_append() returns trigger language plpgsql as $$
declare
  head drawbridge.audit_head;
begin
  select * into head from drawbridge.audit_head for update;
  if new.seq <> head.seq + 1 or new.previous_hash <> head.hash then
    raise exception 'the audit record only grows at its end' using errcode = 'DB001';
  end if;
  update drawbridge.audit_head set seq = new.seq, hash = new.hash;
  return new;
end $$;

create function drawbridge.audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the audit record is append-only' using errcode = 'DB001';
end $$;

create trigger audit_append before insert on drawbridge.audit
  for each row execute function drawbridge.audit_append();
create trigger audit_no_change before update or delete on drawbridge.audit
  for each row execute function drawbridge.audit_refuse();
create trigger audit_no_truncate before truncate on drawbridge.audit
  for each statement execute function drawbridge.audit_refuse();

create table drawbridge.card_copies (
  request_id      text not null,
  conversation_id text not null,
  activity_id     text not null,
  posted_at       timestamptz not null default now(),
  primary key (request_id, conversation_id, activity_id)
);

create table drawbridge.conversations (
  id         text primary key,
  tenant_id  text not null,
  reference  text not null,
  person_id  text,
  updated_at timestamptz not null
);
create index conversations_personal on drawbridge.conversations (updated_at desc) where person_id is not null;

create table drawbridge.deliveries (
  conversation_id text not null,
  activity_id     text not null,
  at              timestamptz not null,
  primary key (conversation_id, activity_id)
);
create index deliveries_at on drawbridge.deliveries (at);

create table drawbridge.contexts (
  conversation_id text not null,
  user_id         text not null,
  context         jsonb not null,
  updated_at      timestamptz not null,
  primary key (conversation_id, user_id)
);
