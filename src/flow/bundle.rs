//! The auditor's file of a whole day, page by page: the draw as it was, and what became of each check.
//!
//! Only after the reveal. A plan and its checks' minutes never change, so each page may be read by itself: no page holds
//! the database while a slow reader takes it. Knows nothing of the file's form: that is `core/src/draw/bundle/write.rs`.

use std::collections::HashMap;

use sidak_core::{
    check::{Check, Fact, Kind, PutOff, Recorded, State, asked_by_hand},
    draw::{
        BundleError, CycleSecret, DayHead, DaySecret, DayWriter, DrawnCheck, DrawnKind, End, HappenedCheck, Leaf, ManualCall, Section, Step,
        UsedCeiling, What,
    },
    ids::{CheckId, PersonId, ProgrammeId},
    time::{Day, Moment},
};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::{Done, FlowError, House};
use crate::store::{Tx, audit, checks, facts, plans::{self, Plan}};

/// Rows of one page: some 700 kB of text.
pub const PAGE: u32 = 1_000;
/// Files made at one time; each holds a page or two.
const FILES_AT_ONCE: usize = 4;
static ROOM: Semaphore = Semaphore::const_new(FILES_AT_ONCE);
const BUSY_SECONDS: u32 = 5;

/// Before everybody and every moment.
const NOBODY: PersonId = PersonId(Uuid::nil());
const NEVER: Moment = Moment(i64::MIN);

/// Where the next page begins.
#[derive(Clone, Copy)]
enum Part {
    Pool { after: PersonId },
    /// The drawn checks, gone through once for each list that is about them.
    Drawn { section: Section, after: (PersonId, Moment) },
    Manual { after: (Moment, PersonId) },
    End,
}

/// A file in the making.
pub struct DayFile {
    plan: Plan,
    cycle: CycleSecret,
    writer: DayWriter,
    part: Part,
    rows: u32,
    _turn: SemaphorePermit<'static>,
}

/// Begins the file of a whole day as `sidak verify-draw` reads it, in pages of so many rows. Who fetched it stands in the audit
/// log: it names everybody in the pool.
///
/// # Errors
/// `NotFound` when there is no such plan or it is not revealed yet, `SlowDown` while too many others are being made, or the
/// store's failure.
pub async fn of_day(house: &House, asker: PersonId, programme: ProgrammeId, day: Day, rows: u32) -> Done<DayFile> {
    let turn = ROOM.try_acquire().map_err(|_| FlowError::SlowDown { seconds: BUSY_SECONDS })?;
    let mut tx = house.db.read().await?;
    let plan = plans::get(&mut tx, programme, day).await?.filter(|plan| plan.revealed_at.is_some()).ok_or(FlowError::NotFound)?;
    let cycle = CycleSecret::new(plans::cycle_secret_of(&mut tx, programme).await?.ok_or(FlowError::NotFound)?);
    drop(tx);
    let head = DayHead {
        algorithm: plan.algorithm,
        programme: plan.programme,
        day: plan.day,
        root: plan.root,
        secret_hash: plan.secret_hash,
        cycle_hash: plan.cycle_hash,
        awaited: plan.awaited,
        entropy: plan.entropy.clone(),
        day_secret: DaySecret::new(plan.secret),
    };
    let writer = DayWriter::begin(&head).map_err(unwritten)?;
    let mut tx = house.db.begin().await?;
    let detail = serde_json::json!({ "day": day }).to_string();
    audit::append(&mut tx, house.now(), Some(asker), "plan.file_fetched", programme.0, &detail).await?;
    tx.commit().await?;
    Ok(DayFile { plan, cycle, writer, part: Part::Pool { after: NOBODY }, rows, _turn: turn })
}

/// A row that cannot be written is a broken store: nothing else puts odd values into it.
fn unwritten(error: BundleError) -> FlowError {
    tracing::error!(%error, "a row of a day's file cannot be written");
    FlowError::NotFound
}

impl DayFile {
    /// The next piece of the text; `None` after the last.
    ///
    /// # Errors
    /// When the store fails; the file stays cut off then, and a verifier says so.
    pub async fn next(&mut self, house: &House) -> Done<Option<String>> {
        let mut tx = house.db.read().await?;
        self.part = match self.part {
            Part::Pool { after } => self.pool(&mut tx, after).await?,
            Part::Drawn { section, after } => self.drawn(&mut tx, section, after).await?,
            Part::Manual { after } => self.manual(&mut tx, after).await?,
            Part::End => return Ok(None),
        };
        Ok(Some(self.writer.take()))
    }

    async fn pool(&mut self, tx: &mut Tx, after: PersonId) -> Done<Part> {
        let leaves = plans::leaves_after(tx, self.plan.id, after, self.rows).await?;
        leaves.iter().try_for_each(|leaf| self.writer.line(leaf)).map_err(unwritten)?;
        Ok(match leaves.last().filter(|_| self.is_full(&leaves)) {
            Some(last) => Part::Pool { after: last.person },
            None => self.open(Section::Checks),
        })
    }

    async fn drawn(&mut self, tx: &mut Tx, section: Section, after: (PersonId, Moment)) -> Done<Part> {
        let page = checks::drawn_after(tx, self.plan.programme, self.plan.day, after, self.rows).await?;
        match section {
            Section::Checks => self.checks(tx, &page).await?,
            Section::UsedCeilings => self.ceilings(tx, &page, after.0).await?,
            Section::Happened | Section::Manual => self.happened(tx, &page).await?,
        }
        Ok(match (page.last().filter(|_| self.is_full(&page)), section) {
            (Some(last), section) => Part::Drawn { section, after: (last.person, last.drawn_for) },
            (None, Section::Checks) => self.open(Section::UsedCeilings),
            (None, Section::UsedCeilings) => self.open(Section::Happened),
            (None, Section::Happened | Section::Manual) => self.open(Section::Manual),
        })
    }

    async fn manual(&mut self, tx: &mut Tx, after: (Moment, PersonId)) -> Done<Part> {
        let page = checks::manual_after(tx, self.plan.programme, self.plan.day, after, self.rows).await?;
        let mut records = records(tx, &page).await?;
        for check in &page {
            let record = records.remove(&check.id).unwrap_or_default();
            self.writer.manual(&by_hand(check, &record)).map_err(unwritten)?;
        }
        Ok(match page.last().filter(|_| self.is_full(&page)) {
            Some(last) => Part::Manual { after: (last.drawn_for, last.person) },
            None => {
                self.writer.end();
                Part::End
            }
        })
    }

    fn open(&mut self, section: Section) -> Part {
        self.writer.open(section);
        match section {
            Section::Manual => Part::Manual { after: (NEVER, NOBODY) },
            section => Part::Drawn { section, after: (NOBODY, NEVER) },
        }
    }

    fn is_full<T>(&self, page: &[T]) -> bool {
        page.len() >= self.rows as usize
    }

    async fn checks(&mut self, tx: &mut Tx, page: &[Check]) -> Done<()> {
        let leaves = self.leaves(tx, page).await?;
        for check in page {
            let kind = if check.kind == Kind::Forced { DrawnKind::Forced } else { DrawnKind::Random };
            // A check of somebody else, or outside of the windows, stays: the verifier finds it.
            let slot = leaves.get(&check.person).and_then(|leaf| leaf.slot_of(check.drawn_for)).unwrap_or(0);
            self.writer.check(&DrawnCheck { person: check.person, at: check.drawn_for, slot, kind }).map_err(unwritten)?;
        }
        Ok(())
    }

    /// One for each person with a check; `before` had the last of the page before.
    async fn ceilings(&mut self, tx: &mut Tx, page: &[Check], mut before: PersonId) -> Done<()> {
        let leaves = self.leaves(tx, page).await?;
        for check in page.iter().filter(|check| std::mem::replace(&mut before, check.person) != check.person) {
            let Some(leaf) = leaves.get(&check.person) else { continue };
            let key = self.cycle.ceiling_key(leaf.person, leaf.cycle);
            let used = UsedCeiling { person: leaf.person, cycle: leaf.cycle, ceiling: leaf.ceiling(&key), key };
            self.writer.ceiling(&used).map_err(unwritten)?;
        }
        Ok(())
    }

    async fn happened(&mut self, tx: &mut Tx, page: &[Check]) -> Done<()> {
        let mut records = records(tx, page).await?;
        for check in page {
            let steps = records.remove(&check.id).unwrap_or_default().iter().filter_map(step).collect();
            let row = HappenedCheck { person: check.person, at: check.drawn_for, end: end(check), steps };
            self.writer.happened(&row).map_err(unwritten)?;
        }
        Ok(())
    }

    async fn leaves(&self, tx: &mut Tx, page: &[Check]) -> Done<HashMap<PersonId, Leaf>> {
        let people: Vec<PersonId> = page.iter().map(|check| check.person).collect();
        Ok(plans::leaves_of(tx, self.plan.id, &people).await?.into_iter().map(|leaf| (leaf.person, leaf)).collect())
    }
}

async fn records(tx: &mut Tx, page: &[Check]) -> Done<HashMap<CheckId, Vec<Recorded>>> {
    let ids: Vec<CheckId> = page.iter().map(|check| check.id).collect();
    let mut records: HashMap<CheckId, Vec<Recorded>> = HashMap::new();
    for (check, recorded) in facts::of_many(tx, &ids).await? {
        records.entry(check).or_default().push(recorded);
    }
    Ok(records)
}

const fn end(check: &Check) -> Option<End> {
    match &check.state {
        State::Settled { at, judgement } => Some(End { outcome: judgement.outcome, at: *at }),
        _ => None,
    }
}

/// A call without a reason on its record goes into the file without one, and the verifier says so.
fn by_hand(check: &Check, record: &[Recorded]) -> ManualCall {
    let (by, words) = asked_by_hand(record).unwrap_or((check.supervisor, ""));
    let steps = record.iter().filter_map(step).collect();
    ManualCall { person: check.person, at: check.drawn_for, by, words: words.to_owned(), end: end(check), steps }
}

fn step(recorded: &Recorded) -> Option<Step> {
    let at: Moment = recorded.at;
    match &recorded.fact {
        Fact::Deferred { by, why, words, to } => {
            Some(Step { at, by: *by, what: What::Deferred { why: code(*why), until: *to }, words: words.clone() })
        }
        Fact::HandedOver { by, to, words } => {
            Some(Step { at, by: Some(*by), what: What::HandedOver { to: *to }, words: words.clone() })
        }
        Fact::Voided { why, words } => Some(Step { at, by: None, what: What::Voided { why: code(*why) }, words: words.clone() }),
        _ => None,
    }
}

fn code(why: PutOff) -> String {
    serde_json::to_value(why).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
