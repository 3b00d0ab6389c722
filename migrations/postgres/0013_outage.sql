-- Mass outages: over which lines each ring went, what is usual, and what was found to be down. Lines are keyed hashes.

create table outage_state (
    -- There is one row.
    one bigint not null primary key,
    -- Makes the hashes of lines.
    secret bytea not null,
    -- End of the last slot that was looked at.
    judged bigint not null,
    constraint outage_state_one check (one = 1),
    constraint outage_state_secret check (length(secret) = 32)
);

-- How each browser last reached the server. Deleted after 30 days.
create table device_lines (
    device uuid not null primary key references devices (id) on delete cascade,
    person uuid not null references people (id),
    provider bigint,
    browser bigint,
    node bigint not null,
    seen bigint not null
);
create index device_lines_person on device_lines (person, seen);
create index device_lines_seen on device_lines (seen);

-- Each ring with its lines. Deleted after 30 days.
create table rings (
    attempt uuid not null primary key,
    check_id uuid not null references checks (id),
    person uuid not null references people (id),
    supervisor uuid not null references people (id),
    unit uuid not null references units (id),
    at bigint not null,
    until_at bigint not null,
    -- The day had been started before it rang.
    started boolean not null,
    lines text not null,
    outage uuid,
    -- The check was judged anew for it.
    applied boolean not null,
    -- Can no longer be found in an outage; counted into what is usual.
    closed boolean not null
);
create index rings_at on rings (at);
create index rings_check on rings (check_id);
create index rings_open on rings (at) where not closed;
create index rings_person on rings (person, at);
create index rings_pending on rings (outage) where outage is not null and not applied;
create index rings_outage on rings (outage) where outage is not null;

-- Rings over each line by day (UTC), and those that were not heard; without outages. Deleted after 30 days.
create table line_days (
    day bigint not null,
    kind text collate "C" not null,
    value bigint not null,
    rings bigint not null,
    missed bigint not null,
    primary key (day, kind, value)
);

create table outages (
    id uuid not null primary key,
    kind text collate "C" not null,
    -- Forgotten after 30 days.
    value bigint,
    from_at bigint not null,
    to_at bigint not null,
    constraint outages_kind check (kind in ('provider', 'area', 'unit', 'browser', 'push', 'node', 'server'))
);
create index outages_to_at on outages (to_at);

-- How many rings and people of each unit an outage concerned.
create table outage_units (
    outage uuid not null references outages (id),
    unit uuid not null references units (id),
    rings bigint not null,
    people bigint not null,
    primary key (outage, unit)
);

-- Times in which a node ran and could not work: no answer could reach it.
create table server_gaps (
    node bigint not null,
    from_at bigint not null,
    to_at bigint not null,
    primary key (node, from_at)
);
create index server_gaps_to_at on server_gaps (to_at);

-- Summaries of line quality are kept for 30 days.
alter table quality add column at bigint not null default 0;
create index quality_at on quality (at);
