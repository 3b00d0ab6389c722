-- Web push: the server's keys, where each browser can be reached, and which browsers no longer can.

-- Made at the first start and kept: subscriptions are bound to the public half of `signing`.
create table push_keys (
    -- There is one row.
    one bigint not null primary key,
    signing bytea not null,
    receipts bytea not null,
    made_at bigint not null,
    constraint push_keys_one check (one = 1),
    constraint push_keys_length check (length(signing) = 32 and length(receipts) = 32)
);

create table push_subscriptions (
    device uuid not null primary key references devices (id) on delete cascade,
    person uuid not null references people (id),
    endpoint text collate "C" not null,
    p256dh bytea not null,
    auth bytea not null,
    made_at bigint not null,
    last_ok bigint,
    constraint push_subscriptions_keys check (length(p256dh) = 65 and length(auth) = 16)
);
create unique index push_subscriptions_endpoint on push_subscriptions (endpoint);
create index push_subscriptions_person on push_subscriptions (person, made_at);

-- Browsers whose subscription died or went to somebody else: their person is told, until they subscribe again.
create table push_lost (
    device uuid not null primary key references devices (id) on delete cascade,
    at bigint not null
);
