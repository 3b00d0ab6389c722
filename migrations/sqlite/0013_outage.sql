-- Mass outages: over which lines each ring went, what is usual, and what was found to be down. Lines are keyed hashes.

create table outage_state (
    -- There is one row.
    one integer not null primary key,
    -- Makes the hashes of lines.
    secret blob not null,
    -- End of the last slot that was looked at.
    judged integer not null,
    constraint outage_state_one check (one = 1),
    constraint outage_state_secret check (length(secret) = 32)
) strict;

-- How each browser last reached the server. Deleted after 30 days.
create table device_lines (
    device blob not null primary key references devices (id) on delete cascade,
    person blob not null references people (id),
    provider integer,
    browser integer,
    node integer not null,
    seen integer not null
) strict;
create index device_lines_person on device_lines (person, seen);
create index device_lines_seen on device_lines (seen);

-- Each ring with its lines. Deleted after 30 days.
create table rings (
    attempt blob not null primary key,
    check_id blob not null references checks (id),
    person blob not null references people (id),
    supervisor blob not null references people (id),
    unit blob not null references units (id),
    at integer not null,
    until_at integer not null,
    -- The day had been started before it rang.
    started integer not null check (started in (0, 1)),
    lines text not null,
    outage blob,
    -- The check was judged anew for it.
    applied integer not null check (applied in (0, 1)),
    -- Can no longer be found in an outage; counted into what is usual.
    closed integer not null check (closed in (0, 1))
) strict;
create index rings_at on rings (at);
create index rings_check on rings (check_id);
create index rings_open on rings (at) where not closed;
create index rings_person on rings (person, at);
create index rings_pending on rings (outage) where outage is not null and not applied;
create index rings_outage on rings (outage) where outage is not null;

-- Rings over each line by day (UTC), and those that were not heard; without outages. Deleted after 30 days.
create table line_days (
    day integer not null,
    kind text not null,
    value integer not null,
    rings integer not null,
    missed integer not null,
    primary key (day, kind, value)
) strict, without rowid;

create table outages (
    id blob not null primary key,
    kind text not null,
    -- Forgotten after 30 days.
    value integer,
    from_at integer not null,
    to_at integer not null,
    constraint outages_kind check (kind in ('provider', 'area', 'unit', 'browser', 'push', 'node', 'server'))
) strict;
create index outages_to_at on outages (to_at);

-- How many rings and people of each unit an outage concerned.
create table outage_units (
    outage blob not null references outages (id),
    unit blob not null references units (id),
    rings integer not null,
    people integer not null,
    primary key (outage, unit)
) strict, without rowid;

-- Times in which a node ran and could not work: no answer could reach it.
create table server_gaps (
    node integer not null,
    from_at integer not null,
    to_at integer not null,
    primary key (node, from_at)
) strict, without rowid;
create index server_gaps_to_at on server_gaps (to_at);

-- Summaries of line quality are kept for 30 days.
alter table quality add column at integer not null default 0;
create index quality_at on quality (at);
