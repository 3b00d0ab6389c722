//! Ends that the server made or the day: a restart, leave, the end of working time, a day that was not started.

use super::*;

fn the_server_and_the_day() -> Vec<Way> {
    let spoiled = [Start(SUPERVISOR), Device(PHONE, Receipt::Audible), Pass(5), Down(90), Is("prompted")];
    vec![
        way("the server was down while the supervisor was asked", &[Pass(10), Down(280), Is("prompted"), Pass(299), Is("prompted"), Pass(1)], IGNORED),
        way("the server was down while it rang, three times", &then(then(spoiled.to_vec(), &spoiled), &spoiled[..4]), fault("ring_voided_by_server")),
        way(
            "the server was down for a moment while it rang",
            &[Start(SUPERVISOR), Pass(5), Down(6), Is("ringing"), Answer(PHONE), Media(Employee), HangUp(Employee), Pass(300)],
            SEEN,
        ),
        way(
            "the server went down in mid-call and nobody came back",
            &then(in_call(), &[Pass(30), Down(30), Is("answered"), Pass(20), Is("closing"), Pass(300)]),
            fault("server_failed_in_call"),
        ),
        way(
            "the server went down in mid-call and both came back",
            &then(in_call(), &[
                Pass(30), Down(30), Back(Employee), Back(Supervisor), Pass(60), Is("answered"),
                Verdict(SUPERVISOR, Verdict::AsDeclared, ""), HangUp(Supervisor),
            ]),
            ANSWERED,
        ),
        way("leave was entered while the supervisor was asked", &[Is("prompted"), Leave, StartInVain], VOID),
        way("leave was entered after the draw", &[RAPAT, Leave, Pass(300)], VOID),
        left(3, way("working time ended while the server was down", &[Down(600)], VOID)),
    ]
}

#[tokio::test]
async fn ends_by_the_server_or_the_day() {
    all_end(the_server_and_the_day(), &agency::policy()).await;
}

/// With real working hours the day must be started by 08.00; it is nine.
#[tokio::test]
async fn ends_of_a_day_that_was_not_started() {
    let mut policy = agency::policy();
    policy.hours = agency::preset("dki-2023").hours;
    policy.answer.ready_within_minutes = 30;
    let rings = |devices: &[Do]| then(then(vec![Pass(1), Start(SUPERVISOR)], devices), &[Pass(60), Pass(60), Start(SUPERVISOR), Pass(60)]);
    let not_ready = (O::NotReady, Party::Person, Some(false), "day_not_started_by");
    let ways = vec![
        way("was never started and nothing sounded", &rings(&[]), not_ready),
        way("was started late, but before the ring", &then(vec![MulaiWfh], &rings(&[])), UNREACHED),
        way("was started only after the ring", &rings(&[Pass(1), MulaiWfh]), not_ready),
        way("was never started, but a device sounded", &rings(&[Device(PHONE, Receipt::Audible)]), MISSED),
    ];
    all_end(ways, &policy).await;
}
