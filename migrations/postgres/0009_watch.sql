-- What Sidak found when it looked at its own draws: one report for each programme and week, never changed.

create table watch_reports (
    programme uuid not null references programmes (id),
    -- Monday of the last week it looks at.
    week text collate "C" not null,
    at bigint not null,
    light text collate "C" not null,
    body text not null,
    constraint watch_reports_programme_week primary key (programme, week),
    constraint watch_reports_light check (light in ('too_few', 'green', 'look', 'red'))
);
