-- The index, reviews of a permission, and stays at the office by decision.

-- A cache: can be folded again from outcomes.
create table scores (
    person blob not null references people (id),
    programme blob not null references programmes (id),
    at integer not null,
    enough integer not null check (enough in (0, 1)),
    counted integer not null,
    available integer not null,
    missed integer not null,
    estimate real not null,
    below_floor real not null,
    -- Five points wide, 0 to 19.
    class integer not null,
    body text not null,
    primary key (person, programme)
) strict;

create table cases (
    id blob not null primary key,
    person blob not null references people (id),
    programme blob not null,
    policy_version integer not null,
    state text not null,
    opened integer not null,
    -- When the server must look again.
    wake_at integer,
    is_open integer not null check (is_open in (0, 1)),
    body text not null,
    -- What was known when it was opened.
    opening text not null,
    epoch integer not null,
    foreign key (programme, policy_version) references programme_versions (programme, version),
    constraint cases_state check (state in ('noticed', 'replied', 'awaiting_decision', 'decided', 'objected', 'ended'))
) strict;
create unique index cases_person on cases (person) where is_open;
create index cases_person_opened on cases (person, opened);
create index cases_wake_at on cases (wake_at);
create index cases_opened on cases (opened);

-- Appended, never changed.
create table case_trail (
    case_id blob not null references cases (id),
    seq integer not null,
    at integer not null,
    code text not null,
    who blob references people (id),
    words text not null,
    primary key (case_id, seq)
) strict, without rowid;

-- At the office by a named official's decision, both days included.
create table holds (
    case_id blob not null primary key references cases (id),
    person blob not null references people (id),
    from_day text not null,
    to_day text not null,
    ended_at integer,
    constraint holds_days check (from_day <= to_day)
) strict;
create index holds_person on holds (person);
create index holds_to_day on holds (to_day);
