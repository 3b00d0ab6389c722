//! Queries that only dashboards ask: sums over a span of days, open reviews, and slim rows about people.
//!
//! Sums come from the roll-ups, so that their cost grows with units and days and not with checks. Knows nothing of intervals
//! or small groups.

use sidak_core::{
    ids::{CaseId, PersonId, ProgrammeId, UnitId},
    outcome::Outcome,
    report::AnswerTimes,
    time::Day,
};

use super::{
    Result, StoreError, Tx,
    cases::Case,
    rollups::Reach,
    sql::{all, binds, sql},
};

/// Open reviews that are counted.
pub const CASES_MAX: i64 = 10_000;
/// Policy versions of one range, the newest ones.
pub const POLICIES_MAX: i64 = 24;

sql! {
    SUMS = "select unit, outcome, cast(sum(n) as bigint), cast(sum(counted) as bigint) from day_outcomes
        where whole = $2 and day >= $3 and day <= $4 and kind <> 'manual' and unit" among "$1" "group by unit, outcome order by unit, outcome";
    TIMES = "select class, cast(sum(n) as bigint) from day_times
        where whole = $2 and day >= $3 and day <= $4 and unit" among "$1" "group by class order by class";
    OPEN_CASES = "select c.* from cases c join people p on p.id = c.person where c.is_open and p.unit" among "$1"
        "order by c.opened, c.id limit $2";
    CASES_OF = "select person, id from cases where is_open and person" among "$1" "order by person";
    SCORES_OF = "select person, enough, counted, available from scores where programme = $2 and person" among "$1" "order by person";
    POLICIES = "select programme, policy_version, min(day), max(day) from plans where day >= $1 and day <= $2
        group by programme, policy_version order by min(day) desc, programme, policy_version limit $3";
    POOLS = "select programme, policy_version, cast(sum(pool) as bigint), cast(sum(drawn) as bigint) from plans
        where day >= $1 and day <= $2 and revealed_at is not null group by programme, policy_version order by programme, policy_version";
}

/// Checks of one unit that ended alike, without manual ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sum {
    pub unit: UnitId,
    pub outcome: Outcome,
    pub checks: u32,
    /// Of them, those that count under the policy.
    pub counted: u32,
}

/// Both days included.
pub async fn sums(tx: &mut Tx, units: &[UnitId], reach: Reach, from: Day, to: Day) -> Result<Vec<Sum>> {
    let rows: Vec<(UnitId, Outcome, u32, u32)> = all(tx, &SUMS, binds![units, reach == Reach::Whole, from, to]).await?;
    Ok(rows.into_iter().map(|(unit, outcome, checks, counted)| Sum { unit, outcome, checks, counted }).collect())
}

/// Of all these units together; both days included.
pub async fn answer_times(tx: &mut Tx, units: &[UnitId], reach: Reach, from: Day, to: Day) -> Result<AnswerTimes> {
    let rows: Vec<(u32, u32)> = all(tx, &TIMES, binds![units, reach == Reach::Whole, from, to]).await?;
    let mut times = AnswerTimes::default();
    for (class, n) in rows {
        let slot = usize::try_from(class).ok().and_then(|class| times.classes.get_mut(class));
        *slot.ok_or_else(|| StoreError::Corrupt { what: "class".into() })? = n;
    }
    Ok(times)
}

/// Of people who are now in these units; at most [`CASES_MAX`], the oldest first.
pub async fn open_cases(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<Case>> {
    let rows: Vec<(Case, i64)> = all(tx, &OPEN_CASES, binds![units, CASES_MAX]).await?;
    Ok(rows.into_iter().map(|(case, _)| case).collect())
}

/// The open review of each of these people; who has none is left out.
pub async fn cases_of(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<(PersonId, CaseId)>> {
    all(tx, &CASES_OF, binds![people]).await
}

/// Whether there is enough data, counted and available checks. Who has no index yet is left out.
pub async fn scores_of(tx: &mut Tx, people: &[PersonId], programme: ProgrammeId) -> Result<Vec<(PersonId, bool, u32, u32)>> {
    all(tx, &SCORES_OF, binds![people, programme]).await
}

/// The policies that days were planned under, oldest first, each with its first and last day. Both ends included.
pub async fn policies_of_plans(tx: &mut Tx, from: Day, to: Day) -> Result<Vec<(ProgrammeId, u32, Day, Day)>> {
    let mut found: Vec<_> = all(tx, &POLICIES, binds![from, to, POLICIES_MAX]).await?;
    found.reverse();
    Ok(found)
}

/// Of revealed plans, by programme and version of its policy: how often somebody was in a pool, and how many checks were drawn.
/// Both days included.
pub async fn pools(tx: &mut Tx, from: Day, to: Day) -> Result<Vec<(ProgrammeId, u32, u32, u32)>> {
    all(tx, &POOLS, binds![from, to]).await
}
