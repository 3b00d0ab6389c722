-- How many calls officials are asked to make, and when they are not on duty.

-- One row for each check of the draw and each official who was asked for it, with what he did. Manual calls are not here.
create table asks (
    check_id blob not null references checks (id),
    official blob not null references people (id),
    -- Of the person to be called, at the time.
    unit blob not null references units (id),
    day text not null,
    -- For the first time.
    asked_at integer not null,
    -- It came from another official who could not be asked.
    stood_in integer not null default 0 check (stood_in in (0, 1)),
    rang integer not null default 0 check (rang in (0, 1)),
    deferred integer not null default 0 check (deferred in (0, 1)),
    handed_over integer not null default 0 check (handed_over in (0, 1)),
    ignored integer not null default 0 check (ignored in (0, 1)),
    primary key (check_id, official)
) strict, without rowid;
create index asks_official_day on asks (official, day, asked_at);
-- All that a sum over officials and days reads.
create index asks_day_unit on asks (day, unit, official, stood_in, rang, deferred, handed_over, ignored);

-- Whole days on which an official makes no calls, both included.
create table off_duty (
    person blob not null references people (id),
    from_day text not null,
    to_day text not null,
    primary key (person, from_day),
    constraint off_duty_days check (from_day <= to_day)
) strict, without rowid;

-- Checks that ended because nobody could be asked: no room under the policy, or nobody on duty.
alter table day_conduct add column no_room integer not null default 0;
alter table day_conduct add column nobody_on_duty integer not null default 0;

create index checks_manual_official on checks (supervisor, day) where kind = 'manual';
create index checks_manual_person on checks (person, day) where kind = 'manual';
