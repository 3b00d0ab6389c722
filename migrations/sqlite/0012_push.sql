-- Web push: the server's keys, where each browser can be reached, and which browsers no longer can.

-- Made at the first start and kept: subscriptions are bound to the public half of `signing`.
create table push_keys (
    -- There is one row.
    one integer not null primary key,
    signing blob not null,
    receipts blob not null,
    made_at integer not null,
    constraint push_keys_one check (one = 1),
    constraint push_keys_length check (length(signing) = 32 and length(receipts) = 32)
) strict;

create table push_subscriptions (
    device blob not null primary key references devices (id) on delete cascade,
    person blob not null references people (id),
    endpoint text not null,
    p256dh blob not null,
    auth blob not null,
    made_at integer not null,
    last_ok integer,
    constraint push_subscriptions_keys check (length(p256dh) = 65 and length(auth) = 16)
) strict;
create unique index push_subscriptions_endpoint on push_subscriptions (endpoint);
create index push_subscriptions_person on push_subscriptions (person, made_at);

-- Browsers whose subscription died or went to somebody else: their person is told, until they subscribe again.
create table push_lost (
    device blob not null primary key references devices (id) on delete cascade,
    at integer not null
) strict;
