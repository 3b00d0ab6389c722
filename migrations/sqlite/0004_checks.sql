-- The central thing: checks, the facts on their record, and what was made of them.

create table checks (
    id blob not null primary key,
    programme blob not null,
    policy_version integer not null,
    person blob not null references people (id),
    supervisor blob not null references people (id),
    day text not null,
    kind text not null,
    drawn_for integer not null,
    due integer not null,
    closes integer not null,
    deferrals integer not null,
    attempts integer not null,
    state text not null,
    -- What only some states have; see `checks_shape`.
    caller blob references people (id),
    attempt blob,
    device blob,
    until_at integer,
    answered_at integer,
    settled_at integer,
    judgement text,
    -- When the server must look again; none once settled.
    wake_at integer,
    -- One more with every change: every write names the epoch it has read.
    epoch integer not null,
    foreign key (programme, policy_version) references programme_versions (programme, version),
    constraint checks_kind check (kind in ('random', 'forced', 'manual')),
    constraint checks_state check (state in ('waiting', 'prompted', 'ringing', 'answered', 'closing', 'settled')),
    constraint checks_shape check (
        (state in ('waiting', 'settled') or caller is not null)
        and (state not in ('ringing', 'answered', 'closing') or attempt is not null)
        and (state not in ('prompted', 'ringing', 'closing') or until_at is not null)
        and (state <> 'answered' or (device is not null and answered_at is not null))
        and ((state = 'settled') = (settled_at is not null and judgement is not null))
    )
) strict;
-- A draw is never doubled.
create unique index checks_programme_person_drawn_for on checks (programme, person, drawn_for) where kind <> 'manual';
-- A person is in one call at a time.
create unique index checks_person on checks (person) where state in ('ringing', 'answered');
create index checks_wake_at on checks (wake_at) where state <> 'settled';
create index checks_open_person on checks (person) where state <> 'settled';
create index checks_open_caller on checks (caller) where state <> 'settled';
create index checks_open_supervisor on checks (supervisor) where state <> 'settled';
create index checks_person_drawn_for on checks (person, drawn_for);
create index checks_day_state on checks (day, state);

-- Every ring of every check.
create table attempts (
    id blob not null primary key,
    check_id blob not null references checks (id)
) strict;
create index attempts_check_id on attempts (check_id);

-- Appended, never changed.
create table facts (
    check_id blob not null references checks (id),
    seq integer not null,
    at integer not null,
    body text not null,
    primary key (check_id, seq)
) strict;

-- Where the person said they are, in this call.
create table declarations (
    check_id blob not null primary key references checks (id),
    at integer not null,
    kind text not null,
    words text not null,
    constraint declarations_kind check (kind in ('home', 'other'))
) strict;

-- The live question drawn for a call.
create table questions (
    check_id blob not null primary key references checks (id),
    idx integer not null
) strict;

-- Line quality of a call, one summary a side.
create table quality (
    check_id blob not null references checks (id),
    side text not null,
    body text not null,
    primary key (check_id, side),
    constraint quality_side check (side in ('supervisor', 'employee'))
) strict;

-- What the rules made of a check. Replaced when a verdict is corrected or an official rules on it.
create table outcomes (
    check_id blob not null primary key references checks (id),
    programme blob not null references programmes (id),
    person blob not null references people (id),
    -- The person's unit at the time.
    unit blob not null references units (id),
    caller blob not null references people (id),
    day text not null,
    kind text not null,
    outcome text not null,
    reasons text not null,
    -- As available, as missed, or not at all.
    counts_as integer check (counts_as in (0, 1)),
    answer_ms integer,
    attempts integer not null,
    prompted integer not null check (prompted in (0, 1)),
    started_in_time integer not null check (started_in_time in (0, 1)),
    deferred integer not null check (deferred in (0, 1)),
    handed_over integer not null check (handed_over in (0, 1)),
    ignored integer not null check (ignored in (0, 1)),
    verdict_missing integer not null check (verdict_missing in (0, 1)),
    answered integer not null check (answered in (0, 1)),
    media_seen integer not null check (media_seen in (0, 1)),
    place_kind text,
    settled_at integer not null,
    constraint outcomes_place_kind check (place_kind in ('home', 'other'))
) strict;
create index outcomes_person_programme_day on outcomes (person, programme, day);
create index outcomes_unit_day on outcomes (unit, day);
create index outcomes_caller_day on outcomes (caller, day);

-- Sums of outcomes by day, so that a dashboard over years reads hundreds of rows and not millions.
-- `whole`: the unit with everything below it; else the unit alone.
create table day_outcomes (
    unit blob not null references units (id),
    whole integer not null check (whole in (0, 1)),
    day text not null,
    programme blob not null references programmes (id),
    kind text not null,
    outcome text not null,
    n integer not null,
    counted integer not null,
    primary key (unit, whole, day, programme, kind, outcome)
) strict, without rowid;

create table day_times (
    unit blob not null references units (id),
    whole integer not null check (whole in (0, 1)),
    day text not null,
    -- Classes of 15 seconds, the last one open.
    class integer not null,
    n integer not null,
    primary key (unit, whole, day, class)
) strict, without rowid;

-- What supervisors did with the prompts, and where people said they were.
create table day_conduct (
    unit blob not null references units (id),
    whole integer not null check (whole in (0, 1)),
    day text not null,
    checks integer not null,
    prompts integer not null,
    on_time integer not null,
    deferred integer not null,
    handed_over integer not null,
    ignored integer not null,
    verdict_missing integer not null,
    manual integer not null,
    without_media integer not null,
    at_home integer not null,
    at_other integer not null,
    primary key (unit, whole, day)
) strict, without rowid;
