//! Ends that the supervisor made, and the load of those who call.

use super::*;

fn the_supervisor() -> Vec<Way> {
    let started = |by| {
        [Start(by), Device(PHONE, Receipt::Audible), Answer(PHONE), Media(Employee), Verdict(by, Verdict::AsDeclared, ""), HangUp(Supervisor)]
    };
    vec![
        way("ignores the prompt", &[Is("prompted"), Pass(299), Is("prompted"), Pass(1)], IGNORED),
        way(
            "defers, with a reason only, and calls",
            &then(
                vec![
                    no("not_found", Start(HEAD)),
                    no("reason_needed", Defer("")),
                    RAPAT,
                    Is("waiting"),
                    Pass(299),
                    Is("waiting"),
                    Pass(1),
                    Is("prompted"),
                ],
                &started(SUPERVISOR),
            ),
            ANSWERED,
        ),
        way("defers twice, may not a third time, and lets it pass", &[RAPAT, Pass(300), RAPAT, Pass(300), no("no_deferral_left", RAPAT), Pass(300)], IGNORED),
        way("hands over to a deputy, who calls", &then(vec![HandOver, no("not_your_prompt", Start(SUPERVISOR))], &started(DEPUTY)), ANSWERED),
        way("hands over to a deputy, who lets it pass", &[HandOver, Pass(300)], IGNORED),
        way(
            "calls once and lets the second prompt pass",
            &[Start(SUPERVISOR), Device(PHONE, Receipt::Audible), Pass(60), Pass(60), Is("prompted"), Pass(300)],
            IGNORED,
        ),
        left(
            8,
            way("was in another check until the working time was over", &[OffDuty(DEPUTY), OtherCheck, Pass(9 * 60)], VOID),
        ),
        left(30, way("was in another check, and the deputy calls", &then(vec![OtherCheck, Pass(1), Is("prompted")], &started(DEPUTY)), ANSWERED)),
    ]
}

/// At most one call in an hour and two a day.
fn the_load() -> Vec<Way> {
    let rings = |by| [Is("prompted"), Start(by), Answer(PHONE), Media(Employee), Verdict(by, Verdict::AsDeclared, ""), HangUp(Supervisor)];
    let now = [Pass(0)];
    let call = |first: &[Do], by| then(then(first.to_vec(), &now), &rings(by));
    vec![
        way("the supervisor is not on duty and the deputy calls", &call(&[OffDuty(SUPERVISOR)], DEPUTY), ANSWERED),
        way("the deputy who stood in lets it pass", &then(vec![OffDuty(SUPERVISOR)], &[Pass(0), Pass(300)]), IGNORED),
        way("the supervisor had the calls of a day and the deputy calls", &call(&[FullDay(SUPERVISOR)], DEPUTY), ANSWERED),
        way("the supervisor had the calls of an hour and the deputy calls", &call(&[FullHour(SUPERVISOR)], DEPUTY), ANSWERED),
        left(60, way("nobody is on duty", &[OffDuty(SUPERVISOR), OffDuty(DEPUTY), Pass(0), Is("waiting"), Pass(3600)], VOID)),
        left(60, way("both had the calls of a day", &[FullDay(SUPERVISOR), FullDay(DEPUTY), Pass(0), Is("waiting"), Pass(3600)], VOID)),
        left(40, way("both had the calls of an hour until the working time was over", &[FullHour(SUPERVISOR), FullHour(DEPUTY), Pass(2400)], VOID)),
        way(
            "the hour of the supervisor is over in time",
            &then(
                vec![FullHour(SUPERVISOR), OffDuty(DEPUTY), Pass(0), Is("waiting"), Pass(3000 - 1), Is("waiting"), Pass(1)],
                &rings(SUPERVISOR),
            ),
            ANSWERED,
        ),
        way(
            "the supervisor comes back on duty",
            &then(vec![OffDuty(SUPERVISOR), OffDuty(DEPUTY), Pass(90), Is("waiting"), OnDuty(SUPERVISOR), Pass(30)], &rings(SUPERVISOR)),
            ANSWERED,
        ),
        way(
            "the second ring is part of the promise, over the hour or not",
            &then(then(call(&[OffDuty(DEPUTY)], SUPERVISOR)[..3].to_vec(), &[Pass(60), Pass(60)]), &rings(SUPERVISOR)),
            ANSWERED,
        ),
        way(
            "the person was called by somebody else just then",
            &then(vec![OtherRing, Pass(0), Is("waiting"), Pass(59), Is("waiting"), Pass(1)], &rings(SUPERVISOR)),
            ANSWERED,
        ),
        left(1, way("and until the working time was over", &[OtherRing, Pass(0), Is("waiting"), Pass(60)], VOID)),
    ]
}

#[tokio::test]
async fn ends_by_the_supervisor() {
    all_end(the_supervisor(), &agency::policy()).await;
}

#[tokio::test]
async fn ends_by_the_load_of_officials() {
    let mut policy = agency::policy();
    (policy.capacity.per_hour, policy.capacity.per_day) = (1, 2);
    all_end(the_load(), &policy).await;
}
