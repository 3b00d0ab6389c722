//! Ends of a ring: what each device proved, and what was known of it in the morning.

use super::*;

fn the_ring() -> Vec<Way> {
    let twice = |devices: &[Do]| {
        let ring = then(vec![Is("prompted"), Start(SUPERVISOR)], devices);
        let first = then(ring.clone(), &[Pass(59), Is("ringing"), Pass(1), Is("waiting"), Pass(59), Is("waiting"), Pass(1)]);
        then(then(first, &ring), &[Pass(60)])
    };
    vec![
        way("reaches nobody", &twice(&[]), UNREACHED),
        way("was only written to a socket", &twice(&[Device(PHONE, Receipt::Sent)]), UNREACHED),
        way("was shown but muted", &twice(&[Device(PHONE, Receipt::Displayed), Device(PHONE, Receipt::Muted)]), UNREACHED),
        way("sounds twice and nobody answers", &twice(&[Device(PHONE, Receipt::Displayed), Device(PHONE, Receipt::Audible)]), MISSED),
        way(
            "sounds twice on a device whose tone was not heard in the morning",
            &then(vec![MulaiUnheard(PHONE)], &twice(&[Device(PHONE, Receipt::Audible)])),
            UNREACHED,
        ),
        way(
            "sounds twice, and the fault of the morning is on the other device",
            &then(vec![MulaiUnheard(LAPTOP)], &twice(&[Device(PHONE, Receipt::Audible)])),
            MISSED,
        ),
        way(
            "sounds twice, and the tone was heard again before",
            &then(vec![MulaiUnheard(PHONE), MulaiHeard(PHONE)], &twice(&[Device(PHONE, Receipt::Audible)])),
            MISSED,
        ),
        way(
            "sounds twice where the tone was not heard, and it was heard on the other device since",
            &then(vec![MulaiUnheard(PHONE), MulaiHeard(LAPTOP)], &twice(&[Device(PHONE, Receipt::Audible)])),
            UNREACHED,
        ),
        way("is muted here and sounds there", &twice(&[Device(LAPTOP, Receipt::Muted), Device(PHONE, Receipt::Audible)]), MISSED),
        way(
            "is declined, with a reason only",
            &[Start(SUPERVISOR), Device(PHONE, Receipt::Audible), no("reason_needed", Decline(" ")), Decline("Sedang rapat dinas.")],
            (O::DeclinedWithReason, Party::Person, None, "declined_with_words"),
        ),
        way(
            "is answered on one of two devices, and on the other no more",
            &[
                Start(SUPERVISOR),
                Device(LAPTOP, Receipt::Audible),
                Answer(PHONE),
                no("answered_elsewhere", Answer(LAPTOP)),
                Media(Employee),
                Verdict(SUPERVISOR, Verdict::AsDeclared, ""),
                HangUp(Supervisor),
            ],
            ANSWERED,
        ),
        way("is over when Answer comes", &[Start(SUPERVISOR), Pass(60), no("ring_over", Answer(PHONE)), Pass(60), Start(SUPERVISOR), Pass(60)], UNREACHED),
    ]
}

#[tokio::test]
async fn ends_of_a_ring() {
    all_end(the_ring(), &agency::policy()).await;
}
