-- Who was called when nobody decided. A process of the version before leaves it empty and goes on working.

alter table drawbridge.requests
  -- { called: [{ id, name }], unreached: [{ id, name }] }.
  add column escalated_to jsonb;
create index requests_unreviewed on drawbridge.requests (created_at)
  where break_glass is not null and break_glass->>'review' is null;
