-- The draw: commitments, pools, secrets, and how long each person has not been checked.

create table plans (
    id blob not null primary key,
    programme blob not null references programmes (id),
    day text not null,
    algorithm integer not null,
    policy_version integer not null,
    root blob not null,
    secret blob not null,
    secret_hash blob not null,
    cycle_hash blob not null,
    committed_at integer not null,
    first_window integer,
    revealed_at integer,
    -- Checks that the draw made.
    drawn integer not null,
    constraint plans_hashes check (length(root) = 32 and length(secret) = 32 and length(secret_hash) = 32 and length(cycle_hash) = 32)
) strict;
create unique index plans_programme_day on plans (programme, day);
create index plans_day on plans (day);
create index plans_unrevealed on plans (day) where revealed_at is null;

-- One line of a pool per person, as `docs/draw.md` hashes it.
create table plan_leaves (
    plan blob not null references plans (id),
    person blob not null references people (id),
    supervisor blob not null,
    policy_version integer not null,
    chance_millionths integer not null,
    -- The 64 bits of an unsigned number.
    threshold integer not null,
    days_since_check integer not null,
    cycle integer not null,
    ceiling_from integer not null,
    ceiling_to integer not null,
    day_key_hash blob not null,
    ceiling_key_hash blob not null,
    -- JSON: [[start, end], …] in milliseconds.
    windows text not null,
    primary key (plan, person)
) strict, without rowid;

-- Decides the hidden ceilings of a programme.
create table cycle_secrets (
    programme blob not null primary key references programmes (id),
    secret blob not null,
    made_at integer not null,
    constraint cycle_secrets_secret check (length(secret) = 32)
) strict;

create table counters (
    programme blob not null references programmes (id),
    person blob not null references people (id),
    -- WFH days since the last check, and the number of the hidden ceiling.
    days_since_check integer not null,
    cycle integer not null,
    primary key (programme, person)
) strict, without rowid;
