//! Plans: the frozen pool of a day, its commitments and secrets, and how long each person has gone unchecked.
//!
//! A plan is written once and never edited: its pool is sealed, then it is drawn, then revealed, each once, and triggers
//! refuse all else. Knows nothing of how it is drawn.

use std::collections::HashMap;

use sidak_core::{
    draw::{Awaited, Entropy, Leaf, Odds, Throws, entropy_of, entropy_text},
    ids::{PersonId, PlanId, ProgrammeId},
    programme::PublicEntropy,
    time::{Day, Moment, Window},
};

use super::{
    Result, StoreError, Tx,
    sql::{all, binds, one, run, sql, touched},
    value::{FromRow, One, Row},
};

/// The head of a plan. `Debug` hides the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Plan {
    pub id: PlanId,
    pub programme: ProgrammeId,
    pub day: Day,
    pub algorithm: u8,
    pub policy_version: u32,
    pub root: [u8; 32],
    pub secret_hash: [u8; 32],
    pub cycle_hash: [u8; 32],
    /// Shown to nobody before `revealed_at`.
    pub secret: [u8; 32],
    pub committed_at: Moment,
    pub first_window: Option<Moment>,
    /// People in the pool.
    pub pool: u32,
    /// What the draw waits for.
    pub awaited: Awaited,
    /// `None`: the checks are not made yet.
    pub drawn_at: Option<Moment>,
    /// What was brought in time.
    pub entropy: Option<Entropy>,
    /// Checks that the draw made.
    pub drawn: u32,
    pub revealed_at: Option<Moment>,
    /// What the check of the whole day found at the reveal: the code of a `draw::Fault`.
    pub fault: Option<String>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plan({}, {}, {})", self.id, self.programme, self.day)
    }
}

sql! {
    INSERT = "insert into plans (id, programme, day, algorithm, policy_version, root, secret, secret_hash, cycle_hash,
            committed_at, first_window, pool, awaited, round, drawn)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)
        on conflict (programme, day) do nothing";
    INSERT_LEAF = "insert into plan_leaves (plan, person, supervisor, policy_version, chance_millionths, threshold,
            days_since_check, cycle, ceiling_from, ceiling_to, day_key_hash, ceiling_key_hash, windows, base_chance_millionths,
            cool_down_days, cool_down_percent, checks_max)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    SEAL = "update plans set sealed_at = $2 where id = $1 and sealed_at is null";
    HOLD_UNDRAWN = "update plans set drawn = drawn where id = $1 and drawn_at is null";
    MARK_DRAWN = "update plans set drawn_at = $2, drawn = $3, entropy = $4 where id = $1 and drawn_at is null";
    UNDRAWN = "select * from plans where drawn_at is null order by day, programme limit $1";
    PUT_THROWS = "insert into plan_throws (plan, seat, official, digits, at)
        select $1, count(*) + 1, $2, $3, $4 from plan_throws where plan = $1";
    THROWS = "select official, digits from plan_throws where plan = $1 order by seat";
    GET = "select * from plans where programme = $1 and day = $2";
    LEAVES = "select l.*, p.programme, p.day, p.awaited, p.round, p.cycle_hash, p.pool from plan_leaves l join plans p on p.id = l.plan where l.plan = $1 order by l.person";
    LEAVES_AFTER = "select l.*, p.programme, p.day, p.awaited, p.round, p.cycle_hash, p.pool from plan_leaves l join plans p on p.id = l.plan
        where l.plan = $1 and l.person > $2 order by l.person limit $3";
    LEAVES_OF = "select l.*, p.programme, p.day, p.awaited, p.round, p.cycle_hash, p.pool from plan_leaves l join plans p on p.id = l.plan
        where l.plan = $1 and l.person" among "$2" "order by l.person";
    LEAF_OF = "select l.*, p.programme, p.day, p.awaited, p.round, p.cycle_hash, p.pool
        from plan_leaves l join plans p on p.id = l.plan where l.plan = $1 and l.person = $2";
    SHARE = "select count(*), cast(coalesce(sum(p.pool), 0) as bigint), cast(coalesce(sum(p.drawn), 0) as bigint),
            coalesce(min(p.pool), 0)
        from plans p join plan_leaves l on l.plan = p.id and l.person = $2 where p.programme = $1 and p.revealed_at is not null";
    OWN_DRAWN = "select count(*) from checks c join plans p on p.programme = c.programme and p.day = c.day
        where c.person = $2 and c.programme = $1 and c.kind <> 'manual' and p.revealed_at is not null";
    RECENT = "select * from plans order by day desc, programme limit $1";
    UNREVEALED = "select * from plans where revealed_at is null and drawn_at is not null order by day, programme limit $1";
    MARK_REVEALED = "update plans set revealed_at = $2, fault = $3 where id = $1 and revealed_at is null";
    PUT_CYCLE_SECRET = "insert into cycle_secrets (programme, secret, made_at) values ($1, $2, $3) on conflict (programme) do nothing";
    CYCLE_SECRET = "select secret from cycle_secrets where programme = $1";
    COUNTERS = "select person, days_since_check, cycle from counters where programme = $1 and person" among "$2" "";
    SET_COUNTER = "insert into counters (programme, person, days_since_check, cycle) values ($1, $2, $3, $4)
        on conflict (programme, person) do update set days_since_check = excluded.days_since_check, cycle = excluded.cycle";
}

/// Whether this plan is now the plan of its programme and day; false when another node was first, and then nothing is
/// written. The pool is complete with it; the plan is not drawn yet.
pub async fn insert_once(tx: &mut Tx, plan: &Plan, leaves: &[Leaf]) -> Result<bool> {
    let head = binds![
        plan.id,
        plan.programme,
        plan.day,
        plan.algorithm,
        plan.policy_version,
        &plan.root,
        &plan.secret,
        &plan.secret_hash,
        &plan.cycle_hash,
        plan.committed_at,
        plan.first_window,
        plan.pool,
        source_code(plan.awaited.source()),
        plan.awaited.round().cast_signed(),
    ];
    if run(tx, &INSERT, head).await? == 0 {
        return Ok(false);
    }
    for leaf in leaves {
        insert_leaf(tx, plan.id, leaf).await?;
    }
    touched(run(tx, &SEAL, binds![plan.id, plan.committed_at]).await?)?;
    Ok(true)
}

/// Begins the drawing of a plan: whoever else would draw it waits for the end of this transaction.
///
/// # Errors
/// `Missing` when it was drawn already, perhaps by another node.
pub async fn hold_undrawn(tx: &mut Tx, plan: PlanId) -> Result<()> {
    touched(run(tx, &HOLD_UNDRAWN, binds![plan]).await?)
}

/// The checks of the plan are made; to be called in the transaction that made them, after it has.
///
/// # Errors
/// `Missing` when it was drawn already, perhaps by another node.
pub async fn mark_drawn(tx: &mut Tx, plan: PlanId, at: Moment, checks: u32, entropy: Option<&Entropy>) -> Result<()> {
    let entropy = entropy.map(entropy_text).transpose().map_err(|_| StoreError::corrupt("entropy"))?;
    touched(run(tx, &MARK_DRAWN, binds![plan, at, checks, entropy]).await?)
}

/// Plans whose checks are not made yet, oldest day first.
pub async fn undrawn(tx: &mut Tx, limit: u32) -> Result<Vec<Plan>> {
    all(tx, &UNDRAWN, binds![limit]).await
}

/// One official's dice.
///
/// # Errors
/// `Conflict` when this official has thrown already, or both seats are taken; `Sql` when the plan does not wait for dice.
pub async fn put_throws(tx: &mut Tx, plan: PlanId, throws: &Throws, at: Moment) -> Result<()> {
    touched(run(tx, &PUT_THROWS, binds![plan, throws.official, throws.digits.as_str(), at]).await?)
}

/// In the order in which they were entered.
pub async fn throws(tx: &mut Tx, plan: PlanId) -> Result<Vec<Throws>> {
    let found: Vec<(PersonId, String)> = all(tx, &THROWS, binds![plan]).await?;
    Ok(found.into_iter().map(|(official, digits)| Throws { official, digits }).collect())
}

async fn insert_leaf(tx: &mut Tx, plan: PlanId, leaf: &Leaf) -> Result<()> {
    let values = binds![
        plan,
        leaf.person,
        leaf.supervisor,
        leaf.policy_version,
        leaf.chance_millionths,
        leaf.threshold.cast_signed(),
        leaf.days_since_check,
        leaf.cycle,
        leaf.odds.ceiling_from,
        leaf.odds.ceiling_to,
        &leaf.day_key_hash,
        &leaf.ceiling_key_hash,
        windows_text(&leaf.windows),
        leaf.odds.base_chance_millionths,
        leaf.odds.cool_down_days,
        leaf.odds.cool_down_percent,
        leaf.odds.checks_max,
    ];
    run(tx, &INSERT_LEAF, values).await.map(drop)
}

pub async fn get(tx: &mut Tx, programme: ProgrammeId, day: Day) -> Result<Option<Plan>> {
    one(tx, &GET, binds![programme, day]).await
}

/// The whole pool, by person id as the draw sorts it.
pub async fn leaves(tx: &mut Tx, plan: PlanId) -> Result<Vec<Leaf>> {
    all(tx, &LEAVES, binds![plan]).await
}

/// The next lines of the pool after this person's.
pub async fn leaves_after(tx: &mut Tx, plan: PlanId, person: PersonId, limit: u32) -> Result<Vec<Leaf>> {
    all(tx, &LEAVES_AFTER, binds![plan, person, limit]).await
}

/// Those of these people who are in the pool.
pub async fn leaves_of(tx: &mut Tx, plan: PlanId, people: &[PersonId]) -> Result<Vec<Leaf>> {
    all(tx, &LEAVES_OF, binds![plan, people]).await
}

pub async fn leaf_of(tx: &mut Tx, plan: PlanId, person: PersonId) -> Result<Option<Leaf>> {
    one(tx, &LEAF_OF, binds![plan, person]).await
}

/// One person's part in all days of a programme that are revealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// Days on which the person was in the pool …
    pub days: u32,
    /// … and what the draw gave them on these.
    pub drawn: u32,
    /// People of the pools of these days, each day counted anew, and what the draw gave them all.
    pub pools: u64,
    pub all_drawn: u64,
    /// The smallest of these pools.
    pub smallest: u32,
}

pub async fn share_of(tx: &mut Tx, programme: ProgrammeId, person: PersonId) -> Result<Share> {
    let (days, pools, all_drawn, smallest): (u32, i64, i64, u32) =
        one(tx, &SHARE, binds![programme, person]).await?.unwrap_or_default();
    let drawn = one::<One<u32>>(tx, &OWN_DRAWN, binds![programme, person]).await?.map_or(0, |drawn| drawn.0);
    Ok(Share { days, drawn, pools: pools.unsigned_abs(), all_drawn: all_drawn.unsigned_abs(), smallest })
}

/// The newest days of all programmes. The caller shows a secret only once it is revealed.
pub async fn recent_public(tx: &mut Tx, limit: u32) -> Result<Vec<Plan>> {
    all(tx, &RECENT, binds![limit]).await
}

/// Oldest day first.
pub async fn unrevealed(tx: &mut Tx, limit: u32) -> Result<Vec<Plan>> {
    all(tx, &UNREVEALED, binds![limit]).await
}

/// # Errors
/// `Missing` when it was revealed already, perhaps by another node.
pub async fn mark_revealed(tx: &mut Tx, plan: PlanId, at: Moment, fault: Option<&str>) -> Result<()> {
    touched(run(tx, &MARK_REVEALED, binds![plan, at, fault]).await?)
}

/// The programme's cycle secret; `fresh` becomes it when there is none yet.
pub async fn cycle_secret(tx: &mut Tx, programme: ProgrammeId, fresh: [u8; 32], at: Moment) -> Result<[u8; 32]> {
    run(tx, &PUT_CYCLE_SECRET, binds![programme, fresh, at]).await?;
    cycle_secret_of(tx, programme).await?.ok_or(StoreError::Missing)
}

pub async fn cycle_secret_of(tx: &mut Tx, programme: ProgrammeId) -> Result<Option<[u8; 32]>> {
    Ok(one::<One<[u8; 32]>>(tx, &CYCLE_SECRET, binds![programme]).await?.map(|secret| secret.0))
}

/// WFH days since the last check, and the number of the hidden ceiling. Who was never in a pool is left out.
pub async fn counters(tx: &mut Tx, programme: ProgrammeId, people: &[PersonId]) -> Result<HashMap<PersonId, (u16, u32)>> {
    let found: Vec<(PersonId, u16, u32)> = all(tx, &COUNTERS, binds![programme, people]).await?;
    Ok(found.into_iter().map(|(person, days, cycle)| (person, (days, cycle))).collect())
}

/// To be called in the transaction of the plan that they follow from.
pub async fn set_counters(tx: &mut Tx, programme: ProgrammeId, counters: &[(PersonId, u16, u32)]) -> Result<()> {
    for (person, days_since_check, cycle) in counters {
        run(tx, &SET_COUNTER, binds![programme, *person, *days_since_check, *cycle]).await?;
    }
    Ok(())
}

/// `[[start, end], …]` in milliseconds: short, because a pool has tens of thousands of them.
fn windows_text(windows: &[Window]) -> String {
    let pairs: Vec<String> = windows.iter().map(|w| format!("[{},{}]", w.start.0, w.end.0)).collect();
    format!("[{}]", pairs.join(","))
}

fn windows_of(text: &str) -> Result<Vec<Window>> {
    let pairs: Vec<(i64, i64)> = serde_json::from_str(text).map_err(|_| StoreError::corrupt("windows"))?;
    Ok(pairs.into_iter().map(|(start, end)| Window { start: Moment(start), end: Moment(end) }).collect())
}

const fn source_code(source: PublicEntropy) -> &'static str {
    match source {
        PublicEntropy::None => "none",
        PublicEntropy::Dice => "dice",
        PublicEntropy::Drand => "drand",
    }
}

fn awaited(row: &Row) -> Result<Awaited> {
    let source = match row.get::<String>("awaited")?.as_str() {
        "none" => PublicEntropy::None,
        "dice" => PublicEntropy::Dice,
        "drand" => PublicEntropy::Drand,
        _ => return Err(StoreError::corrupt("awaited")),
    };
    let round = row.get::<i64>("round")?.cast_unsigned();
    Awaited::of(source, round).ok_or_else(|| StoreError::corrupt("round"))
}

impl FromRow for Plan {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            programme: row.get("programme")?,
            day: row.get("day")?,
            algorithm: row.get("algorithm")?,
            policy_version: row.get("policy_version")?,
            root: row.get("root")?,
            secret_hash: row.get("secret_hash")?,
            cycle_hash: row.get("cycle_hash")?,
            secret: row.get("secret")?,
            committed_at: row.get("committed_at")?,
            first_window: row.get("first_window")?,
            pool: row.get("pool")?,
            awaited: awaited(row)?,
            drawn_at: row.get("drawn_at")?,
            entropy: match row.get::<Option<String>>("entropy")? {
                Some(text) => Some(entropy_of(&text).ok_or_else(|| StoreError::corrupt("entropy"))?),
                None => None,
            },
            drawn: row.get("drawn")?,
            revealed_at: row.get("revealed_at")?,
            fault: row.get("fault")?,
        })
    }
}

impl FromRow for Leaf {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            programme: row.get("programme")?,
            day: row.get("day")?,
            awaited: awaited(row)?,
            cycle_hash: row.get("cycle_hash")?,
            pool: row.get("pool")?,
            person: row.get("person")?,
            supervisor: row.get("supervisor")?,
            policy_version: row.get("policy_version")?,
            odds: Odds {
                base_chance_millionths: row.get("base_chance_millionths")?,
                cool_down_days: row.get("cool_down_days")?,
                cool_down_percent: row.get("cool_down_percent")?,
                checks_max: row.get("checks_max")?,
                ceiling_from: row.get("ceiling_from")?,
                ceiling_to: row.get("ceiling_to")?,
            },
            chance_millionths: row.get("chance_millionths")?,
            threshold: row.get::<i64>("threshold")?.cast_unsigned(),
            days_since_check: row.get("days_since_check")?,
            cycle: row.get("cycle")?,
            day_key_hash: row.get("day_key_hash")?,
            ceiling_key_hash: row.get("ceiling_key_hash")?,
            windows: windows_of(&row.get::<String>("windows")?)?,
        })
    }
}
