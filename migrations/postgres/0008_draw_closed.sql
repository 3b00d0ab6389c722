-- The draw, closed: what a plan waits for and when it was drawn; and nothing of it is ever edited. Whoever goes around these
-- triggers is found out by the hashes when the day is opened.

-- Randomness from outside that the draw waits for: part of the commitment.
alter table plans add column awaited text collate "C" not null default 'none';
alter table plans add column round bigint not null default 0;
-- The pool is complete from here on.
alter table plans add column sealed_at bigint;
-- The checks are made from here on; what was mixed in, or nothing.
alter table plans add column drawn_at bigint;
alter table plans add column entropy text;
-- What the check of the whole day found when it was opened; nothing when all is right.
alter table plans add column fault text;
update plans set sealed_at = committed_at, drawn_at = committed_at;
create index plans_undrawn on plans (day) where drawn_at is null;

alter table plan_leaves add column base_chance_millionths bigint not null default 0;
alter table plan_leaves add column cool_down_days bigint not null default 0;
alter table plan_leaves add column cool_down_percent bigint not null default 100;
alter table plan_leaves add column checks_max bigint not null default 5;
update plan_leaves set base_chance_millionths = chance_millionths;

-- Dice of two officials, each once.
create table plan_throws (
    plan uuid not null references plans (id),
    seat bigint not null,
    official uuid not null references people (id),
    digits text not null,
    at bigint not null,
    primary key (plan, seat),
    constraint plan_throws_seat check (seat in (1, 2))
);
create unique index plan_throws_plan_official on plan_throws (plan, official);

create function sidak_refuse() returns trigger language plpgsql as $$
begin
    raise exception '%', tg_argv[0] using errcode = 'restrict_violation';
end
$$;
create trigger plans_begin before insert on plans for each row
    when (new.sealed_at is not null or new.drawn_at is not null or new.revealed_at is not null or new.entropy is not null
    or new.fault is not null or new.drawn <> 0)
    execute function sidak_refuse('a plan begins open');
create trigger plans_stay before update on plans for each row
    when (new.id is distinct from old.id or new.programme is distinct from old.programme or new.day is distinct from old.day or new.algorithm is distinct from old.algorithm or new.policy_version is distinct from old.policy_version or new.root is distinct from old.root or new.secret is distinct from old.secret
    or new.secret_hash is distinct from old.secret_hash or new.cycle_hash is distinct from old.cycle_hash or new.committed_at is distinct from old.committed_at or new.first_window is distinct from old.first_window or new.pool is distinct from old.pool or new.awaited is distinct from old.awaited or new.round is distinct from old.round
    or (old.sealed_at is not null and new.sealed_at is distinct from old.sealed_at)
    or (old.drawn_at is not null and (new.drawn_at is distinct from old.drawn_at or new.drawn is distinct from old.drawn or new.entropy is distinct from old.entropy))
    or (new.drawn_at is null and (new.drawn is distinct from old.drawn or new.entropy is distinct from old.entropy))
    or (new.drawn_at is not null and new.sealed_at is null)
    or (old.revealed_at is not null and (new.revealed_at is distinct from old.revealed_at or new.fault is distinct from old.fault))
    or (new.revealed_at is null and new.fault is distinct from old.fault)
    or (new.revealed_at is not null and new.drawn_at is null))
    execute function sidak_refuse('a plan is never edited');
create trigger plans_remain before delete on plans for each row
    execute function sidak_refuse('a plan is never deleted');
create function sidak_plan_leaves_sealed() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from plans where id = new.plan and sealed_at is null) then
        raise exception 'the pool of a plan is complete' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger plan_leaves_sealed before insert on plan_leaves for each row execute function sidak_plan_leaves_sealed();
create trigger plan_leaves_stay before update on plan_leaves for each row
    execute function sidak_refuse('the pool of a plan is never edited');
create trigger plan_leaves_remain before delete on plan_leaves for each row
    execute function sidak_refuse('the pool of a plan is never edited');
create function sidak_plan_throws_in_time() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from plans where id = new.plan and sealed_at is not null and drawn_at is null and awaited = 'dice') then
        raise exception 'this day does not wait for dice' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger plan_throws_in_time before insert on plan_throws for each row execute function sidak_plan_throws_in_time();
create trigger plan_throws_stay before update on plan_throws for each row
    execute function sidak_refuse('dice are thrown once');
create trigger plan_throws_remain before delete on plan_throws for each row
    execute function sidak_refuse('dice are thrown once');
create function sidak_checks_come_from_the_draw() returns trigger language plpgsql as $$
begin
    if new.kind <> 'manual' and not exists (
        select 1 from plans p join plan_leaves l on l.plan = p.id
        where p.programme = new.programme and p.day = new.day and p.sealed_at is not null and p.drawn_at is null and l.person = new.person) then
        raise exception 'only the draw makes such a check' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger checks_come_from_the_draw before insert on checks for each row execute function sidak_checks_come_from_the_draw();
create trigger checks_stay before update on checks for each row
    when (new.id is distinct from old.id or new.programme is distinct from old.programme or new.person is distinct from old.person or new.day is distinct from old.day or new.kind is distinct from old.kind or new.drawn_for is distinct from old.drawn_for or new.policy_version is distinct from old.policy_version)
    execute function sidak_refuse('what was drawn is never edited');
create trigger checks_remain before delete on checks for each row
    execute function sidak_refuse('a check is never deleted');
