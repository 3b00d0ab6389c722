-- Who did what, chained by hashes; what must still be sent; when the server was last up.

create table audit (
    seq integer not null primary key,
    at integer not null,
    actor blob,
    action text not null,
    subject blob not null,
    detail text not null,
    prev_hash blob not null,
    hash blob not null
) strict;

-- Effects of committed changes, until they are sent. Each may be sent twice.
create table outbox (
    seq integer not null primary key autoincrement,
    kind text not null,
    target blob not null,
    at integer not null
) strict;

create table heartbeat (
    -- There is one row.
    one integer not null primary key,
    seen integer not null,
    constraint heartbeat_one check (one = 1)
) strict;
