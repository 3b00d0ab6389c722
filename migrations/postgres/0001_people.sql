-- Who there is: units, people, deputies, and how people sign in.

-- Lists of ids are compared as uuid; days, codes and search keys in byte order, as SQLite does.

create table units (
    id uuid not null primary key,
    name text not null,
    parent uuid references units (id)
);
create unique index units_parent_name on units (parent, name);

create table people (
    id uuid not null primary key,
    nip text collate "C" not null,
    name text not null,
    -- The name in lower case, as Rust lowers it: the engines differ.
    name_key text collate "C" not null,
    unit uuid not null references units (id),
    position text not null,
    position_type text not null,
    category text not null,
    supervisor uuid references people (id),
    domicile text not null,
    home_address text not null,
    phone text not null,
    email text not null,
    -- E-mail in lower case, for signing in.
    email_key text collate "C" not null,
    zone text not null,
    pattern text not null,
    active boolean not null,
    constraint people_not_own_supervisor check (supervisor <> id)
);
create unique index people_nip on people (nip);
create index people_email_key on people (email_key);
create index people_unit on people (unit, name_key);
create index people_supervisor on people (supervisor);
create index people_name_key on people (name_key);

-- Who stands in for a supervisor, both days included.
create table deputies (
    supervisor uuid not null references people (id),
    person uuid not null references people (id),
    from_day text collate "C" not null,
    to_day text collate "C" not null,
    primary key (supervisor, person, from_day),
    constraint deputies_days check (from_day <= to_day),
    constraint deputies_not_self check (person <> supervisor)
);
create index deputies_person on deputies (person);

-- PHC strings (Argon2id); never a password.
create table passwords (
    person uuid not null primary key references people (id),
    phc text not null,
    set_at bigint not null
);

-- SHA-256 of the code on a printed sheet; one open code a person.
create table activations (
    person uuid not null primary key references people (id),
    code_hash bytea not null,
    expires bigint not null,
    constraint activations_hash check (length(code_hash) = 32)
);

-- SHA-256 of a one-time ticket.
create table tickets (
    ticket_hash bytea not null primary key,
    person uuid not null references people (id),
    expires bigint not null,
    constraint tickets_hash check (length(ticket_hash) = 32)
);
create index tickets_expires on tickets (expires);

-- SHA-256 of the cookie's token; never the token.
create table sessions (
    id uuid not null primary key,
    person uuid not null references people (id),
    token_hash bytea not null,
    created bigint not null,
    used bigint not null,
    expires bigint not null,
    constraint sessions_hash check (length(token_hash) = 32)
);
create unique index sessions_token_hash on sessions (token_hash);
create index sessions_person on sessions (person);
create index sessions_expires on sessions (expires);

-- Failed sign-ins by a key that the caller has hashed: no names, no addresses.
create table sign_in_failures (
    key bytea not null primary key,
    failures bigint not null,
    last_at bigint not null
);
create index sign_in_failures_last_at on sign_in_failures (last_at);

-- Rights beyond employee and supervisor; no unit means everywhere.
create table roles (
    person uuid not null references people (id),
    role text collate "C" not null,
    unit uuid references units (id),
    constraint roles_role check (role in ('unit_head', 'admin', 'leadership', 'auditor'))
);
create unique index roles_person_role_unit on roles (person, role, unit) where unit is not null;
create unique index roles_person_role on roles (person, role) where unit is null;

-- Browsers, each of one person.
create table devices (
    id uuid not null primary key,
    person uuid not null references people (id),
    agent text not null,
    seen bigint not null
);
create index devices_person_seen on devices (person, seen);
