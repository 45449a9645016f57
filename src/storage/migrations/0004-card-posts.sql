-- Several processes, one card: who posts and who updates is claimed here. A process of the version before goes on
-- working beside it: it never reads the new table, and the new columns may stay empty.

create table drawbridge.card_posts (
  request_id      text not null,
  conversation_id text not null,
  -- 'first': once by itself; everything else was asked for, once each.
  purpose         text not null,
  -- claimed: on its way; waiting: certainly not posted, to be tried again; unconfirmed: it may be there.
  state           text not null check (state in ('claimed', 'waiting', 'posted', 'unconfirmed')),
  claim           text,
  -- Until when the claim holds, or when somebody has to look again.
  look_at         timestamptz,
  primary key (request_id, conversation_id, purpose)
);
create index card_posts_look_at on drawbridge.card_posts (look_at) where look_at is not null;
create index card_posts_unconfirmed on drawbridge.card_posts (conversation_id) where state = 'unconfirmed';

alter table drawbridge.card_copies
  -- What the card showed last; null = not known.
  add column shown text,
  add column claim text,
  add column look_at timestamptz,
  -- While it was claimed: the request moved on, or a late update of somebody else may lie over it.
  add column meanwhile text check (meanwhile in ('changed', 'overwritten'));
create index card_copies_look_at on drawbridge.card_copies (look_at) where look_at is not null;
