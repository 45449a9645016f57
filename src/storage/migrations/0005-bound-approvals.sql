-- What an approval covers, and how requests hang together. Every column has a default: a process of the version before
-- goes on working beside this one.

alter table drawbridge.requests
  -- { call, facts, hash }: null for requests of the version before.
  add column binding        jsonb,
  add column supersedes     text,
  add column superseded_by  text,
  add column covered_by     text,
  add column hold_minutes   integer check (hold_minutes > 0),
  add column hold_until     timestamptz,
  add column first_action   text,
  add column first_request  text,
  add column drill          boolean not null default false,
  -- { actor, reason, at, review }.
  add column break_glass    jsonb,
  add column escalated_at   timestamptz,
  -- { actor, at }.
  add column seen           jsonb,
  -- How often an action that lapsed upstream was sent anew.
  add column reissues       integer not null default 0;

-- One row: whether anything is carried out at all.
create table drawbridge.stop_switch (
  single     boolean primary key default true check (single),
  pulled     boolean not null,
  actor_id   text,
  actor_name text,
  reason     text,
  at         timestamptz
);
insert into drawbridge.stop_switch (pulled) values (false);
