//! Programmes: presets, versions, and which one covers a day.

use sidak_core::{
    draw,
    ids::ProgrammeId,
    programme::{Lang, Policy, Problem, presets},
    rota,
    time::Day,
};

use super::{Done, FlowError, House, access::Asker, people::cards};
use crate::{
    shape::programme::{Milder, OutlookAnswer, OutlookAsk, PolicyCheck, PolicyOutlook, PolicyProblem, Preset, Programme, SaveProgramme, Summary, VersionLine},
    store::{Tx, audit, programmes::{self, Version}},
};

/// 52 weeks in 12 months.
const WEEKS_PER_MONTH: f64 = 52.0 / 12.0;

/// A save that was refused comes with everything that is wrong.
pub enum Saved {
    Good(Box<Programme>),
    Bad(PolicyCheck),
}

/// The programme whose period covers a day; of several the one that began last.
///
/// # Errors
/// When the store fails.
pub async fn programme_on(tx: &mut Tx, day: Day) -> Done<Option<Version>> {
    let covering = programmes::all_latest(tx).await?.into_iter().filter(|version| version.policy.from <= day && day <= version.policy.to);
    Ok(covering.max_by_key(|version| (version.policy.from, version.id)))
}

#[must_use]
pub fn preset_list() -> Vec<Preset> {
    presets()
        .iter()
        .filter_map(|(id, toml)| {
            let policy = Policy::from_toml(toml).ok()?;
            Some(Preset {
                id: (*id).to_owned(),
                name: policy.name.clone(),
                legal_source: policy.legal_source.clone(),
                toml: (*toml).to_owned(),
                summary: summary(&policy),
            })
        })
        .collect()
}

/// What is wrong with a policy text, and what it means.
#[must_use]
pub fn check(toml: &str) -> PolicyCheck {
    match Policy::from_toml(toml) {
        Ok(policy) => PolicyCheck { ok: true, problems: Vec::new(), summary: summary(&policy) },
        Err(problems) => PolicyCheck { ok: false, problems: problems.into_iter().map(shape_problem).collect(), summary: Summary::default() },
    }
}

/// What the draw of a policy text would cost a team; nothing while the text has faults.
///
/// # Errors
/// `Bad` when the team is out of bounds.
pub fn outlook(wish: &OutlookAsk) -> Done<OutlookAnswer> {
    let bad = |field, message: String| FlowError::Bad { field, code: "out_of_bounds", message };
    if wish.staff_per_supervisor == 0 || wish.staff_per_supervisor > draw::AT_HOME_MAX {
        return Err(bad("staff_per_supervisor", format!("1 to {}", draw::AT_HOME_MAX)));
    }
    if !(wish.wfh_days_per_week > 0.0 && wish.wfh_days_per_week <= 7.0) {
        return Err(bad("wfh_days_per_week", "more than 0, at most 7".to_owned()));
    }
    let Ok(policy) = Policy::from_toml(&wish.toml) else { return Ok(OutlookAnswer { outlook: None }) };
    let found = draw::outlook(&policy.draw);
    let at_home = rota::quota(wish.staff_per_supervisor.into(), 0, &policy.quota).limit;
    let at_home = u16::try_from(at_home).unwrap_or(wish.staff_per_supervisor);
    let load = draw::load(&policy.draw, &draw::Scheme { minutes: policy.hours.minutes_a_day(), at_home });
    let (short_share, short_calls) = load.beyond(policy.capacity.per_day);
    Ok(OutlookAnswer {
        outlook: Some(PolicyOutlook {
            mean_gap_days: found.mean_gap_days,
            longest_gap_days: found.longest_gap_days,
            forced_share: found.forced_share,
            seen_per_month: found.seen_within(wish.wfh_days_per_week * WEEKS_PER_MONTH),
            auc: found.auc,
            milder: draw::milder(&policy.draw).map(|milder| match milder {
                draw::Milder::CoolDown => Milder::CoolDown,
                draw::Milder::Ceilings => Milder::Ceilings,
            }),
            gaps: found.gaps,
            chances: found.chances,
            at_home,
            calls_mean: load.calls_mean,
            calls_p95: load.calls_p95,
            capacity_per_day: policy.capacity.per_day,
            short_share,
            short_calls,
        }),
    })
}

/// # Errors
/// When the store fails.
pub async fn list(house: &House) -> Done<Vec<Programme>> {
    let mut tx = house.db.read().await?;
    let mut shown = Vec::new();
    for version in programmes::all_latest(&mut tx).await? {
        shown.push(shape(&mut tx, version).await?);
    }
    Ok(shown)
}

/// # Errors
/// `NotFound`, or the store's failure.
pub async fn version(house: &House, id: ProgrammeId, number: u32) -> Done<Programme> {
    let mut tx = house.db.read().await?;
    let version = programmes::version(&mut tx, id, number).await?.ok_or(FlowError::NotFound)?;
    shape(&mut tx, version).await
}

/// # Errors
/// When the store fails or there is no randomness.
pub async fn create(house: &House, asker: &Asker, wish: &SaveProgramme) -> Done<Saved> {
    save(house, asker, ProgrammeId(house.fresh()?), 1, &wish.toml).await
}

/// A new version; plans already drawn and checks already made keep theirs.
///
/// # Errors
/// `Changed` when somebody saved in the meantime, `NotFound`, or the store's failure.
pub async fn change(house: &House, asker: &Asker, id: ProgrammeId, wish: &SaveProgramme) -> Done<Saved> {
    let mut tx = house.db.read().await?;
    let latest = programmes::latest(&mut tx, id).await?.ok_or(FlowError::NotFound)?;
    drop(tx);
    if wish.based_on != Some(latest.version) {
        return Err(FlowError::Changed);
    }
    save(house, asker, id, latest.version + 1, &wish.toml).await
}

async fn save(house: &House, asker: &Asker, id: ProgrammeId, number: u32, toml: &str) -> Done<Saved> {
    let policy = match Policy::from_toml(toml) {
        Ok(policy) => policy,
        Err(_) => return Ok(Saved::Bad(check(toml))),
    };
    let now = house.now();
    let mut tx = house.db.begin().await?;
    let version = Version { id, version: number, policy, toml: toml.to_owned(), at: now, by: Some(asker.person) };
    programmes::add_version(&mut tx, &version).await?;
    let detail = serde_json::json!({ "version": number });
    audit::append(&mut tx, now, Some(asker.person), "programme.saved", id.0, &detail.to_string()).await?;
    tx.commit().await?;
    let mut tx = house.db.read().await?;
    Ok(Saved::Good(Box::new(shape(&mut tx, version).await?)))
}

async fn shape(tx: &mut Tx, version: Version) -> Done<Programme> {
    let all = programmes::versions(tx, version.id).await?;
    let who = cards(tx, &all.iter().filter_map(|line| line.by).collect::<Vec<_>>()).await?;
    Ok(Programme {
        id: version.id.0,
        version: version.version,
        versions: all
            .into_iter()
            .map(|line| VersionLine {
                version: line.version,
                at: line.at.millis(),
                by: line.by.and_then(|by| who.get(&by)).map(|card| card.name.clone()),
            })
            .collect(),
        name: version.policy.name.clone(),
        legal_source: version.policy.legal_source.clone(),
        from: version.policy.from.to_string(),
        to: version.policy.to.to_string(),
        summary: summary(&version.policy),
        toml: version.toml,
    })
}

fn summary(policy: &Policy) -> Summary {
    Summary { id: policy.summary(Lang::Id), en: policy.summary(Lang::En) }
}

fn shape_problem(problem: Problem) -> PolicyProblem {
    PolicyProblem { field: problem.field, id: problem.message_id, en: problem.message_en }
}
