-- Who there is: units, people, deputies, and how people sign in.

create table units (
    id blob not null primary key,
    name text not null,
    parent blob references units (id)
) strict;
create unique index units_parent_name on units (parent, name);

create table people (
    id blob not null primary key,
    nip text not null,
    name text not null,
    -- The name in lower case, as Rust lowers it: the engines differ.
    name_key text not null,
    unit blob not null references units (id),
    position text not null,
    position_type text not null,
    category text not null,
    supervisor blob references people (id),
    domicile text not null,
    home_address text not null,
    phone text not null,
    email text not null,
    -- E-mail in lower case, for signing in.
    email_key text not null,
    zone text not null,
    pattern text not null,
    active integer not null check (active in (0, 1)),
    constraint people_not_own_supervisor check (supervisor <> id)
) strict;
create unique index people_nip on people (nip);
create index people_email_key on people (email_key);
create index people_unit on people (unit, name_key);
create index people_supervisor on people (supervisor);
create index people_name_key on people (name_key);

-- Who stands in for a supervisor, both days included.
create table deputies (
    supervisor blob not null references people (id),
    person blob not null references people (id),
    from_day text not null,
    to_day text not null,
    primary key (supervisor, person, from_day),
    constraint deputies_days check (from_day <= to_day),
    constraint deputies_not_self check (person <> supervisor)
) strict, without rowid;
create index deputies_person on deputies (person);

-- PHC strings (Argon2id); never a password.
create table passwords (
    person blob not null primary key references people (id),
    phc text not null,
    set_at integer not null
) strict;

-- SHA-256 of the code on a printed sheet; one open code a person.
create table activations (
    person blob not null primary key references people (id),
    code_hash blob not null,
    expires integer not null,
    constraint activations_hash check (length(code_hash) = 32)
) strict;

-- SHA-256 of a one-time ticket.
create table tickets (
    ticket_hash blob not null primary key,
    person blob not null references people (id),
    expires integer not null,
    constraint tickets_hash check (length(ticket_hash) = 32)
) strict;
create index tickets_expires on tickets (expires);

-- SHA-256 of the cookie's token; never the token.
create table sessions (
    id blob not null primary key,
    person blob not null references people (id),
    token_hash blob not null,
    created integer not null,
    used integer not null,
    expires integer not null,
    constraint sessions_hash check (length(token_hash) = 32)
) strict;
create unique index sessions_token_hash on sessions (token_hash);
create index sessions_person on sessions (person);
create index sessions_expires on sessions (expires);

-- Failed sign-ins by a key that the caller has hashed: no names, no addresses.
create table sign_in_failures (
    key blob not null primary key,
    failures integer not null,
    last_at integer not null
) strict;
create index sign_in_failures_last_at on sign_in_failures (last_at);

-- Rights beyond employee and supervisor; no unit means everywhere.
create table roles (
    person blob not null references people (id),
    role text not null,
    unit blob references units (id),
    constraint roles_role check (role in ('unit_head', 'admin', 'leadership', 'auditor'))
) strict;
create unique index roles_person_role_unit on roles (person, role, unit) where unit is not null;
create unique index roles_person_role on roles (person, role) where unit is null;

-- Browsers, each of one person.
create table devices (
    id blob not null primary key,
    person blob not null references people (id),
    agent text not null,
    seen integer not null
) strict;
create index devices_person_seen on devices (person, seen);
