-- The draw: commitments, pools, secrets, and how long each person has not been checked.

create table plans (
    id uuid not null primary key,
    programme uuid not null references programmes (id),
    day text collate "C" not null,
    algorithm bigint not null,
    policy_version bigint not null,
    root bytea not null,
    secret bytea not null,
    secret_hash bytea not null,
    cycle_hash bytea not null,
    committed_at bigint not null,
    first_window bigint,
    revealed_at bigint,
    -- Checks that the draw made.
    drawn bigint not null,
    constraint plans_hashes check (length(root) = 32 and length(secret) = 32 and length(secret_hash) = 32 and length(cycle_hash) = 32)
);
create unique index plans_programme_day on plans (programme, day);
create index plans_day on plans (day);
create index plans_unrevealed on plans (day) where revealed_at is null;

-- One line of a pool per person, as `docs/draw.md` hashes it.
create table plan_leaves (
    plan uuid not null references plans (id),
    person uuid not null references people (id),
    supervisor uuid not null,
    policy_version bigint not null,
    chance_millionths bigint not null,
    -- The 64 bits of an unsigned number.
    threshold bigint not null,
    days_since_check bigint not null,
    cycle bigint not null,
    ceiling_from bigint not null,
    ceiling_to bigint not null,
    day_key_hash bytea not null,
    ceiling_key_hash bytea not null,
    -- JSON: [[start, end], …] in milliseconds.
    windows text not null,
    primary key (plan, person)
);

-- Decides the hidden ceilings of a programme.
create table cycle_secrets (
    programme uuid not null primary key references programmes (id),
    secret bytea not null,
    made_at bigint not null,
    constraint cycle_secrets_secret check (length(secret) = 32)
);

create table counters (
    programme uuid not null references programmes (id),
    person uuid not null references people (id),
    -- WFH days since the last check, and the number of the hidden ceiling.
    days_since_check bigint not null,
    cycle bigint not null,
    primary key (programme, person)
);
