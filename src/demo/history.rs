//! The past of the demo: day after day through the real flows, under a clock that is moved from one event to the next.

use std::{collections::{BTreeMap, HashMap}};

use rand::{RngExt, rngs::ChaCha20Rng};
use sidak_core::{
    call::MINUTES_MAX,
    check::{Check, Media, PlaceKind, Receipt, Side, State},
    ids::{AttemptId, CheckId, DeviceId, PersonId, SessionId},
    review::CaseState,
    rota::Mode,
    time::{DAY, Day, MINUTE, Moment, SECOND, Zone},
};
use uuid::Uuid;

use super::{agency::Agency, habits::{self, Habit}};
use crate::{
    flow::{self, Done, FlowError, House, access, cases, plan, tick},
    shape::{self, case::Decide, today::{DeviceTest, StartDay, TestItem}},
    store::{cases as case_rows, checks, people, programmes, rota},
};

/// Cases that the demo leaves open, for whoever tries it to decide.
const LEFT_OPEN_DAYS: usize = 12;
const BROWSERS: [&str; 4] = ["Chrome, Android", "Firefox, Windows", "Edge, Windows", "Chrome, Android"];
const REPLY: &str = "Pada jam itu saya mendampingi rapat daring dan ponsel saya senyapkan. Saya mohon dipertimbangkan.";

/// Working days before `today`, oldest first.
pub fn working_days_before(house: &House, today: Day, wanted: usize) -> Vec<Day> {
    let mut days = Vec::with_capacity(wanted);
    let mut day = today;
    while days.len() < wanted {
        day = day.plus(-1);
        if day.weekday() < 6 && !house.calendar().is_free(day) {
            days.push(day);
        }
    }
    days.reverse();
    days
}

/// Lives through `days`.
pub async fn live(house: &House, agency: &Agency, days: &[Day], rng: &mut ChaCha20Rng) -> Done<()> {
    for (number, day) in days.iter().enumerate() {
        one_day(house, agency, *day, rng).await?;
        let left = days.len() - number;
        review_cases(house, agency, left > LEFT_OPEN_DAYS).await?;
        if number % 6 == 0 {
            eprint!(".");
        }
    }
    flow::draws::reveal_due(house).await
}

async fn one_day(house: &House, agency: &Agency, day: Day, rng: &mut ChaCha20Rng) -> Done<()> {
    let zone = Zone::parse("WIB").map_err(|_| FlowError::NotFound)?;
    house.clock.advance_to(day.plus(-1).at(20 * 60 + 5, &zone));
    let mut tx = house.db.read().await?;
    let version = programmes::latest(&mut tx, agency.programme).await?.ok_or(FlowError::NotFound)?;
    drop(tx);
    plan::make(house, &version, day).await?;
    mornings(house, agency, day, &zone, rng).await?;
    let mut tx = house.db.read().await?;
    let drawn = checks::of_people_on(&mut tx, &agency.staff, day).await?;
    drop(tx);
    let mut stage = Stage { house, agency, rng, actions: BTreeMap::new(), seen: HashMap::new(), ids: drawn.iter().map(|c| c.id).collect(), turn: 0 };
    stage.play().await?;
    // Before the evening, in which the next day is drawn.
    house.clock.advance_to(day.at(19 * 60, &zone));
    flow::outage::due(house).await?;
    cases::due(house).await?;
    flow::watch::due(house).await?;
    flow::draws::reveal_due(house).await
}

/// *Mulai WFH*, each at their own minute.
async fn mornings(house: &House, agency: &Agency, day: Day, zone: &Zone, rng: &mut ChaCha20Rng) -> Done<()> {
    let mut tx = house.db.read().await?;
    let at_home = rota::of_people(&mut tx, &agency.staff, day, day).await?;
    drop(tx);
    let mut starts: Vec<(Moment, PersonId)> = at_home
        .into_iter()
        .filter(|(_, _, mode)| *mode == Mode::Home)
        .filter_map(|(person, _, _)| {
            let habit = Habit::of(person, person == agency.employee);
            let at = day.at(7 * 60 + rng.random_range(10..35), zone).plus(rng.random_range(0..MINUTE));
            rng.random_bool(habit.starts_day).then_some((at, person))
        })
        .collect();
    starts.sort();
    for (at, person) in starts {
        house.clock.advance_to(at);
        let elsewhere = rng.random_bool(Habit::of(person, person == agency.employee).elsewhere);
        let kind = if elsewhere { shape::PlaceKind::Other } else { shape::PlaceKind::Home };
        let words = if elsewhere { "Rumah orang tua, Lembang" } else { "" };
        let test = |item, ok| DeviceTest { item, ok, detail: String::new() };
        let notification = rng.random_bool(0.8);
        let tests = vec![
            test(TestItem::Camera, true),
            test(TestItem::Microphone, true),
            test(TestItem::Sound, true),
            test(TestItem::Notification, notification),
            test(TestItem::Network, true),
            test(TestItem::Relay, true),
        ];
        let wish = StartDay { place: shape::Place { kind, words: words.to_owned() }, tests, device: None, shift_minutes: None };
        match flow::attendance::start(house, person, wish).await {
            // Sent to the office by a decision in the meantime: no WFH day any more.
            Ok(_) | Err(FlowError::Bad { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Something somebody does at a moment.
#[derive(Clone, Copy, Debug)]
enum Action {
    Call(CheckId, PersonId),
    Sound(AttemptId, PersonId),
    Answer(AttemptId, PersonId),
    CallBack(AttemptId, PersonId),
    Declare(CheckId, PersonId),
    Talk(CheckId, Side),
    Verdict(CheckId, PersonId, bool),
}

struct Stage<'a> {
    house: &'a House,
    agency: &'a Agency,
    rng: &'a mut ChaCha20Rng,
    /// By moment, then in the order they were planned.
    actions: BTreeMap<(Moment, u64), Action>,
    /// The state in which each check was last seen, by its name and attempt.
    seen: HashMap<CheckId, (u8, u8)>,
    ids: Vec<CheckId>,
    turn: u64,
}

impl Stage<'_> {
    /// From event to event until every check of the day is settled.
    async fn play(&mut self) -> Done<()> {
        while !self.ids.is_empty() {
            let mut wake: Option<Moment> = None;
            for id in self.ids.clone() {
                let mut tx = self.house.db.read().await?;
                let Some((check, _)) = checks::get(&mut tx, id).await? else { continue };
                drop(tx);
                if let Some(at) = self.look(&check) {
                    wake = Some(wake.map_or(at, |earliest| earliest.min(at)));
                } else {
                    self.ids.retain(|other| *other != id);
                }
            }
            let action = self.actions.first_key_value().map(|((at, _), _)| *at);
            match (action, wake) {
                (Some(at), wake) if wake.is_none_or(|wake| at < wake) => {
                    self.house.clock.advance_to(at);
                    if let Some((_, action)) = self.actions.pop_first() {
                        self.act(action).await?;
                    }
                }
                (_, Some(at)) => {
                    self.house.clock.advance_to(at);
                    tick::wake_checks(self.house).await?;
                }
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    fn later(&mut self, after_ms: i64, action: Action) {
        self.turn += 1;
        self.actions.insert((self.house.now().plus(after_ms), self.turn), action);
    }

    /// Plans what people do about a state they see for the first time. `None` once it is settled; else when the server
    /// looks again.
    fn look(&mut self, check: &Check) -> Option<Moment> {
        let (name, wake) = match &check.state {
            State::Waiting => (0, check.due),
            State::Prompted { until, .. } => (1, *until),
            State::Ringing { until, .. } => (2, *until),
            State::Answered { at, .. } => (3, at.plus(MINUTES_MAX * MINUTE)),
            State::Closing { until, .. } => (4, *until),
            State::Missed { until, .. } => (5, *until),
            State::Settled { .. } => return None,
        };
        if self.seen.insert(check.id, (name, check.attempts)) == Some((name, check.attempts)) {
            return Some(wake);
        }
        let habit = Habit::of(check.person, check.person == self.agency.employee);
        match check.state {
            State::Prompted { caller, until } if self.rng.random_bool(Habit::of(caller, caller == self.agency.supervisor).calls) => {
                let room = until.since(self.house.now()).max(3 * SECOND) * 8 / 10;
                let wait = self.rng.random_range(2 * SECOND..room.max(3 * SECOND));
                self.later(wait, Action::Call(check.id, caller));
            }
            State::Ringing { attempt, until, .. } if self.rng.random_bool(habit.reached) => {
                self.later(700, Action::Sound(attempt, check.person));
                if self.rng.random_bool(habit.answers) {
                    let wait = habit.answer_ms(self.rng, until.since(self.house.now()));
                    self.later(wait, Action::Answer(attempt, check.person));
                }
            }
            State::Missed { attempt, until, .. } if self.rng.random_bool(habit.calls_back) => {
                let wait = self.rng.random_range(20 * SECOND..until.since(self.house.now()).max(30 * SECOND));
                self.later(wait, Action::CallBack(attempt, check.person));
            }
            State::Answered { caller, .. } => {
                let media = self.rng.random_bool(0.97);
                self.later(2 * SECOND, Action::Talk(check.id, Side::Supervisor));
                self.later(14 * SECOND, Action::Declare(check.id, check.person));
                if media {
                    self.later(16 * SECOND, Action::Talk(check.id, Side::Employee));
                }
                let talk = self.rng.random_range(40 * SECOND..150 * SECOND);
                self.later(talk, Action::Verdict(check.id, caller, media));
            }
            _ => {}
        }
        Some(wake)
    }

    async fn act(&mut self, action: Action) -> Done<()> {
        let house = self.house;
        let done = match action {
            Action::Call(check, by) => flow::ring::start(house, check, by).await.map(|_| ()),
            Action::Sound(attempt, person) => {
                let device = device_of(person);
                flow::ring::meet_device(house, person, device, BROWSERS[usize::from(device.0.as_bytes()[15]) % BROWSERS.len()]).await?;
                for receipt in [Receipt::Sent, Receipt::Displayed, Receipt::Audible] {
                    let _ = flow::ring::received(house, person, attempt, device, receipt).await;
                }
                Ok(())
            }
            Action::Answer(attempt, person) => flow::ring::answer(house, person, attempt, device_of(person)).await.map(|_| ()),
            Action::CallBack(attempt, person) => flow::ring::call_back(house, person, attempt, device_of(person)).await,
            Action::Declare(check, person) => {
                let elsewhere = self.rng.random_bool(Habit::of(person, person == self.agency.employee).elsewhere);
                let (kind, words) = if elsewhere { (PlaceKind::Other, "Rumah orang tua, Lembang") } else { (PlaceKind::Home, "") };
                flow::call::declare(house, check, person, kind, words).await.map(|_| ())
            }
            Action::Talk(check, side) => {
                for what in [Media::Audio, Media::Video, Media::Keyframe] {
                    flow::call::media(house, check, side, what).await?;
                }
                Ok(())
            }
            Action::Verdict(check, by, media) => {
                let (verdict, words) = habits::verdict(self.rng, PlaceKind::Home, media);
                match flow::call::verdict(house, check, by, verdict, words.to_owned()).await {
                    Ok(_) => flow::call::hang_up(house, check, Side::Supervisor).await,
                    Err(error) => Err(error),
                }
            }
        };
        match done {
            // Too late, or the check went another way: as in life.
            Ok(()) | Err(FlowError::Refused(_) | FlowError::Changed | FlowError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// One browser for each person, named after the person.
fn device_of(person: PersonId) -> DeviceId {
    DeviceId(Uuid::from_u128(person.0.as_u128() ^ 0x0dec_1ced))
}

/// The told reply after two days, heads decide after the reply time; the newest cases stay open.
async fn review_cases(house: &House, agency: &Agency, decide: bool) -> Done<()> {
    let mut tx = house.db.read().await?;
    let open = case_rows::recent(&mut tx, 50).await?;
    drop(tx);
    for case in open {
        let age = house.now().since(case.opened);
        let mut tx = house.db.read().await?;
        let Some(person) = people::by_id(&mut tx, case.person).await? else { continue };
        match case.state {
            CaseState::Noticed { .. } if age > 2 * DAY => {
                let asker = access::asker(&mut tx, person.id, SessionId(Uuid::nil())).await?;
                drop(tx);
                cases::reply(house, &asker, case.id, REPLY.to_owned()).await?;
            }
            CaseState::Replied { .. } | CaseState::AwaitingDecision { .. } if decide && age > 5 * DAY => {
                let Some(head) = agency.heads.get(&person.unit) else { continue };
                let asker = access::asker(&mut tx, *head, SessionId(Uuid::nil())).await?;
                drop(tx);
                let from = house.now().day_in(&person.zone).plus(1);
                let wish = Decide {
                    keep: false,
                    from: Some(from.to_string()),
                    to: Some(from.plus(13).to_string()),
                    words: "Beberapa panggilan berdering dan tidak terjawab; dua pekan di kantor, lalu ditinjau kembali.".to_owned(),
                };
                cases::decide(house, &asker, case.id, wish).await?;
            }
            _ => {}
        }
    }
    Ok(())
}
