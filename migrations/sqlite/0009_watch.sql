-- What Sidak found when it looked at its own draws: one report for each programme and week, never changed.

create table watch_reports (
    programme blob not null references programmes (id),
    -- Monday of the last week it looks at.
    week text not null,
    at integer not null,
    light text not null,
    body text not null,
    primary key (programme, week),
    constraint watch_reports_light check (light in ('too_few', 'green', 'look', 'red'))
) strict, without rowid;
