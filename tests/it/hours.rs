//! Working time on the running product: nobody is called outside of it, a status delays and never saves, and a year whose
//! holidays are unknown is not planned.

use serde_json::json;
use sidak::{
    app,
    clock::Clock,
    entropy::Entropy,
    flow::{self, FlowError, access::{self, Asker}, calendar, tick},
    shape::{hours::{ChooseShift, EnterAbsence}, today::StartDay},
    store::{audit, checks, facts, people, plans, programmes},
};
use sidak_core::{
    check::{Check, Fact, Kind, PutOff, State},
    ids::{AbsenceId, CheckId, PersonId, SessionId},
    programme::{PatternHours, Policy},
    time::{Day, MINUTE, Moment, Window, Zone},
};
use uuid::Uuid;

use crate::support::{
    MONDAY, TestApp,
    agency::{self, ADMIN, COLLEAGUE, EMPLOYEE, PROGRAMME, SUPERVISOR, preset},
    at, day, let_checks_in,
};

/// DKI's week in 2026: 07.30 to 16.00, a break from 12.00 to 13.00.
fn policy() -> Policy {
    let mut policy = preset("dki-2023");
    (policy.from, policy.to) = (day("2026-01-01"), day("2027-12-31"));
    policy.hours.flexible_minutes = 60;
    // These tests bring their own checks.
    policy.draw.chance_per_day_millionths = 1;
    (policy.draw.ceiling_from_days, policy.draw.ceiling_to_days) = (250, 250);
    policy
}

/// The small agency under such a policy, at a time of [`MONDAY`].
async fn on_monday(policy: &Policy, hour: u16, minute: u16) -> TestApp {
    let app = TestApp::empty().await;
    agency::fill(&app.house, policy).await;
    app.house.clock.advance_to(at(MONDAY, hour, minute));
    app
}

async fn put(app: &TestApp, kind: Kind, due: Moment) -> CheckId {
    let check = Check {
        id: CheckId(app.house.fresh().unwrap()),
        programme: PROGRAMME,
        policy_version: 1,
        person: EMPLOYEE,
        supervisor: SUPERVISOR,
        day: app.today(),
        kind,
        drawn_for: due,
        due,
        closes: at(&app.today().to_string(), 16, 0),
        deferrals: 0,
        attempts: 0,
        state: State::Waiting,
    };
    let_checks_in(&app.house.db).await;
    let mut tx = app.house.db.begin().await.unwrap();
    checks::insert_many(&mut tx, std::slice::from_ref(&check)).await.unwrap();
    tx.commit().await.unwrap();
    check.id
}

async fn state(app: &TestApp, id: CheckId) -> (&'static str, Moment) {
    let check = app.check(id).await;
    let name = match check.state {
        State::Waiting => "waiting",
        State::Prompted { .. } => "prompted",
        State::Ringing { .. } => "ringing",
        State::Settled { .. } => "settled",
        _ => "in call",
    };
    (name, check.due)
}

async fn last_put_off(app: &TestApp, id: CheckId) -> Option<PutOff> {
    let mut tx = app.house.db.read().await.unwrap();
    facts::of(&mut tx, id).await.unwrap().iter().rev().find_map(|recorded| match recorded.fact {
        Fact::Deferred { why, .. } | Fact::Voided { why, .. } => Some(why),
        _ => None,
    })
}

async fn asker(app: &TestApp, person: PersonId) -> Asker {
    let mut tx = app.house.db.read().await.unwrap();
    access::asker(&mut tx, person, SessionId(Uuid::nil())).await.unwrap()
}

/// A status of `person` entered by `by`.
async fn enter(app: &TestApp, by: PersonId, person: PersonId, kind: &str, from: Moment, to: Moment) -> Result<AbsenceId, FlowError> {
    let asker = asker(app, by).await;
    let wish = EnterAbsence { person: Some(person.0), kind: kind.into(), from: from.millis(), to: to.millis(), words: "Rapat.".into() };
    let lines = flow::absences::enter(&app.house, &asker, wish).await?;
    Ok(AbsenceId(lines.iter().find(|line| line.from == from.millis()).unwrap().id))
}

/// Every kind of check, at every edge of the working day, to the millisecond.
#[tokio::test]
async fn the_server_rings_nobody_outside_a_window() {
    let app = on_monday(&policy(), 9, 0).await;
    for (number, kind) in [Kind::Random, Kind::Forced, Kind::Manual].into_iter().enumerate() {
        let on = day(MONDAY).plus(1 + i32::try_from(number).unwrap());
        let edge = |hour, minute, millis: i64| at(&on.to_string(), hour, minute).plus(millis);
        app.to(edge(7, 0, 0)).await;
        let before = put(&app, kind, edge(7, 29, 0)).await;
        app.to(edge(7, 30, -1)).await;
        assert_eq!(state(&app, before).await, ("waiting", edge(7, 30, 0)), "{kind:?}: before the day");
        app.to(edge(7, 30, 0)).await;
        assert_eq!(state(&app, before).await.0, "prompted", "{kind:?}");
        flow::ring::start(&app.house, before, SUPERVISOR).await.unwrap();
        settle(&app, before).await;

        let noon = put(&app, kind, edge(11, 59, 0)).await;
        app.to(edge(11, 59, 0)).await;
        app.house.clock.advance_to(edge(12, 0, 0));
        let refused = flow::ring::start(&app.house, noon, SUPERVISOR).await.unwrap_err();
        assert_eq!(refused.code(), "outside_window", "{kind:?}: the break has begun");
        app.to(edge(12, 0, 0)).await;
        assert_eq!(state(&app, noon).await, ("waiting", edge(13, 0, 0)), "{kind:?}: asked again after the break");
        app.to(edge(13, 0, 0)).await;
        app.house.clock.advance_to(edge(13, 14, 0));
        flow::ring::start(&app.house, noon, SUPERVISOR).await.unwrap();
        settle(&app, noon).await;

        let last = put(&app, kind, edge(15, 59, 0)).await;
        app.to(edge(15, 59, 0)).await;
        app.house.clock.advance_to(edge(16, 0, -1));
        let attempt = flow::ring::start(&app.house, last, SUPERVISOR).await;
        assert!(attempt.is_ok(), "{kind:?}: the last millisecond");
        settle(&app, last).await;
        let late = put(&app, kind, edge(15, 58, 0)).await;
        app.to(edge(16, 0, 0)).await;
        assert_eq!(state(&app, late).await.0, "settled", "{kind:?}: the day is over");
    }
}

/// Passes the time until the check has run its course, without a beat in between that others would notice.
async fn settle(app: &TestApp, id: CheckId) {
    let (check, epoch) = {
        let mut tx = app.house.db.read().await.unwrap();
        checks::get(&mut tx, id).await.unwrap().unwrap()
    };
    let State::Ringing { .. } = check.state else { panic!("{:?}", check.state) };
    let mut tx = app.house.db.begin().await.unwrap();
    let waiting = Check { state: State::Waiting, due: Moment(i64::MAX - 1), ..check };
    checks::save(&mut tx, &waiting, Some(Moment(i64::MAX - 1)), epoch).await.unwrap();
    tx.commit().await.unwrap();
}

/// Deferrals and second rings step over the break too.
#[tokio::test]
async fn what_would_come_in_the_break_comes_after_it() {
    let app = on_monday(&policy(), 11, 40).await;
    let put_off = put(&app, Kind::Random, at(MONDAY, 11, 40)).await;
    app.to(app.now()).await;
    flow::prompt::defer(&app.house, put_off, SUPERVISOR, 25, "Rapat.".into()).await.unwrap();
    assert_eq!(state(&app, put_off).await, ("waiting", at(MONDAY, 13, 0)));
    let rung = put(&app, Kind::Random, at(MONDAY, 11, 50)).await;
    app.to(at(MONDAY, 11, 50)).await;
    flow::ring::start(&app.house, rung, SUPERVISOR).await.unwrap();
    app.to(at(MONDAY, 11, 55)).await;
    assert_eq!(state(&app, rung).await, ("waiting", at(MONDAY, 13, 0)), "five minutes of ringing, ten between");
}

/// A night shift in Berlin while the clock is set back: the window has the true minutes.
#[tokio::test]
async fn a_day_on_which_the_clock_is_set_back_has_its_own_edges() {
    let mut policy = policy();
    let night = json!({ "pattern": "shift", "holidays_are_free": false, "days": [{ "weekday": 7, "start": "00.00", "end": "03.00" }] });
    policy.hours.patterns = vec![serde_json::from_value::<PatternHours>(night).unwrap()];
    let app = on_monday(&policy, 9, 0).await;
    let zone = Zone::parse("Europe/Berlin").unwrap();
    let sunday = day("2026-10-25");
    let mut tx = app.house.db.begin().await.unwrap();
    let mut person = people::by_id(&mut tx, EMPLOYEE).await.unwrap().unwrap();
    (person.zone, person.pattern) = (zone.clone(), "shift".into());
    people::update(&mut tx, &person).await.unwrap();
    sidak::store::rota::set(&mut tx, EMPLOYEE, sunday, sidak_core::rota::Mode::Home, None, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    let hours = flow::hours::windows(&app.house, &person, &policy, sunday, 0);
    assert_eq!(hours.iter().map(Window::minutes).collect::<Vec<_>>(), [240], "three hours on the clock, four in truth");
    let end = hours[0].end;
    app.house.clock.advance_to(end.plus(-MINUTE));
    let mut checks_made = Vec::new();
    for _ in 0..2 {
        let id = put(&app, Kind::Random, app.now()).await;
        let mut tx = app.house.db.begin().await.unwrap();
        let (check, epoch) = checks::get(&mut tx, id).await.unwrap().unwrap();
        let state = State::Prompted { caller: SUPERVISOR, until: end.plus(MINUTE) };
        let asked = Check { day: sunday, closes: end.plus(MINUTE), state, ..check };
        checks::save(&mut tx, &asked, Some(end.plus(MINUTE)), epoch).await.unwrap();
        let prompted = sidak_core::check::Recorded { at: app.now(), fact: Fact::Prompted { caller: SUPERVISOR } };
        facts::append(&mut tx, id, &[prompted]).await.unwrap();
        tx.commit().await.unwrap();
        checks_made.push(id);
        app.house.clock.advance_to(app.now().plus(1));
    }
    app.house.clock.advance_to(end.plus(-1));
    flow::ring::start(&app.house, checks_made[0], SUPERVISOR).await.unwrap();
    settle(&app, checks_made[0]).await;
    app.house.clock.advance_to(end);
    assert_eq!(flow::ring::start(&app.house, checks_made[1], SUPERVISOR).await.unwrap_err().code(), "outside_window");
}

#[tokio::test]
async fn a_status_delays_a_check_and_never_saves_from_it() {
    let app = on_monday(&policy(), 9, 0).await;
    let held = put(&app, Kind::Random, at(MONDAY, 10, 0)).await;
    enter(&app, EMPLOYEE, EMPLOYEE, "official_meeting", at(MONDAY, 9, 50), at(MONDAY, 10, 20)).await.unwrap();
    app.to(at(MONDAY, 10, 0)).await;
    assert_eq!(state(&app, held).await, ("waiting", at(MONDAY, 10, 20)));
    assert_eq!(last_put_off(&app, held).await, Some(PutOff::PersonStatus));
    app.to(at(MONDAY, 10, 20)).await;
    assert_eq!(state(&app, held).await.0, "prompted");
    // One that comes between the prompt and the ring takes the prompt back.
    let more = enter(&app, EMPLOYEE, EMPLOYEE, "prayer", at(MONDAY, 10, 21), at(MONDAY, 10, 41)).await.unwrap();
    app.house.clock.advance_to(at(MONDAY, 10, 21));
    assert_eq!(flow::ring::start(&app.house, held, SUPERVISOR).await.unwrap_err().code(), "person_absent");
    assert_eq!(state(&app, held).await, ("waiting", at(MONDAY, 10, 41)));
    // Taken back early, the check goes on at once.
    app.house.clock.advance_to(at(MONDAY, 10, 25));
    flow::absences::withdraw(&app.house, &asker(&app, EMPLOYEE).await, more).await.unwrap();
    assert_eq!(state(&app, held).await, ("waiting", at(MONDAY, 10, 25)));
    app.to(at(MONDAY, 10, 25)).await;
    assert_eq!(state(&app, held).await.0, "prompted");
    // 30 minutes of the meeting and 4 of the prayer are used: 56 are left of 90.
    let too_long = enter(&app, EMPLOYEE, EMPLOYEE, "short_break", at(MONDAY, 14, 0), at(MONDAY, 14, 57)).await.unwrap_err();
    assert_eq!(too_long.code(), "no_minutes_left");
    enter(&app, EMPLOYEE, EMPLOYEE, "short_break", at(MONDAY, 14, 0), at(MONDAY, 14, 56)).await.unwrap();
    for (kind, code) in [("leave", "kind_not_own"), ("tidur", "unknown_kind")] {
        let refused = enter(&app, EMPLOYEE, EMPLOYEE, kind, at(MONDAY, 15, 0), at(MONDAY, 15, 1)).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
}

#[tokio::test]
async fn an_absence_until_the_end_makes_the_check_void_with_its_reason() {
    let app = on_monday(&policy(), 9, 0).await;
    let held = put(&app, Kind::Random, at(MONDAY, 10, 0)).await;
    let sick = enter(&app, SUPERVISOR, EMPLOYEE, "sick", at(MONDAY, 9, 30), at(MONDAY, 18, 0)).await.unwrap();
    let own = flow::absences::withdraw(&app.house, &asker(&app, EMPLOYEE).await, sick).await.unwrap_err();
    assert!(matches!(own, FlowError::Forbidden), "what the line has entered, the line takes back");
    app.to(at(MONDAY, 10, 0)).await;
    assert_eq!(state(&app, held).await, ("waiting", at(MONDAY, 16, 0)));
    app.to(at(MONDAY, 16, 0)).await;
    assert_eq!(state(&app, held).await.0, "settled");
    assert_eq!(last_put_off(&app, held).await, Some(PutOff::WindowEnded));
    let record = flow::record::of(&app.house, &asker(&app, EMPLOYEE).await, EMPLOYEE, None).await.unwrap();
    assert_eq!((record.absences.len(), record.absences[0].own, record.absences[0].words.as_str()), (1, false, "Rapat."));
}

async fn version(app: &TestApp) -> programmes::Version {
    let mut tx = app.house.db.read().await.unwrap();
    programmes::latest(&mut tx, PROGRAMME).await.unwrap().unwrap()
}

async fn leaf(app: &TestApp, on: Day, person: PersonId) -> Option<Vec<Window>> {
    let mut tx = app.house.db.read().await.unwrap();
    let plan = plans::get(&mut tx, PROGRAMME, on).await.unwrap()?;
    plans::leaf_of(&mut tx, plan.id, person).await.unwrap().map(|leaf| leaf.windows)
}

#[tokio::test]
async fn the_pool_leaves_out_what_the_line_knew_and_nothing_else() {
    let app = on_monday(&policy(), 9, 0).await;
    let on = "2026-06-23";
    enter(&app, SUPERVISOR, EMPLOYEE, "official_travel", at(on, 8, 0), at(on, 10, 0)).await.unwrap();
    enter(&app, COLLEAGUE, COLLEAGUE, "official_meeting", at(on, 8, 0), at(on, 9, 30)).await.unwrap();
    app.house.clock.advance_to(at(MONDAY, 20, 0));
    flow::plan::make(&app.house, &version(&app).await, day(on)).await.unwrap();
    let span = |from: (u16, u16), to: (u16, u16)| Window { start: at(on, from.0, from.1), end: at(on, to.0, to.1) };
    let afternoon = span((13, 0), (16, 0));
    assert_eq!(leaf(&app, day(on), EMPLOYEE).await.unwrap(), [span((7, 30), (8, 0)), span((10, 0), (12, 0)), afternoon]);
    // A status of one's own leaves every minute in the draw.
    assert_eq!(leaf(&app, day(on), COLLEAGUE).await.unwrap(), [span((7, 30), (12, 0)), afternoon]);
    // After the commitment nothing changes the plan.
    enter(&app, SUPERVISOR, COLLEAGUE, "leave", at(on, 10, 0), at(on, 11, 0)).await.unwrap();
    assert_eq!(leaf(&app, day(on), COLLEAGUE).await.unwrap(), [span((7, 30), (12, 0)), afternoon]);
}

fn choose(minutes: i16, standing: bool) -> ChooseShift {
    ChooseShift { minutes, standing }
}

#[tokio::test]
async fn a_moved_day_moves_its_checks_and_a_late_choice_moves_nothing() {
    let mut policy = policy();
    policy.draw.chance_per_day_millionths = 900_000;
    let app = on_monday(&policy, 9, 0).await;
    flow::shifts::choose(&app.house, EMPLOYEE, &choose(30, true)).await.unwrap();
    app.house.clock.advance_to(at(MONDAY, 20, 0));
    let on = "2026-06-23";
    flow::plan::make(&app.house, &version(&app).await, day(on)).await.unwrap();
    let planned = leaf(&app, day(on), EMPLOYEE).await.unwrap();
    assert_eq!((planned[0].start, planned[1].end), (at(on, 8, 0), at(on, 16, 30)), "the usual beginning is drawn with");
    // Another usual beginning holds from the first day that is not drawn.
    flow::shifts::choose(&app.house, EMPLOYEE, &choose(0, true)).await.unwrap();
    app.house.clock.advance_to(at(on, 6, 0));
    for (minutes, code) in [(61, "out_of_range"), (-61, "out_of_range")] {
        assert_eq!(flow::shifts::choose(&app.house, EMPLOYEE, &choose(minutes, false)).await.unwrap_err().code(), code);
    }
    let drawn = |of: Vec<Check>| of.into_iter().map(|check| (check.id, check)).collect::<std::collections::BTreeMap<_, _>>();
    let mut tx = app.house.db.read().await.unwrap();
    let before = drawn(checks::of_people_on(&mut tx, &[EMPLOYEE], day(on)).await.unwrap());
    drop(tx);
    let today = flow::shifts::choose(&app.house, EMPLOYEE, &choose(-60, false)).await.unwrap();
    assert_eq!((today.windows[0].start, today.flexible.unwrap().open), (at(on, 6, 30).millis(), false));
    let mut tx = app.house.db.read().await.unwrap();
    let after = drawn(checks::of_people_on(&mut tx, &[EMPLOYEE], day(on)).await.unwrap());
    drop(tx);
    assert!(!before.is_empty(), "this seed draws a check");
    for (id, check) in &after {
        let was = &before[id];
        assert_eq!(check.drawn_for, was.drawn_for, "what was drawn stays");
        assert_eq!(check.closes, at(on, 15, 0));
        // The break stands still, so that the same working minute lies 90 minutes, or 90 and the break, earlier.
        let earlier = was.due.since(check.due) / MINUTE;
        assert!(earlier == 90 || earlier == 150, "{earlier}");
    }
    // Once a day, and never when the day has begun either way.
    assert_eq!(flow::shifts::choose(&app.house, EMPLOYEE, &choose(0, false)).await.unwrap_err().code(), "too_late_to_shift");
    app.house.clock.advance_to(at(on, 7, 29));
    assert_eq!(flow::shifts::choose(&app.house, COLLEAGUE, &choose(-30, false)).await.unwrap_err().code(), "too_late_to_shift");
    let start = |minutes| StartDay {
        place: sidak::shape::Place { kind: sidak::shape::PlaceKind::Home, words: String::new() },
        tests: Vec::new(), device: None,
        shift_minutes: Some(minutes),
    };
    let late = flow::attendance::start(&app.house, COLLEAGUE, start(60)).await.unwrap();
    assert_eq!((late.windows[0].start, late.ready_before), (at(on, 8, 30).millis(), Some(at(on, 9, 0).millis())));
    app.house.clock.advance_to(at("2026-06-24", 7, 30));
    assert_eq!(flow::attendance::start(&app.house, COLLEAGUE, start(60)).await.unwrap_err().code(), "too_late_to_shift");
}

const YEAR: &str = "year = 2027\n[[decrees]]\nkey = \"a\"\ntitle = \"SKB 2027\"\n[[holidays]]\nday = \"2027-01-01\"\nname = \"Tahun Baru\"\nkind = \"national\"\ndecree = \"a\"\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_without_holidays_is_not_planned_until_it_is_entered() {
    let app = on_monday(&policy(), 9, 0).await;
    let on = "2027-01-04";
    let mut tx = app.house.db.begin().await.unwrap();
    sidak::store::rota::set(&mut tx, EMPLOYEE, day(on), sidak_core::rota::Mode::Home, None, app.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(calendar::state(&app.house).await.unwrap().missing, Vec::<i16>::new(), "too far ahead to speak of");
    app.house.clock.advance_to(at("2027-01-03", 20, 30));
    assert_eq!(calendar::state(&app.house).await.unwrap().missing, [2027]);
    assert!(!flow::plan::make(&app.house, &version(&app).await, day(on)).await.unwrap());
    for (wrong, says) in [
        (YEAR.replace("2027-01-01", "2026-01-01"), "not a day of 2027"),
        (YEAR.replace("decree = \"a\"", "decree = \"b\""), "names no decree"),
        (format!("{YEAR}{}", YEAR.split_once("[[holidays]]").map(|(_, row)| format!("[[holidays]]{row}")).unwrap()), "given twice"),
    ] {
        let error = calendar::import(&app.house, &wrong, Some(ADMIN), false).await.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert!(!app.house.calendar().knows(2027), "nothing is half saved");
    }
    assert_eq!(calendar::import(&app.house, YEAR, Some(ADMIN), true).await.unwrap().version, None);
    assert!(!app.house.calendar().knows(2027), "a look changes nothing");
    // Another process on the same database hears of it with its next turn.
    let other = app::house(app.house.db.clone(), Clock::manual(app.now()), Entropy::seeded(8), false).unwrap();
    let done = calendar::import(&other, YEAR, Some(ADMIN), false).await.unwrap();
    assert_eq!((done.year, done.days, done.version), (2027, 1, Some(1)));
    tick::turn(&app.house).await.unwrap();
    assert!(app.house.calendar().knows(2027));
    assert!(leaf(&app, day(on), EMPLOYEE).await.is_some(), "the heartbeat has planned it");
    let mut tx = app.house.db.read().await.unwrap();
    assert!(matches!(audit::verify(&mut tx).await.unwrap(), audit::Chain::Whole { .. }));
}

#[tokio::test]
async fn a_holiday_declared_after_the_draw_ends_its_checks() {
    let app = on_monday(&policy(), 9, 0).await;
    let drawn = put(&app, Kind::Random, at(MONDAY, 10, 0)).await;
    let file = include_str!("../../policies/holidays-2026.toml");
    let more = format!("{file}\n[[holidays]]\nday = \"{MONDAY}\"\nname = \"Cuti bersama tambahan\"\nkind = \"collective_leave\"\ndecree = \"base\"\n");
    let done = calendar::import(&app.house, &more, None, false).await.unwrap();
    assert_eq!((done.version, done.changed), (Some(1), vec![day(MONDAY)]));
    app.to(at(MONDAY, 10, 0)).await;
    assert_eq!(state(&app, drawn).await.0, "settled");
    assert_eq!(last_put_off(&app, drawn).await, Some(PutOff::DayNotWorked));
    let done = calendar::import(&app.house, file, None, false).await.unwrap();
    assert_eq!((done.version, done.changed), (Some(2), vec![day(MONDAY)]), "a further version, and the day is worked again");
}

/// Who is on a pattern that the programme has no hours for is in no pool, and the officials are told.
#[tokio::test]
async fn a_pattern_without_hours_is_told_of() {
    let app = on_monday(&policy(), 9, 0).await;
    let mut tx = app.house.db.begin().await.unwrap();
    let mut person = people::by_id(&mut tx, EMPLOYEE).await.unwrap().unwrap();
    person.pattern = "shift".into();
    people::update(&mut tx, &person).await.unwrap();
    tx.commit().await.unwrap();
    app.house.clock.advance_to(at(MONDAY, 20, 0));
    flow::plan::make(&app.house, &version(&app).await, day("2026-06-23")).await.unwrap();
    assert_eq!(leaf(&app, day("2026-06-23"), EMPLOYEE).await, None);
    assert!(leaf(&app, day("2026-06-23"), COLLEAGUE).await.is_some());
    assert_eq!(calendar::state(&app.house).await.unwrap().no_hours, 1);
}
