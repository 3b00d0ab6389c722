//! Once a week Sidak looks at its own draws: were the last thirteen weeks what the committed chances say?
//!
//! The report is kept, and its light goes into the audit log. Nothing is changed by it: what to do about a red light is for
//! people to say. Runs beside the heartbeat, because a province's quarter takes seconds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sidak_core::{
    access::Role,
    check::Kind,
    draw::{DrawnCheck, DrawnKind},
    ids::{PersonId, ProgrammeId, UnitId},
    outcome::Outcome,
    staff::{Nip, Sex},
    time::Day,
    watch::{self, Conduct, Report, Seen, Subject, Tally, WEEKS},
};

use super::{Done, FlowError, House, access::{self, Asker, Scope}, people::{UnitNames, cards}};
use crate::{
    shape::watch as shape,
    store::{Tx, audit, people, plans, programmes::{self, Version}, units, watch::{self as rows, WatchReport}},
};

/// A week is over when its Sunday's last calls surely are.
const MONDAY_MINUTE: u16 = 3 * 60;
/// Weeks whose lights are shown.
const WEEKS_SHOWN: u32 = 26;

/// Makes the reports of the last week that is over, where they are missing.
///
/// # Errors
/// When the store fails; the next turn tries again.
pub async fn due(house: &House) -> Done<()> {
    let mut tx = house.db.read().await?;
    let latest = programmes::all_latest(&mut tx).await?;
    drop(tx);
    for programme in latest {
        let now = house.now();
        let monday = now.day_in(&programme.policy.zone).monday();
        let over = now >= monday.at(MONDAY_MINUTE, &programme.policy.zone);
        make(house, &programme, monday.plus(if over { -7 } else { -14 })).await?;
    }
    Ok(())
}

/// One week's report, unless it is there or nothing was drawn in that week.
async fn make(house: &House, programme: &Version, week: Day) -> Done<()> {
    let (from, to) = (week.plus(7 - 7 * WEEKS), week.plus(6));
    let mut tx = house.db.read().await?;
    if rows::has(&mut tx, programme.id, week).await? {
        return Ok(());
    }
    let days = rows::plans_between(&mut tx, programme.id, from, to).await?;
    if days.last().is_none_or(|plan| plan.day < week) {
        return Ok(());
    }
    let mut seen = Pools::default();
    for plan in &days {
        seen.add(&mut tx, plan).await?;
    }
    let conduct = seen.conduct(&mut tx, programme.id, from, to).await?;
    drop(tx);
    let found = WatchReport { programme: programme.id, week, at: house.now(), report: watch::report(&seen.tally), conduct };
    let mut tx = house.db.begin().await?;
    if rows::put_once(&mut tx, &found).await? {
        let detail = serde_json::json!({ "week": week.to_string(), "light": found.report.light });
        audit::append(&mut tx, found.at, None, "watch.reported", programme.id.0, &detail.to_string()).await?;
        tx.commit().await?;
        tracing::info!(week = %week, light = ?found.report.light, "the draws of the last weeks were looked at");
    }
    Ok(())
}

/// What the pools of some days promised and gave.
#[derive(Default)]
struct Pools {
    tally: Tally,
    /// Unit and sex, as they are now.
    known: HashMap<PersonId, (UnitId, Option<Sex>)>,
    staff: BTreeMap<PersonId, BTreeSet<PersonId>>,
}

impl Pools {
    async fn add(&mut self, tx: &mut Tx, plan: &plans::Plan) -> Done<()> {
        let leaves = plans::leaves(tx, plan.id).await?;
        let new: Vec<PersonId> = leaves.iter().map(|leaf| leaf.person).filter(|id| !self.known.contains_key(id)).collect();
        for person in people::by_ids(tx, &new).await? {
            let sex = Nip::parse(&person.nip).ok().and_then(Nip::sex);
            self.known.insert(person.id, (person.unit, sex));
        }
        let mut drawn: HashMap<PersonId, Vec<DrawnCheck>> = HashMap::new();
        for (person, kind, at) in rows::drawn(tx, plan.programme, plan.day).await? {
            let Ok(place) = leaves.binary_search_by_key(&person, |leaf| leaf.person) else { continue };
            let Some(slot) = leaves.get(place).and_then(|leaf| leaf.slot_of(at)) else { continue };
            let kind = if kind == Kind::Forced { DrawnKind::Forced } else { DrawnKind::Random };
            drawn.entry(person).or_default().push(DrawnCheck { person, at, slot, kind });
        }
        for leaf in &leaves {
            self.staff.entry(leaf.supervisor).or_default().insert(leaf.person);
            let Some((unit, sex)) = self.known.get(&leaf.person) else { continue };
            let checks = drawn.get(&leaf.person).map_or(&[][..], Vec::as_slice);
            if let Some(seen) = Seen::of(leaf, *unit, *sex, checks) {
                self.tally.add(&seen);
            }
        }
        Ok(())
    }

    async fn conduct(&self, tx: &mut Tx, programme: ProgrammeId, from: Day, to: Day) -> Done<watch::ConductReport> {
        let officials: Vec<PersonId> = self.staff.keys().copied().collect();
        let mut sums: BTreeMap<PersonId, Conduct> = self
            .staff
            .iter()
            .map(|(id, staff)| {
                let staff = u32::try_from(staff.len()).unwrap_or(u32::MAX);
                (*id, Conduct { supervisor: *id, staff, checks: 0, deferred: 0, voided: 0, not_called: 0, manual: 0 })
            })
            .collect();
        for ended in rows::ended(tx, programme, &officials, from, to).await? {
            let Some(sum) = sums.get_mut(&ended.supervisor) else { continue };
            if ended.kind == Kind::Manual {
                sum.manual += ended.checks;
                continue;
            }
            sum.checks += ended.checks;
            sum.deferred += if ended.deferred { ended.checks } else { 0 };
            match ended.outcome {
                Outcome::Voided => sum.voided += ended.checks,
                Outcome::SupervisorFault => sum.not_called += ended.checks,
                _ => {}
            }
        }
        Ok(watch::conduct(&sums.into_values().collect::<Vec<_>>()))
    }
}

/// The reports, for whoever may see the whole: they compare units and supervisors with each other.
///
/// # Errors
/// `NotFound` when the asker's role covers only a part, or the store's failure.
pub async fn shown(house: &House, asker: &Asker) -> Done<shape::Watch> {
    let mut tx = house.db.read().await?;
    let whole = match access::scope(&mut tx, asker, &[Role::Leadership, Role::Auditor]).await? {
        Scope::All => true,
        Scope::Units(reach) => units::all(&mut tx).await?.iter().all(|unit| reach.contains(&unit.id)),
    };
    if !whole {
        return Err(FlowError::NotFound);
    }
    let names = UnitNames::load(&mut tx).await?;
    let mut programmes = Vec::new();
    for version in programmes::all_latest(&mut tx).await? {
        let lights = rows::lights(&mut tx, version.id, WEEKS_SHOWN).await?;
        let latest = match rows::latest(&mut tx, version.id).await? {
            Some(found) => Some(report(&mut tx, &names, found).await?),
            None => None,
        };
        programmes.push(shape::WatchProgramme {
            id: version.id.0,
            name: version.policy.name.clone(),
            weeks: lights.into_iter().map(|(week, light)| shape::WatchWeek { week: week.to_string(), light: light.into() }).collect(),
            latest,
        });
    }
    Ok(shape::Watch { programmes })
}

async fn report(tx: &mut Tx, names: &UnitNames, found: WatchReport) -> Done<shape::WatchReport> {
    let ids: Vec<PersonId> = found.conduct.supervisors.iter().map(|row| row.supervisor).collect();
    let cards = cards(tx, &ids).await?;
    let WatchReport { week, at, report, conduct, .. } = found;
    let supervisors = conduct.supervisors.into_iter().filter_map(|row| {
        Some(shape::WatchSupervisor {
            person: cards.get(&row.supervisor)?.clone(),
            checks: row.checks,
            deferred: row.deferred,
            voided: row.voided,
            not_called: row.not_called,
            manual: row.manual,
            deferred_stands_out: row.deferred_stands_out,
            voided_stands_out: row.voided_stands_out,
            not_called_stands_out: row.not_called_stands_out,
            manual_stands_out: row.manual_stands_out,
        })
    });
    Ok(shape::WatchReport {
        from: week.plus(7 - 7 * WEEKS).to_string(),
        to: week.plus(6).to_string(),
        at: at.millis(),
        light: report.light.into(),
        lines: report.lines,
        people: report.people,
        random: report.random,
        forced: report.forced,
        conduct: shape::WatchConduct {
            checks: conduct.checks,
            deferred: conduct.deferred,
            voided: conduct.voided,
            not_called: conduct.not_called,
            manual: conduct.manual,
            small: conduct.small,
            supervisors: supervisors.collect(),
        },
        tests: tests(names, report),
    })
}

fn tests(names: &UnitNames, report: Report) -> Vec<shape::WatchTest> {
    let name = |subject, key: &str| match subject {
        Subject::Units => key.parse().ok().map(|id| names.of(UnitId(id))),
        _ => None,
    };
    let shaped = report.tests.into_iter().map(|test| shape::WatchTest {
        subject: test.subject.into(),
        light: test.light.into(),
        statistic: test.statistic,
        degrees: test.degrees,
        p: test.p,
        corrected: test.corrected,
        rows: test
            .rows
            .into_iter()
            .map(|row| shape::WatchRow { name: name(test.subject, &row.key), key: row.key, expected: row.expected, drawn: row.drawn })
            .collect(),
    });
    shaped.collect()
}
