-- When people are not to be called, when their day begins, and the holidays that were entered.

create table absences (
    id blob not null primary key,
    person blob not null references people (id),
    kind text not null,
    from_at integer not null,
    to_at integer not null,
    words text not null,
    -- The person, for a status of their own, or an official of the line.
    entered_by blob not null references people (id),
    entered_at integer not null,
    withdrawn_at integer,
    withdrawn_by blob references people (id),
    constraint absences_kind check (kind in ('leave', 'sick', 'official_meeting', 'official_travel', 'permission', 'prayer', 'short_break')),
    constraint absences_span check (from_at < to_at),
    constraint absences_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null))
) strict;
create index absences_person_to_at on absences (person, to_at);

-- How many minutes later a person's day begins (earlier when negative): from a day on, or on one day only.
create table shifts (
    person blob not null references people (id),
    day text not null,
    standing integer not null check (standing in (0, 1)),
    minutes integer not null,
    at integer not null,
    primary key (person, day, standing)
) strict, without rowid;

-- Years of holidays as they were entered; the highest version of a year counts, and is before the one inside the binary.
create table holiday_years (
    year integer not null,
    version integer not null,
    toml text not null,
    at integer not null,
    by_person blob references people (id),
    primary key (year, version)
) strict;
