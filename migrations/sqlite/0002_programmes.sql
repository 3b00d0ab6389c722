-- The policy people work from home under, who works where, and the day's start and end.

create table programmes (
    id blob not null primary key,
    latest integer not null,
    constraint programmes_latest check (latest >= 1)
) strict;

-- Never changed once written: each check names the version it ran under.
create table programme_versions (
    programme blob not null references programmes (id),
    version integer not null,
    toml text not null,
    body text not null,
    at integer not null,
    by_person blob references people (id),
    constraint programme_versions_programme_version primary key (programme, version)
) strict;

create table rota (
    person blob not null references people (id),
    day text not null,
    mode text not null,
    by_person blob references people (id),
    at integer not null,
    primary key (person, day),
    constraint rota_mode check (mode in ('wfh', 'wfo', 'leave'))
) strict, without rowid;
create index rota_day_mode on rota (day, mode);
create index rota_day_at on rota (day, at);

-- The morning tap (Mulai WFH) and the evening one.
create table attendance (
    person blob not null references people (id),
    day text not null,
    started integer not null,
    place_kind text not null,
    place_words text not null,
    tests text not null,
    finished integer,
    primary key (person, day),
    constraint attendance_place_kind check (place_kind in ('home', 'other'))
) strict, without rowid;
create index attendance_day on attendance (day);
