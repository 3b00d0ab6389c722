-- The policy people work from home under, who works where, and the day's start and end.

create table programmes (
    id uuid not null primary key,
    latest bigint not null,
    constraint programmes_latest check (latest >= 1)
);

-- Never changed once written: each check names the version it ran under.
create table programme_versions (
    programme uuid not null references programmes (id),
    version bigint not null,
    toml text not null,
    body text not null,
    at bigint not null,
    by_person uuid references people (id),
    constraint programme_versions_programme_version primary key (programme, version)
);

create table rota (
    person uuid not null references people (id),
    day text collate "C" not null,
    mode text collate "C" not null,
    by_person uuid references people (id),
    at bigint not null,
    primary key (person, day),
    constraint rota_mode check (mode in ('wfh', 'wfo', 'leave'))
);
create index rota_day_mode on rota (day, mode);
create index rota_day_at on rota (day, at);

-- The morning tap (Mulai WFH) and the evening one.
create table attendance (
    person uuid not null references people (id),
    day text collate "C" not null,
    started bigint not null,
    place_kind text collate "C" not null,
    place_words text not null,
    tests text not null,
    finished bigint,
    primary key (person, day),
    constraint attendance_place_kind check (place_kind in ('home', 'other'))
);
create index attendance_day on attendance (day);
