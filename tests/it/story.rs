//! A programme's life from the staff list to the decision and back, told once from top to bottom. Everything people do goes
//! over HTTP and sockets; only the clock is moved by hand.

mod hands;

use serde_json::{Value, json};
use sidak::{
    flow,
    shape::{Place, PlaceKind},
    signal::wire::{FromClient, ReceiptKind},
    store::{checks, plans, programmes},
};
use sidak_core::{
    check::{Media, Receipt, Side, State, Verdict},
    ids::{AttemptId, CheckId, DeviceId, PersonId, ProgrammeId},
    outcome::Outcome,
    time::{Day, MINUTE, SECOND},
};
use uuid::Uuid;

use hands::{activate, named};

use crate::support::{
    TestApp, day,
    pages::{Client, Page, uuid},
    robots::join,
    wib,
};

const STAFF: &str = "\
NIP;Nama;Perangkat Daerah;Bidang;Jabatan;Kategori layanan;NIP atasan;Alamat rumah
197003011995032001;Siti Aminah;Dinas Contoh;;Kepala Dinas;Dukungan pimpinan;-;Jl. Melati 1, Bandung
198001012005012002;Ratna Kusumah;Dinas Contoh;Bidang Data;Kepala Bidang;Administrasi;197003011995032001;Jl. Melati 2, Bandung
198801012015011003;Budi Prasetyo;Dinas Contoh;Bidang Data;Statistisi;Administrasi;198001012005012002;Jl. Melati 3, Bandung
198902022015012004;Citra Handayani;Dinas Contoh;Sekretariat;Arsiparis;Administrasi;197003011995032001;Jl. Melati 4, Bandung
197505052000122005;Dewi Anggraini;Badan Kepegawaian;;Analis SDM;Administrasi;-;Jl. Melati 5, Bandung
";
const SITI: &str = "197003011995032001";
const RATNA: &str = "198001012005012002";
const BUDI: &str = "198801012015011003";
const DEWI: &str = "197505052000122005";
const PASSWORD: &str = "kata sandi yang panjang";
/// Budi's telephone, which rings aloud in his pocket on days when he does not answer.
const PHONE: DeviceId = DeviceId(Uuid::from_u128(0xf0));
/// More days than the story can need, should the draw be against it.
const DAYS_MAX: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_staff_list_to_the_decision_and_back() {
    let app = TestApp::empty().await.serve().await;
    let story = Story::begin(app).await;
    story.programme_and_rota().await;

    let first = story.until_a_day_with_checks(day("2026-06-23")).await;
    story.the_draw_is_public_and_tells_nothing(first.day).await;
    let (one, others) = first.checks.split_first().unwrap();
    story.one_call(*one).await;
    for check in others {
        story.answered(*check).await;
    }
    story.record_shows_it(*one, first.checks.len()).await;

    let missed = story.missed_until_a_case_opens(first.day).await;
    story.why_me(first.day, &first.checks).await;
    let (case, last) = (missed.case, missed.last);
    let back = story.due_process(&case, last).await;
    story.the_dashboard_counts_it(first.checks.len(), missed.checks).await;
    story.at_the_office_and_out_of_the_draw(&case, last.plus(1), back).await;
    story.back_home(&case, back).await;
}

struct Story {
    app: TestApp,
    /// Of the personnel agency: administrator.
    dewi: Client,
    budi_id: PersonId,
    ratna_id: PersonId,
    citra_id: PersonId,
    units: Value,
}

/// The days on which nobody answered.
struct Missed {
    case: String,
    last: Day,
    checks: usize,
}

/// A working day with what was drawn for Budi, oldest first.
struct Drawn {
    day: Day,
    checks: Vec<CheckId>,
}

impl Story {
    /// The list is imported and the first administrator made on the server; everybody else comes by their activation sheet.
    async fn begin(app: TestApp) -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), STAFF).unwrap();
        sidak::import::command::staff(&app.house, file.path(), false).await.unwrap();
        let code = flow::staff::first_admin(&app.house, DEWI).await.unwrap();
        let dewi = activate(&app, DEWI, &code).await;
        let units = dewi.get("/api/units").await.ok();
        let slips = dewi.post(&format!("/api/staff/activation?unit={}", named(&units, "Dinas Contoh")), json!({})).await.ok();
        let code = |name: &str| {
            let slip = slips.as_array().unwrap().iter().find(|slip| slip["name"] == name).unwrap();
            assert!(slip["qr_svg"].as_str().unwrap().contains("<svg"));
            slip["code"].as_str().unwrap().to_owned()
        };
        activate(&app, SITI, &code("Siti Aminah")).await;
        activate(&app, RATNA, &code("Ratna Kusumah")).await;
        activate(&app, BUDI, &code("Budi Prasetyo")).await;
        let staff = dewi.get("/api/staff").await.ok();
        let person = |name: &str| {
            let row = staff["people"].as_array().unwrap().iter().find(|row| row["person"]["name"] == name).unwrap();
            PersonId(uuid(&row["person"]["id"]))
        };
        let (budi_id, ratna_id, citra_id) = (person("Budi Prasetyo"), person("Ratna Kusumah"), person("Citra Handayani"));
        for (who, role, unit) in [
            (person("Siti Aminah"), "unit_head", "Dinas Contoh"),
            (person("Siti Aminah"), "leadership", "Dinas Contoh"),
            (ratna_id, "unit_head", "Bidang Data"),
        ] {
            dewi.post("/api/roles", json!({ "person": who.0, "role": role, "unit": named(&units, unit) })).await.ok();
        }
        Self { app, dewi, budi_id, ratna_id, citra_id, units }
    }

    /// Heads the office.
    async fn siti(&self) -> Client {
        self.signed_in(SITI).await
    }

    /// Heads the department, and calls.
    async fn ratna(&self) -> Client {
        self.signed_in(RATNA).await
    }

    /// Works from home.
    async fn budi(&self) -> Client {
        self.signed_in(BUDI).await
    }

    /// Anew each time: the story takes weeks, and a sign-in that is not used ends after seven days.
    async fn signed_in(&self, nip: &str) -> Client {
        let mut client = Client::nobody(&self.app.base());
        client.sign_in_by("/api/session", json!({ "name": nip, "password": PASSWORD })).await.ok();
        client
    }

    /// A programme from a preset, and a rota for Tuesdays to Fridays.
    async fn programme_and_rota(&self) {
        let presets = self.dewi.get("/api/presets").await.ok();
        let preset = presets.as_array().unwrap().iter().find(|preset| preset["id"] == "dki-2023").unwrap();
        let mut toml = preset["toml"].as_str().unwrap().to_owned();
        for (before, after) in [
            ("from = \"2023-08-21\"", "from = \"2026-06-22\""),
            ("to = \"2023-10-21\"", "to = \"2026-12-31\""),
            // Often enough that the story stays short.
            ("chance_per_day_millionths = 200_000", "chance_per_day_millionths = 400_000"),
            ("ceiling_from_days = 10", "ceiling_from_days = 3"),
            ("ceiling_to_days = 20", "ceiling_to_days = 3"),
        ] {
            assert!(toml.contains(before), "the preset has no {before}");
            toml = toml.replace(before, after);
        }
        assert_eq!(self.dewi.post("/api/programmes/check", json!({ "toml": toml })).await.ok()["ok"], true);
        self.dewi.post("/api/programmes", json!({ "toml": toml })).await.ok();

        let mut changes = Vec::new();
        for person in [self.budi_id, self.citra_id] {
            for date in ["2026-06-23", "2026-06-24", "2026-06-25", "2026-06-26"] {
                changes.push(json!({ "person": person.0, "day": date, "mode": "home" }));
            }
        }
        let saved = self.siti().await.put("/api/rota", json!({ "changes": changes })).await.ok();
        assert_eq!((saved["changed"].as_u64(), &saved["refused"]), (Some(8), &json!([])));
        let copy = json!({ "unit": named(&self.units, "Dinas Contoh"), "from": "2026-06-22", "to": "2026-06-29", "weeks": 12 });
        assert_eq!(self.siti().await.post("/api/rota/copy", copy).await.ok()["changed"], 96);
    }

    /// Evening after evening the next day is drawn; in the morning Budi taps *Mulai WFH*. Until there is something to do.
    async fn until_a_day_with_checks(&self, mut on: Day) -> Drawn {
        for _ in 0..DAYS_MAX {
            if !(2..=5).contains(&on.weekday()) {
                on = on.plus(1);
                continue;
            }
            self.app.to(on.plus(-1).at(20 * 60, &wib())).await;
            assert!(self.plan(on).await.is_some(), "{on} is drawn on the evening before");
            self.app.to(on.at(7 * 60 + 20, &wib())).await;
            let place = json!({ "place": { "kind": "home" }, "tests": [{ "item": "camera", "ok": true }, { "item": "sound", "ok": true }] });
            let today = self.budi().await.post("/api/today/start", place).await.ok();
            assert_eq!((today["mode"].as_str(), today["day"].as_str()), (Some("home"), Some(on.to_string().as_str())));
            let checks = self.drawn(on).await;
            if !checks.is_empty() {
                return Drawn { day: on, checks };
            }
            on = on.plus(1);
        }
        panic!("{DAYS_MAX} days without a check");
    }

    async fn the_draw_is_public_and_tells_nothing(&self, on: Day) {
        let answer = Client::nobody(&self.app.base()).get("/api/draws").await;
        for private in ["Budi", "Citra", "198801012015011003", &self.budi_id.to_string(), &self.citra_id.to_string()] {
            assert!(!answer.text.contains(private), "the public page of draws names {private}");
        }
        let days = answer.ok();
        let drawn = days.as_array().unwrap().iter().find(|row| row["day"] == on.to_string()).unwrap();
        assert_eq!(drawn["root"].as_str().unwrap().len(), 64);
        assert_eq!(drawn["secret"], Value::Null, "today's secret is still secret");
        assert!(drawn["committed_at"].as_i64() < drawn["first_window"].as_i64(), "committed before the first window opens");
        // Nor does the person learn of it before it rings.
        assert_eq!(self.budi().await.get("/api/record").await.ok()["checks"], json!([]));
    }

    /// One check as its people see it: the prompt, two devices that ring, one that answers, picture and sound, the verdict.
    async fn one_call(&self, check: CheckId) {
        let mut ratna = Page::open(&self.ratna().await, "Firefox, Windows").await;
        let mut phone = Page::open(&self.budi().await, "Chrome, Android").await;
        let mut laptop = Page::open(&self.budi().await, "Edge, Windows").await;
        self.due(check).await;
        let now = ratna.until("a prompt", |now| now["prompts"][0]["until"].is_i64()).await;
        let prompt = &now["prompts"][0];
        assert_eq!((uuid(&prompt["check"]), prompt["person"]["name"].as_str()), (check.0, Some("Budi Prasetyo")));
        assert_eq!(prompt["registered_place"], "Jl. Melati 3, Bandung");
        assert_eq!((&phone.now["ring"], &phone.now["prompts"]), (&Value::Null, &json!([])), "nobody else knows of it yet");

        ratna.done(|id| FromClient::Start { id, check: check.0 }).await;
        let rings = phone.until("a ring", |now| now["ring"].is_object()).await;
        laptop.until("the same ring", |now| now["ring"]["attempt"] == rings["ring"]["attempt"]).await;
        let attempt = uuid(&rings["ring"]["attempt"]);
        for (page, kinds) in [(&mut phone, [ReceiptKind::Displayed, ReceiptKind::Audible]), (&mut laptop, [ReceiptKind::Displayed, ReceiptKind::Muted])] {
            for kind in kinds {
                page.say(&FromClient::Receipt { attempt, kind }).await;
            }
        }
        ratna.until("two devices on the ladder", |now| {
            let ladder = &now["calls"][0]["ladder"];
            ladder["ringing"].is_i64() && ladder["devices"].as_array().is_some_and(|all| all.len() == 2 && all.iter().any(|one| one["muted"].is_i64()))
        })
        .await;

        self.app.to(self.app.now().plus(20 * SECOND)).await;
        phone.done(|id| FromClient::Answer { id, attempt }).await;
        phone.until("the call here", |now| now["calls"][0]["here"] == true && now["ring"].is_null()).await;
        laptop.until("the call elsewhere", |now| now["calls"][0]["here"] == false && now["ring"].is_null()).await;
        let late = laptop.ask(|id| FromClient::Answer { id, attempt }).await;
        assert_eq!(late["code"], "answered_elsewhere");

        let place = Place { kind: PlaceKind::Home, words: String::new() };
        phone.done(|id| FromClient::Declare { id, check: check.0, place }).await;
        ratna.until("the declared place", |now| now["calls"][0]["place"]["kind"] == "home").await;
        let peers = [join(&mut ratna, check).await, join(&mut phone, check).await];
        ratna.until("picture and sound of both", |now| {
            ["employee_media", "supervisor_media"].iter().all(|side| now["calls"][0][side] == json!({ "audio": true, "video": true }))
        })
        .await;
        assert!(ratna.now["calls"][0]["question"]["id"].is_string(), "a live question was drawn");

        self.app.to(self.app.now().plus(MINUTE)).await;
        let verdict = self.ratna().await.post(&format!("/api/checks/{check}/verdict"), json!({ "verdict": "as_declared" })).await.ok();
        assert_eq!(verdict["line"]["verdict"], "as_declared");
        ratna.done(|id| FromClient::HangUp { id, check: check.0 }).await;
        for page in [&mut ratna, &mut phone, &mut laptop] {
            page.until("no call", |now| now["calls"] == json!([])).await;
        }
        for peer in peers {
            peer.close().await.unwrap();
        }
    }

    /// What Budi sees of it afterwards: how it counted, why, and every step with the server's time.
    async fn record_shows_it(&self, check: CheckId, drawn: usize) {
        let record = self.budi().await.get("/api/record").await.ok();
        let index = &record["index"];
        assert_eq!((index["counted"].as_u64(), index["missed"].as_u64()), (Some(drawn as u64), Some(0)));
        assert_eq!((&index["enough"], &index["estimate"]), (&json!(false), &Value::Null), "too little data for a number");
        let line = record["checks"].as_array().unwrap().iter().find(|line| line["id"] == check.to_string()).unwrap();
        assert_eq!((line["outcome"].as_str(), line["counts_as"].as_str()), (Some("answered_as_declared"), Some("available")));
        assert_eq!(line["reasons"][0]["code"], "verdict_given");
        assert_eq!(line["answer_seconds"], 20.0);
        let steps: Vec<i64> = ["dialled", "delivered", "ringing", "answered"].iter().map(|step| line["ladder"][step].as_i64().unwrap()).collect();
        assert!(steps.is_sorted(), "{steps:?}");
        let detail = self.budi().await.get(&format!("/api/checks/{check}")).await.ok();
        let facts: Vec<&str> = detail["facts"].as_array().unwrap().iter().map(|fact| fact["code"].as_str().unwrap()).collect();
        for fact in ["prompted", "rang", "received", "answered", "declared", "media_flowed", "verdict_given", "hung_up"] {
            assert!(facts.contains(&fact), "no {fact} among {facts:?}");
        }
        assert!(detail["legal_source"].as_str().unwrap().contains("34/SE/2023"));
    }

    /// Day after day the telephone rings aloud and nobody answers. Answers the case and the last of these days.
    async fn missed_until_a_case_opens(&self, after: Day) -> Missed {
        let (mut on, mut missed) = (after, 0);
        for _ in 0..DAYS_MAX {
            let drawn = self.until_a_day_with_checks(on.plus(1)).await;
            on = drawn.day;
            for check in drawn.checks {
                self.missed(check).await;
                missed += 1;
            }
            let cases = self.budi().await.get("/api/cases").await.ok();
            if let Some(case) = cases.as_array().unwrap().first() {
                assert_eq!(case["stage"], "noticed");
                return Missed { case: case["id"].as_str().unwrap().to_owned(), last: on, checks: missed };
            }
        }
        panic!("no case after {DAYS_MAX} days of missed checks");
    }

    /// The day is over, so its secret is public: Budi's own file of it holds what was drawn, and proves it.
    async fn why_me(&self, on: Day, checks: &[CheckId]) {
        let mine = self.budi().await.get(&format!("/api/draws/mine?day={on}")).await.ok();
        assert_eq!((&mine[0]["in_pool"], mine[0]["checks"].as_array().unwrap().len()), (&json!(true), checks.len()));
        let proof = self.budi().await.get(&format!("/api/draws/{}/{on}/proof", self.programme().await.0)).await;
        assert_eq!(proof.status, 200);
        assert!(sidak_core::draw::verify_bundle(&proof.text).is_ok());
        let root = mine[0]["day"]["root"].as_str().unwrap();
        let forged = proof.text.replace(root, &"0".repeat(64));
        assert_ne!(forged, proof.text);
        assert!(sidak_core::draw::verify_bundle(&forged).is_err(), "and a changed one proves nothing");
    }

    /// Notice with reasons, reply, decision by somebody who did not call. Answers the last day at the office.
    async fn due_process(&self, case: &str, on: Day) -> Day {
        let path = format!("/api/cases/{case}");
        let view = self.budi().await.get(&path).await.ok();
        let reasons = view["reasons"].as_array().unwrap();
        assert!((1..=4).contains(&reasons.len()));
        assert!(reasons.iter().all(|reason| !reason["checks"].as_array().unwrap().is_empty()), "each reason names its checks");
        assert!(view["answers_needed"].as_u64().unwrap() > 0, "and what would change it is said");
        assert_eq!(view["can_reply"], true);

        let (from, to) = (on.plus(1), on.plus(9));
        let office = json!({ "keep": false, "from": from.to_string(), "to": to.to_string(), "words": "Dua pekan di kantor, lalu ditinjau." });
        self.siti().await.post(&format!("{path}/decision"), office.clone()).await.refused(409, "reply_time_running");
        self.budi().await.post(&format!("{path}/reply"), json!({ "words": "Saya mendampingi rapat." })).await.ok();
        self.ratna().await.post(&format!("{path}/decision"), office.clone()).await.refused(409, "made_the_calls");
        let decided = self.siti().await.post(&format!("{path}/decision"), office).await.ok();
        assert_eq!((decided["line"]["stage"].as_str(), decided["decision"]["by"].as_str()), (Some("at_office"), Some("Siti Aminah")));
        assert_eq!(self.budi().await.get(&path).await.ok()["decision"]["words"], "Dua pekan di kantor, lalu ditinjau.");
        to
    }

    /// What leadership sees: how the checks ended, and that one person is to be at the office.
    async fn the_dashboard_counts_it(&self, answered: usize, missed: usize) {
        let view = self.siti().await.get("/api/dashboard?range=programme").await.ok();
        let n = |outcome: &str| {
            let row = view["range"]["by_outcome"].as_array().unwrap().iter().find(|row| row["outcome"] == outcome);
            row.map_or(0, |row| row["n"].as_u64().unwrap()) as usize
        };
        assert_eq!((n("answered_as_declared"), n("reached_not_answered")), (answered, missed), "{}", view["range"]);
        assert_eq!(view["range"]["counted"], answered + missed);
        assert_eq!((&view["cases"]["at_office"], &view["cases"]["noticed"]), (&json!(1), &json!(0)));
        let table = self.siti().await.get("/api/dashboard/tables/outcomes.csv?range=programme").await;
        let count = missed.to_string();
        assert!(table.text.lines().any(|line| line.rsplit([',', ';']).next().is_some_and(|cell| cell.trim_matches('"') == count)), "{}", table.text);
    }

    async fn at_the_office_and_out_of_the_draw(&self, case: &str, from: Day, to: Day) {
        let (mut on, mut seen) = (from, 0);
        while on <= to {
            if (2..=5).contains(&on.weekday()) {
                self.app.to(on.plus(-1).at(20 * 60, &wib())).await;
                self.app.to(on.at(7 * 60 + 20, &wib())).await;
                let today = self.budi().await.get("/api/today").await.ok();
                assert_eq!((today["mode"].as_str(), today["office_until"].as_str()), (Some("office"), Some(to.to_string().as_str())), "{on}");
                let place = json!({ "place": { "kind": "home" }, "tests": [] });
                self.budi().await.post("/api/today/start", place).await.refused(422, "not_a_wfh_day");
                assert_eq!(self.pool(on).await, vec![self.citra_id], "{on} is drawn without Budi");
                assert!(self.drawn(on).await.is_empty());
                seen += 1;
            }
            on = on.plus(1);
        }
        assert!(seen >= 4, "nine days hold at least four of the rota's");
        let week = self.siti().await.get(&format!("/api/rota?unit={}&week={to}", named(&self.units, "Bidang Data"))).await.ok();
        let row = week["rows"].as_array().unwrap().iter().find(|row| row["person"]["name"] == "Budi Prasetyo").unwrap();
        assert_eq!(row["held"], json!([{ "from": from.to_string(), "to": to.to_string() }]));
        let home = json!({ "changes": [{ "person": self.budi_id.0, "day": to.to_string(), "mode": "home" }] });
        let refused = self.siti().await.put("/api/rota", home).await.ok();
        assert_eq!(refused["refused"][0]["code"], "held_at_office");
        assert_eq!(self.budi().await.get(&format!("/api/cases/{case}")).await.ok()["line"]["stage"], "at_office");
    }

    /// The order has its end: nobody has to do anything for Budi to work from home again.
    async fn back_home(&self, case: &str, to: Day) {
        self.app.to(to.plus(1).at(1, &wib())).await;
        assert_eq!(self.budi().await.get(&format!("/api/cases/{case}")).await.ok()["line"]["stage"], "ended");
        let next = (1..8).map(|offset| to.plus(offset)).find(|on| (3..=5).contains(&on.weekday())).unwrap();
        self.app.to(next.plus(-1).at(20 * 60, &wib())).await;
        self.app.to(next.at(7 * 60 + 20, &wib())).await;
        let today = self.budi().await.get("/api/today").await.ok();
        assert_eq!((today["mode"].as_str(), &today["office_until"]), (Some("home"), &Value::Null));
        assert!(self.pool(next).await.contains(&self.budi_id), "and is in the draw again");
    }
}
