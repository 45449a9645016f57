-- Who follows what was sent, and when each request was last looked at. A process of the version before goes on asking for
-- each of its requests by itself beside this one.

alter table drawbridge.requests add column looked_at timestamptz;
create index requests_submitted on drawbridge.requests (submitted_at) where state = 'submitted';

-- One row a family of actions that are followed together, and one a service that asked for a pause.
create table drawbridge.following (
  family      text primary key,
  owner       text,
  owned_until timestamptz,
  not_before  timestamptz
);
