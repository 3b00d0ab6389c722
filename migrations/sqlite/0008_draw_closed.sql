-- The draw, closed: what a plan waits for and when it was drawn; and nothing of it is ever edited. Whoever goes around these
-- triggers is found out by the hashes when the day is opened.

-- Randomness from outside that the draw waits for: part of the commitment.
alter table plans add column awaited text not null default 'none';
alter table plans add column round integer not null default 0;
-- The pool is complete from here on.
alter table plans add column sealed_at integer;
-- The checks are made from here on; what was mixed in, or nothing.
alter table plans add column drawn_at integer;
alter table plans add column entropy text;
-- What the check of the whole day found when it was opened; nothing when all is right.
alter table plans add column fault text;
update plans set sealed_at = committed_at, drawn_at = committed_at;
create index plans_undrawn on plans (day) where drawn_at is null;

alter table plan_leaves add column base_chance_millionths integer not null default 0;
alter table plan_leaves add column cool_down_days integer not null default 0;
alter table plan_leaves add column cool_down_percent integer not null default 100;
alter table plan_leaves add column checks_max integer not null default 5;
update plan_leaves set base_chance_millionths = chance_millionths;

-- Dice of two officials, each once.
create table plan_throws (
    plan blob not null references plans (id),
    seat integer not null,
    official blob not null references people (id),
    digits text not null,
    at integer not null,
    primary key (plan, seat),
    constraint plan_throws_seat check (seat in (1, 2))
) strict, without rowid;
create unique index plan_throws_plan_official on plan_throws (plan, official);

create trigger plans_begin before insert on plans for each row
when new.sealed_at is not null or new.drawn_at is not null or new.revealed_at is not null or new.entropy is not null
    or new.fault is not null or new.drawn <> 0
begin
    select raise(abort, 'a plan begins open');
end;
create trigger plans_stay before update on plans for each row
when new.id is not old.id or new.programme is not old.programme or new.day is not old.day or new.algorithm is not old.algorithm or new.policy_version is not old.policy_version or new.root is not old.root or new.secret is not old.secret
    or new.secret_hash is not old.secret_hash or new.cycle_hash is not old.cycle_hash or new.committed_at is not old.committed_at or new.first_window is not old.first_window or new.pool is not old.pool or new.awaited is not old.awaited or new.round is not old.round
    or (old.sealed_at is not null and new.sealed_at is not old.sealed_at)
    or (old.drawn_at is not null and (new.drawn_at is not old.drawn_at or new.drawn is not old.drawn or new.entropy is not old.entropy))
    or (new.drawn_at is null and (new.drawn is not old.drawn or new.entropy is not old.entropy))
    or (new.drawn_at is not null and new.sealed_at is null)
    or (old.revealed_at is not null and (new.revealed_at is not old.revealed_at or new.fault is not old.fault))
    or (new.revealed_at is null and new.fault is not old.fault)
    or (new.revealed_at is not null and new.drawn_at is null)
begin
    select raise(abort, 'a plan is never edited');
end;
create trigger plans_remain before delete on plans for each row
begin
    select raise(abort, 'a plan is never deleted');
end;
create trigger plan_leaves_sealed before insert on plan_leaves for each row
when not exists (select 1 from plans where id = new.plan and sealed_at is null)
begin
    select raise(abort, 'the pool of a plan is complete');
end;
create trigger plan_leaves_stay before update on plan_leaves for each row
begin
    select raise(abort, 'the pool of a plan is never edited');
end;
create trigger plan_leaves_remain before delete on plan_leaves for each row
begin
    select raise(abort, 'the pool of a plan is never edited');
end;
create trigger plan_throws_in_time before insert on plan_throws for each row
when not exists (select 1 from plans where id = new.plan and sealed_at is not null and drawn_at is null and awaited = 'dice')
begin
    select raise(abort, 'this day does not wait for dice');
end;
create trigger plan_throws_stay before update on plan_throws for each row
begin
    select raise(abort, 'dice are thrown once');
end;
create trigger plan_throws_remain before delete on plan_throws for each row
begin
    select raise(abort, 'dice are thrown once');
end;
create trigger checks_come_from_the_draw before insert on checks for each row
when new.kind <> 'manual' and not exists (
        select 1 from plans p join plan_leaves l on l.plan = p.id
        where p.programme = new.programme and p.day = new.day and p.sealed_at is not null and p.drawn_at is null and l.person = new.person)
begin
    select raise(abort, 'only the draw makes such a check');
end;
create trigger checks_stay before update on checks for each row
when new.id is not old.id or new.programme is not old.programme or new.person is not old.person or new.day is not old.day or new.kind is not old.kind or new.drawn_for is not old.drawn_for or new.policy_version is not old.policy_version
begin
    select raise(abort, 'what was drawn is never edited');
end;
create trigger checks_remain before delete on checks for each row
begin
    select raise(abort, 'a check is never deleted');
end;
