-- Approvals by several groups, and requests that somebody asked for again. A process of the version before goes on working
-- beside this one, except that it can approve no request that needs groups: it would count heads alone.

alter table drawbridge.requests
  -- [{ id, name }]: of each of them there has to be an approval; null = of none.
  add column each_of     jsonb,
  -- A person asked for it after the request that it supersedes had ended, so it counts as one more.
  add column asked_again boolean not null default false;

alter table drawbridge.decisions
  -- { groups: [id], role }: what Entra ID said of the person, where groups are needed.
  add column standing jsonb;

-- Whoever does not say for which group an approval counts does not know that it matters: their transaction fails whole,
-- with the state that they would have written. After the insert, as decisions that are there already are sent again.
create function drawbridge.approval_says_its_standing() returns trigger language plpgsql as $$
begin
  if exists (select from drawbridge.requests where id = new.request_id and each_of is not null) then
    raise exception 'request % needs approvals of groups: this version cannot count them', new.request_id
      using errcode = 'DB002';
  end if;
  return new;
end $$;

create trigger approval_says_its_standing after insert on drawbridge.decisions
  for each row when (new.verdict = 'approve' and new.standing is null)
  execute function drawbridge.approval_says_its_standing();
