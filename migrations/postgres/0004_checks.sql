-- The central thing: checks, the facts on their record, and what was made of them.

create table checks (
    id uuid not null primary key,
    programme uuid not null,
    policy_version bigint not null,
    person uuid not null references people (id),
    supervisor uuid not null references people (id),
    day text collate "C" not null,
    kind text collate "C" not null,
    drawn_for bigint not null,
    due bigint not null,
    closes bigint not null,
    deferrals bigint not null,
    attempts bigint not null,
    state text collate "C" not null,
    -- What only some states have; see `checks_shape`.
    caller uuid references people (id),
    attempt uuid,
    device uuid,
    until_at bigint,
    answered_at bigint,
    settled_at bigint,
    judgement text,
    -- When the server must look again; none once settled.
    wake_at bigint,
    -- One more with every change: every write names the epoch it has read.
    epoch bigint not null,
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
);
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
    id uuid not null primary key,
    check_id uuid not null references checks (id)
);
create index attempts_check_id on attempts (check_id);

-- Appended, never changed.
create table facts (
    check_id uuid not null references checks (id),
    seq bigint not null,
    at bigint not null,
    body text not null,
    primary key (check_id, seq)
);

-- Where the person said they are, in this call.
create table declarations (
    check_id uuid not null primary key references checks (id),
    at bigint not null,
    kind text collate "C" not null,
    words text not null,
    constraint declarations_kind check (kind in ('home', 'other'))
);

-- The live question drawn for a call.
create table questions (
    check_id uuid not null primary key references checks (id),
    idx bigint not null
);

-- Line quality of a call, one summary a side.
create table quality (
    check_id uuid not null references checks (id),
    side text collate "C" not null,
    body text not null,
    primary key (check_id, side),
    constraint quality_side check (side in ('supervisor', 'employee'))
);

-- What the rules made of a check. Replaced when a verdict is corrected or an official rules on it.
create table outcomes (
    check_id uuid not null primary key references checks (id),
    programme uuid not null references programmes (id),
    person uuid not null references people (id),
    -- The person's unit at the time.
    unit uuid not null references units (id),
    caller uuid not null references people (id),
    day text collate "C" not null,
    kind text collate "C" not null,
    outcome text collate "C" not null,
    reasons text not null,
    -- As available, as missed, or not at all.
    counts_as boolean,
    answer_ms bigint,
    attempts bigint not null,
    prompted boolean not null,
    started_in_time boolean not null,
    deferred boolean not null,
    handed_over boolean not null,
    ignored boolean not null,
    verdict_missing boolean not null,
    answered boolean not null,
    media_seen boolean not null,
    place_kind text collate "C",
    settled_at bigint not null,
    constraint outcomes_place_kind check (place_kind in ('home', 'other'))
);
create index outcomes_person_programme_day on outcomes (person, programme, day);
create index outcomes_unit_day on outcomes (unit, day);
create index outcomes_caller_day on outcomes (caller, day);

-- Sums of outcomes by day, so that a dashboard over years reads hundreds of rows and not millions.
-- `whole`: the unit with everything below it; else the unit alone.
create table day_outcomes (
    unit uuid not null references units (id),
    whole boolean not null,
    day text collate "C" not null,
    programme uuid not null references programmes (id),
    kind text collate "C" not null,
    outcome text collate "C" not null,
    n bigint not null,
    counted bigint not null,
    primary key (unit, whole, day, programme, kind, outcome)
);

create table day_times (
    unit uuid not null references units (id),
    whole boolean not null,
    day text collate "C" not null,
    -- Classes of 15 seconds, the last one open.
    class bigint not null,
    n bigint not null,
    primary key (unit, whole, day, class)
);

-- What supervisors did with the prompts, and where people said they were.
create table day_conduct (
    unit uuid not null references units (id),
    whole boolean not null,
    day text collate "C" not null,
    checks bigint not null,
    prompts bigint not null,
    on_time bigint not null,
    deferred bigint not null,
    handed_over bigint not null,
    ignored bigint not null,
    verdict_missing bigint not null,
    manual bigint not null,
    without_media bigint not null,
    at_home bigint not null,
    at_other bigint not null,
    primary key (unit, whole, day)
);
