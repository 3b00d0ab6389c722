-- The index, reviews of a permission, and stays at the office by decision.

-- A cache: can be folded again from outcomes.
create table scores (
    person uuid not null references people (id),
    programme uuid not null references programmes (id),
    at bigint not null,
    enough boolean not null,
    counted bigint not null,
    available bigint not null,
    missed bigint not null,
    estimate double precision not null,
    below_floor double precision not null,
    -- Five points wide, 0 to 19.
    class bigint not null,
    body text not null,
    primary key (person, programme)
);

create table cases (
    id uuid not null primary key,
    person uuid not null references people (id),
    programme uuid not null,
    policy_version bigint not null,
    state text collate "C" not null,
    opened bigint not null,
    -- When the server must look again.
    wake_at bigint,
    is_open boolean not null,
    body text not null,
    -- What was known when it was opened.
    opening text not null,
    epoch bigint not null,
    foreign key (programme, policy_version) references programme_versions (programme, version),
    constraint cases_state check (state in ('noticed', 'replied', 'awaiting_decision', 'decided', 'objected', 'ended'))
);
create unique index cases_person on cases (person) where is_open;
create index cases_person_opened on cases (person, opened);
create index cases_wake_at on cases (wake_at);
create index cases_opened on cases (opened);

-- Appended, never changed.
create table case_trail (
    case_id uuid not null references cases (id),
    seq bigint not null,
    at bigint not null,
    code text collate "C" not null,
    who uuid references people (id),
    words text not null,
    primary key (case_id, seq)
);

-- At the office by a named official's decision, both days included.
create table holds (
    case_id uuid not null primary key references cases (id),
    person uuid not null references people (id),
    from_day text collate "C" not null,
    to_day text collate "C" not null,
    ended_at bigint,
    constraint holds_days check (from_day <= to_day)
);
create index holds_person on holds (person);
create index holds_to_day on holds (to_day);
