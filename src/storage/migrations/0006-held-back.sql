-- What holds an approved request back, and the count of those that were carried out. The column may stay empty: a process
-- of the version before goes on working beside this one (it does not look at the stop switch, though).

alter table drawbridge.requests add column held_back jsonb;
create index requests_started on drawbridge.requests (started_at) where started_at is not null;
