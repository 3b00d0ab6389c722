//! The weekly look at the draw: once a week, over what was really drawn, for whoever may see the whole.

use sidak::{
    flow::{self, FlowError, access},
    store::{audit, checks, programmes, watch},
};
use sidak_core::{access::Role, ids::SessionId, time::{DAY, MINUTE}, watch::Subject};
use uuid::Uuid;

use crate::support::{
    MONDAY, TestApp,
    agency::{self, AT_HOME, AUDITOR, HEAD, LEADER, PROGRAMME},
    at, day,
};

/// A week in which every day was drawn, and now is its Sunday evening.
async fn week() -> TestApp {
    let app = TestApp::empty().await;
    let mut policy = agency::policy();
    policy.draw.chance_per_day_millionths = 500_000;
    (policy.draw.ceiling_from_days, policy.draw.ceiling_to_days) = (3, 4);
    agency::fill(&app.house, &policy).await;
    let mut tx = app.house.db.read().await.unwrap();
    let version = programmes::latest(&mut tx, PROGRAMME).await.unwrap().unwrap();
    drop(tx);
    for number in 0..7 {
        let today = day(MONDAY).plus(number);
        app.house.clock.advance_to(at(&today.to_string(), 0, 1));
        assert!(flow::plan::make(&app.house, &version, today).await.unwrap());
    }
    app.house.clock.advance_to(at("2026-06-28", 20, 0));
    app
}

async fn reports(app: &TestApp) -> usize {
    let mut tx = app.house.db.read().await.unwrap();
    watch::lights(&mut tx, PROGRAMME, 10).await.unwrap().len()
}

#[tokio::test]
async fn a_week_is_looked_at_once_when_it_is_over() {
    let app = week().await;
    flow::watch::due(&app.house).await.unwrap();
    assert_eq!(reports(&app).await, 0, "Sunday's calls are not over");
    app.house.clock.advance_to(at("2026-06-29", 3, 0).plus(-MINUTE));
    flow::watch::due(&app.house).await.unwrap();
    assert_eq!(reports(&app).await, 0);
    app.house.clock.advance_to(at("2026-06-29", 3, 0));
    for _ in 0..2 {
        flow::watch::due(&app.house).await.unwrap();
    }
    let mut tx = app.house.db.read().await.unwrap();
    let found = watch::latest(&mut tx, PROGRAMME).await.unwrap().unwrap();
    assert_eq!((found.week, found.report.lines, found.report.people), (day(MONDAY), 28, 4));
    assert_eq!(found.report.tests.iter().map(|test| test.subject).collect::<Vec<_>>(), Subject::ALL);
    // What was drawn is what was looked at.
    let mut days_with = 0;
    for number in 0..7 {
        let drawn = checks::of_people_on(&mut tx, &AT_HOME, day(MONDAY).plus(number)).await.unwrap();
        days_with += AT_HOME.iter().filter(|person| drawn.iter().any(|check| check.person == **person)).count() as u64;
    }
    assert_eq!(found.report.random + found.report.forced, days_with);
    assert!(days_with > 5);
    let log = audit::verify(&mut tx).await.unwrap();
    assert!(matches!(log, audit::Chain::Whole { .. }));
    drop(tx);
    assert_eq!(reports(&app).await, 1);
    // A week in which nothing was drawn has no report.
    app.house.clock.advance_to(app.now().plus(7 * DAY));
    flow::watch::due(&app.house).await.unwrap();
    assert_eq!(reports(&app).await, 1);
}

#[tokio::test]
async fn only_who_may_see_the_whole_sees_it() {
    let app = week().await;
    app.house.clock.advance_to(at("2026-06-29", 4, 0));
    flow::watch::due(&app.house).await.unwrap();
    let mut tx = app.house.db.read().await.unwrap();
    let session = SessionId(Uuid::nil());
    let auditor = access::asker(&mut tx, AUDITOR, session).await.unwrap();
    // Leads one office of several.
    let leader = access::asker(&mut tx, LEADER, session).await.unwrap();
    let head = access::asker(&mut tx, HEAD, session).await.unwrap();
    drop(tx);
    assert!(leader.has(&[Role::Leadership]));
    let shown = flow::watch::shown(&app.house, &auditor).await.unwrap();
    let latest = shown.programmes[0].latest.as_ref().unwrap();
    assert_eq!((latest.from.as_str(), latest.to.as_str(), latest.tests.len()), ("2026-03-30", "2026-06-28", 7));
    assert!(latest.conduct.supervisors.is_empty(), "teams of fewer than five are not shown");
    for other in [leader, head] {
        assert!(matches!(flow::watch::shown(&app.house, &other).await, Err(FlowError::NotFound)));
    }
}
