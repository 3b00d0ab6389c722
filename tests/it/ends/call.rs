//! Ends of a call that was answered.

use super::*;

fn the_call() -> Vec<Way> {
    let says = |verdict, words| [Verdict(SUPERVISOR, verdict, words), HangUp(Supervisor)];
    let call = |more: &[Do]| then(in_call(), more);
    vec![
        way("as declared", &call(&says(Verdict::AsDeclared, "")), ANSWERED),
        way(
            "elsewhere",
            &call(&[Declare(PlaceKind::Home), Verdict(SUPERVISOR, Verdict::Elsewhere, ""), HangUp(Supervisor)]),
            (O::AnsweredElsewhere, Party::Person, Some(true), "verdict_given"),
        ),
        way(
            "to follow up, with a note only",
            &call(&[
                no("note_needed", Verdict(SUPERVISOR, Verdict::FollowUp, "")),
                Verdict(SUPERVISOR, Verdict::FollowUp, "Besok."), HangUp(Supervisor),
            ]),
            ANSWERED,
        ),
        way("technical", &call(&says(Verdict::Technical, "")), (O::AnsweredMediaFailed, Party::Nobody, Some(true), "verdict_given")),
        way("the verdict comes after the call", &call(&[HangUp(Supervisor), Is("closing"), Pass(299), Verdict(SUPERVISOR, Verdict::AsDeclared, "")]), ANSWERED),
        way(
            "the verdict is not another's to give",
            &call(&[
                no("not_found", Verdict(DEPUTY, Verdict::Elsewhere, "")),
                HangUp(Supervisor), Verdict(SUPERVISOR, Verdict::AsDeclared, ""),
            ]),
            ANSWERED,
        ),
        way("the verdict is missing, a picture was seen", &call(&[HangUp(Supervisor), Pass(299), Is("closing"), Pass(1)]), SEEN),
        way("the employee hangs up", &call(&[HangUp(Employee), Is("closing"), Pass(300)]), SEEN),
        way("the verdict is missing, nothing was seen", &[Start(SUPERVISOR), Answer(PHONE), HangUp(Employee), Pass(300)], UNSEEN),
        way(
            "the employee is lost and does not come back",
            &call(&[Pass(60), Lost(Employee), Pass(19), Is("answered"), Pass(1), Is("closing"), Pass(300)]),
            SEEN,
        ),
        way("the supervisor is lost and does not come back", &call(&[Pass(60), Lost(Supervisor), Pass(20), Is("closing"), Pass(300)]), SEEN),
        way(
            "a side is lost and comes back",
            &call(&[
                Pass(60), Lost(Employee), Pass(15), Back(Employee), Pass(60), Is("answered"),
                Verdict(SUPERVISOR, Verdict::AsDeclared, ""), HangUp(Supervisor),
            ]),
            ANSWERED,
        ),
        way("nobody's camera ever connects", &[Start(SUPERVISOR), Answer(PHONE), Pass(29), Is("answered"), Pass(1), Is("closing"), Pass(300)], UNSEEN),
        way("the call is forgotten and ends after half an hour", &call(&[Pass(1799), Is("answered"), Pass(1), Is("closing"), Pass(300)]), SEEN),
    ]
}

#[tokio::test]
async fn ends_of_a_call() {
    all_end(the_call(), &agency::policy()).await;
}
