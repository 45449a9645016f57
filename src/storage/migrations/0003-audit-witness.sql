-- The last entry of each request, kept beside the chain: who takes away the newest entries and moves the end back has
-- these against them. And the notes of where the record ends change only by adding to it.

create table drawbridge.audit_latest (
  request_id text primary key,
  seq        bigint not null,
  hash       text not null
);
insert into drawbridge.audit_latest (request_id, seq, hash)
  select distinct on (request_id) request_id, seq, hash from drawbridge.audit
  where request_id is not null order by request_id, seq desc;

create or replace function drawbridge.audit_append() returns trigger language plpgsql as $$
declare
  head drawbridge.audit_head;
begin
  select * into head from drawbridge.audit_head for update;
  if new.seq <> head.seq + 1 or new.previous_hash <> head.hash then
    raise exception 'the audit record only grows at its end' using errcode = 'DB001';
  end if;
  update drawbridge.audit_head set seq = new.seq, hash = new.hash;
  if new.request_id is not null then
    insert into drawbridge.audit_latest (request_id, seq, hash) values (new.request_id, new.seq, new.hash)
      on conflict (request_id) do update set seq = excluded.seq, hash = excluded.hash;
  end if;
  return new;
end $$;

-- Depth 1 is a statement of somebody's own, 2 is one of audit_append.
create function drawbridge.audit_only_by_append() returns trigger language plpgsql as $$
begin
  if pg_trigger_depth() < 2 or tg_op = 'DELETE' then
    raise exception 'the end of the audit record is append-only' using errcode = 'DB001';
  end if;
  return new;
end $$;

create trigger audit_head_kept before insert or update or delete on drawbridge.audit_head
  for each row execute function drawbridge.audit_only_by_append();
create trigger audit_head_no_truncate before truncate on drawbridge.audit_head
  for each statement execute function drawbridge.audit_refuse();
create trigger audit_latest_kept before insert or update or delete on drawbridge.audit_latest
  for each row execute function drawbridge.audit_only_by_append();
create trigger audit_latest_no_truncate before truncate on drawbridge.audit_latest
  for each statement execute function drawbridge.audit_refuse();

-- Also for a session that calls itself a replica.
alter table drawbridge.audit enable always trigger audit_append;
alter table drawbridge.audit enable always trigger audit_no_change;
alter table drawbridge.audit enable always trigger audit_no_truncate;
alter table drawbridge.audit_head enable always trigger audit_head_kept;
alter table drawbridge.audit_head enable always trigger audit_head_no_truncate;
alter table drawbridge.audit_latest enable always trigger audit_latest_kept;
alter table drawbridge.audit_latest enable always trigger audit_latest_no_truncate;
