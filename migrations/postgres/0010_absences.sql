-- When people are not to be called, when their day begins, and the holidays that were entered.

create table absences (
    id uuid not null primary key,
    person uuid not null references people (id),
    kind text collate "C" not null,
    from_at bigint not null,
    to_at bigint not null,
    words text not null,
    -- The person, for a status of their own, or an official of the line.
    entered_by uuid not null references people (id),
    entered_at bigint not null,
    withdrawn_at bigint,
    withdrawn_by uuid references people (id),
    constraint absences_kind check (kind in ('leave', 'sick', 'official_meeting', 'official_travel', 'permission', 'prayer', 'short_break')),
    constraint absences_span check (from_at < to_at),
    constraint absences_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index absences_person_to_at on absences (person, to_at);

-- How many minutes later a person's day begins (earlier when negative): from a day on, or on one day only.
create table shifts (
    person uuid not null references people (id),
    day text collate "C" not null,
    standing boolean not null,
    minutes bigint not null,
    at bigint not null,
    primary key (person, day, standing)
);

-- Years of holidays as they were entered; the highest version of a year counts, and is before the one inside the binary.
create table holiday_years (
    year bigint not null,
    version bigint not null,
    toml text not null,
    at bigint not null,
    by_person uuid references people (id),
    primary key (year, version)
);
