-- Who did what, chained by hashes; what must still be sent; when the server was last up.

create table audit (
    seq bigint not null primary key,
    at bigint not null,
    actor uuid,
    action text collate "C" not null,
    subject uuid not null,
    detail text not null,
    prev_hash bytea not null,
    hash bytea not null
);

-- Effects of committed changes, until they are sent. Each may be sent twice.
create table outbox (
    seq bigint generated always as identity primary key,
    kind text collate "C" not null,
    target uuid not null,
    at bigint not null
);

create table heartbeat (
    -- There is one row.
    one bigint not null primary key,
    seen bigint not null,
    constraint heartbeat_one check (one = 1)
);
