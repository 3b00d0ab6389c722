//! An agency with something to see and to do behind every route, and the row of each route.

use super::*;

/// An agency with something to see and to do behind every route.
pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) clients: HashMap<PersonId, Client>,
    pub(super) code: String,
    /// Over; its verdict is awaited.
    pub(super) called: CheckId,
    /// Its supervisor is asked now.
    pub(super) prompted: CheckId,
    /// As that, in another team.
    pub(super) handed: CheckId,
    /// The employee may reply.
    pub(super) noticed: CaseId,
    /// An official may decide.
    pub(super) replied: CaseId,
    /// A status that the employee has entered.
    pub(super) status: Uuid,
}

impl World {
    pub(super) async fn make() -> Self {
        let app = TestApp::new().await.serve().await;
        let version = {
            let mut tx = app.house.db.read().await.unwrap();
            programmes::latest(&mut tx, PROGRAMME).await.unwrap().unwrap()
        };
        flow::plan::make(&app.house, &version, app.today()).await.unwrap();
        let dice = waiting_programme(&app.house, DICE, PublicEntropy::Dice).await;
        flow::plan::make(&app.house, &dice, app.today().plus(5)).await.unwrap();
        let drand = waiting_programme(&app.house, DRAND, PublicEntropy::Drand).await;
        committed_to_a_published_round(&app.house, &drand, SATURDAY).await;
        app.to(at(TODAY, 9, 0)).await;
        app.ready().await;
        let called = app.due_check().await;
        let handed = app.check_of(DEPUTYS, DEPUTY, app.now(), app.now().plus(DAY)).await;
        app.to(app.now()).await;
        call(&app, called).await;
        let prompted = app.check_of(COLLEAGUE, SUPERVISOR, app.now(), app.now().plus(DAY)).await;
        app.to(app.now()).await;
        // The supervisor is in a check already.
        let deputy = vec![sidak::shape::desk::Deputy { person: HEAD.0, from: TODAY.into(), to: TODAY.into() }];
        flow::desk::set_deputies(&app.house, DEPUTY, deputy).await.unwrap();
        let noticed = case(&app, EMPLOYEE, |now| CaseState::Noticed { reply_until: now.plus(DAY), decide_by: now.plus(2 * DAY) }).await;
        let replied = case(&app, COLLEAGUE, |now| CaseState::Replied { at: now, decide_by: now.plus(DAY) }).await;
        let code = flow::staff::first_admin(&app.house, &row(ADMIN).nip).await.unwrap();
        let mut clients = HashMap::new();
        for (person, ..) in crate::support::agency::PEOPLE {
            clients.insert(person, app.client(person).await);
        }
        let at = |hour| self::at(TOMORROW, hour, 0).millis();
        let status = json!({ "kind": "prayer", "from": at(12), "to": at(13) });
        let status = uuid(&clients[&EMPLOYEE].post("/api/absences", status).await.ok()[0]["id"]);
        Self { app, clients, code, called, prompted, handed, noticed, replied, status }
    }

    pub(super) fn client(&self, person: Option<PersonId>) -> Client {
        person.map_or_else(|| Client::nobody(&self.app.base()), |person| self.clients[&person].clone())
    }

    pub(super) fn routes(&self) -> Vec<Route> {
        [self.public_and_own(), self.hours(), self.checks_and_desk(), self.rota_and_staff(), self.programmes_and_dashboard(), leaving()]
            .into_iter()
            .flatten()
            .collect()
    }

    fn public_and_own(&self) -> Vec<Route> {
        let name = row(ADMIN).nip;
        let proof = format!("/api/draws/{}/{MONDAY}/proof", PROGRAMME.0);
        let ticket = json!({ "ticket": "unknown" });
        let ring = format!("/api/rings/{}/receipts", self.called.0);
        let subscription = json!({ "endpoint": "https://push.invalid/x", "p256dh": BROWSER_KEY, "auth": "BTBZMqHH6r4Tts7J_aSIgg" });
        let place = json!({ "place": { "kind": "home" }, "tests": [] });
        vec![
            route("POST", "/api/activation", None).json(json!({ "name": name, "code": self.code, "password": PASSWORD })),
            route("POST", "/api/session", None).json(json!({ "name": name, "password": PASSWORD })),
            route("POST", "/api/session/ticket", None).json(ticket),
            // Through the guard to the handler, which did not make this token.
            route("POST", "/api/rings/{attempt}/receipts", None).url(ring).json(json!({ "token": "unknown" })),
            route("GET", "/api/draws", None),
            route("GET", "/api/openapi.json", None),
            route("GET", "/healthz", None),
            route("GET", "/readyz", None),
            route("GET", "/metrics", None),
            route("GET", "/api/me", EMPLOYEE),
            route("GET", "/api/socket", EMPLOYEE),
            route("GET", "/api/push/key", EMPLOYEE),
            route("PUT", "/api/push/devices/{id}", EMPLOYEE).of(PHONE.0).json(subscription).not(&[COLLEAGUE, SUPERVISOR, ADMIN]),
            route("POST", "/api/push/devices/{id}/test", EMPLOYEE).of(PHONE.0).not(&[COLLEAGUE, SUPERVISOR, ADMIN]),
            route("DELETE", "/api/push/devices/{id}", EMPLOYEE).of(PHONE.0).not(&[COLLEAGUE, SUPERVISOR, ADMIN]),
            route("GET", "/api/today", EMPLOYEE),
            route("POST", "/api/today/start", EMPLOYEE).json(place),
            route("POST", "/api/today/tests", EMPLOYEE).json(json!({ "device": PHONE.0, "tests": [] })),
            route("POST", "/api/today/finish", EMPLOYEE),
            route("GET", "/api/record", EMPLOYEE),
            route("GET", "/api/draws/mine", EMPLOYEE).url(format!("/api/draws/mine?day={MONDAY}")),
            // A proof is one's own; who was not in the draw has none.
            route("GET", "/api/draws/{programme}/{day}/proof", EMPLOYEE).url(proof).not(&[SUPERVISOR, ADMIN]),
            route("GET", "/api/draws/{programme}/{day}/bundle", AUDITOR)
                .url(format!("/api/draws/{}/{MONDAY}/bundle", PROGRAMME.0))
                .not(&[EMPLOYEE, SUPERVISOR, HEAD, LEADER, ADMIN]),
            route("GET", "/api/draws/awaiting", ADMIN).not(&[EMPLOYEE, SUPERVISOR, HEAD, LEADER]),
            route("POST", "/api/draws/{programme}/{day}/dice", ADMIN)
                .url(format!("/api/draws/{}/{SATURDAY}/dice", DICE.0))
                .json(json!({ "digits": "12345612345612345612" }))
                .not(&[EMPLOYEE, SUPERVISOR, HEAD, LEADER]),
            route("POST", "/api/draws/{programme}/{day}/drand", AUDITOR)
                .url(format!("/api/draws/{}/{SATURDAY}/drand", DRAND.0))
                .json(published_round())
                .not(&[EMPLOYEE, SUPERVISOR, HEAD, LEADER]),
            route("GET", "/api/rota/mine", EMPLOYEE),
            route("GET", "/api/cases", EMPLOYEE),
        ]
    }

    fn hours(&self) -> Vec<Route> {
        let strangers = [EMPLOYEE_B, SUPERVISOR_B, HEAD_B, COLLEAGUE, DEPUTY, AUDITOR];
        let at = |hour| at(TOMORROW, hour, 0).millis();
        let entry = |kind: &str, from, to| json!({ "person": EMPLOYEE.0, "kind": kind, "from": at(from), "to": at(to), "words": "Mengurus dokumen." });
        vec![
            route("GET", "/api/absences", SUPERVISOR).url(format!("/api/absences?person={}", EMPLOYEE.0)).not(&strangers),
            route("POST", "/api/absences", SUPERVISOR).json(entry("leave", 14, 16)).not(&strangers),
            route("POST", "/api/absences", HEAD).json(entry("official_meeting", 9, 10)).not(&strangers),
            route("POST", "/api/absences", ADMIN).json(entry("permission", 10, 11)).not(&strangers),
            route("DELETE", "/api/absences/{id}", EMPLOYEE).of(self.status).not(&strangers),
            route("POST", "/api/shift", EMPLOYEE).json(json!({ "minutes": 30, "standing": true })),
            route("GET", "/api/calendar", SUPERVISOR).not(&[EMPLOYEE]),
        ]
    }

    fn checks_and_desk(&self) -> Vec<Route> {
        let strangers = [EMPLOYEE_B, SUPERVISOR_B, HEAD_B];
        let not_asked = [EMPLOYEE_B, EMPLOYEE, SUPERVISOR_B, HEAD, HEAD_B, LEADER, AUDITOR, ADMIN];
        let hand_over = json!({ "to": HEAD.0, "reason": "Rapat." });
        let decision = json!({ "keep": true, "words": "Alasannya jelas." });
        vec![
            route("GET", "/api/checks/{id}", EMPLOYEE).of(self.called.0).not(&[&strangers[..], &[COLLEAGUE, DEPUTY]].concat()),
            route("POST", "/api/checks/{id}/verdict", SUPERVISOR)
                .of(self.called.0)
                .json(json!({ "verdict": "as_declared" }))
                .not(&[&not_asked[..], &[DEPUTY]].concat()),
            route("POST", "/api/checks/{id}/handover", DEPUTY).of(self.handed.0).json(hand_over).not(&not_asked),
            route("POST", "/api/checks/{id}/defer", SUPERVISOR)
                .of(self.prompted.0)
                .json(json!({ "minutes": 5, "reason": "Rapat." }))
                .not(&[&not_asked[..], &[DEPUTY]].concat()),
            route("GET", "/api/cases/{id}", EMPLOYEE).of(self.noticed.0).not(&[&strangers[..], &[COLLEAGUE, SUPERVISOR]].concat()),
            route("POST", "/api/cases/{id}/reply", EMPLOYEE)
                .of(self.noticed.0)
                .json(json!({ "words": "Saya sedang rapat." }))
                .not(&[&strangers[..], &[COLLEAGUE, SUPERVISOR, HEAD, ADMIN, AUDITOR]].concat()),
            route("POST", "/api/cases/{id}/decision", HEAD)
                .of(self.replied.0)
                .json(decision)
                .not(&[&strangers[..], &[COLLEAGUE, SUPERVISOR, AUDITOR]].concat()),
            // Outside the own line nobody is called, nor is it told that there is such a person.
            route("POST", "/api/checks", SUPERVISOR_B)
                .json(json!({ "person": EMPLOYEE_B.0, "reason": "Berkas rapat belum masuk." }))
                .not(&[EMPLOYEE, EMPLOYEE_B, SUPERVISOR, DEPUTY, HEAD, ADMIN, AUDITOR]),
            route("GET", "/api/desk", SUPERVISOR).not(&[EMPLOYEE, AUDITOR]),
            route("GET", "/api/deputies", SUPERVISOR).not(&[EMPLOYEE, AUDITOR]),
            route("PUT", "/api/deputies", SUPERVISOR).json(json!([])).not(&[EMPLOYEE, AUDITOR]),
            route("GET", "/api/deputies/candidates", SUPERVISOR).not(&[EMPLOYEE, AUDITOR]),
            route("GET", "/api/duty", SUPERVISOR).not(&[EMPLOYEE, AUDITOR]),
            route("PUT", "/api/duty", SUPERVISOR).json(json!([{ "from": "2026-08-03", "to": "2026-08-05" }])).not(&[EMPLOYEE, AUDITOR]),
        ]
    }

    fn rota_and_staff(&self) -> Vec<Route> {
        let unit = UNIT_A.0;
        let cannot_write = [EMPLOYEE, EMPLOYEE_B, SUPERVISOR, SUPERVISOR_B, HEAD_B, AUDITOR];
        let change = json!({ "changes": [{ "person": EMPLOYEE.0, "day": "2026-07-02", "mode": "office" }] });
        let copy = json!({ "unit": unit, "from": "2026-06-22", "to": "2026-07-06", "weeks": 1 });
        let role = json!({ "person": DEPUTY.0, "role": "unit_head", "unit": unit });
        let not_admin = [EMPLOYEE, SUPERVISOR, HEAD, LEADER, AUDITOR];
        vec![
            route("GET", "/api/units", SUPERVISOR).not(&[EMPLOYEE]),
            route("GET", "/api/rota", HEAD).url(format!("/api/rota?unit={unit}")).not(&[EMPLOYEE, EMPLOYEE_B, SUPERVISOR_B, HEAD_B]),
            route("PUT", "/api/rota", HEAD).json(change).not(&cannot_write),
            route("POST", "/api/rota/copy", HEAD).json(copy).not(&cannot_write),
            route("POST", "/api/rota/csv", HEAD).body(Body::File("jadwal.csv", ROTA)).not(&cannot_write),
            route("GET", "/api/staff", HEAD).url(format!("/api/staff?unit={unit}")).not(&[EMPLOYEE, SUPERVISOR, HEAD_B]),
            route("POST", "/api/staff/activation", HEAD).url(format!("/api/staff/activation?unit={unit}")).not(&cannot_write),
            route("PUT", "/api/staff/{id}/needs", ADMIN)
                .url(format!("/api/staff/{}/needs", EMPLOYEE.0))
                .json(json!({ "voice_only": true, "by_text": false, "extra_seconds": 60, "reason": "Surat keterangan." }))
                .not(&not_admin),
            route("POST", "/api/staff/import", ADMIN).body(Body::File("pegawai.csv", STAFF)).not(&not_admin),
            route("POST", "/api/staff/import/confirm", ADMIN).body(Body::Preview).not(&not_admin),
            route("GET", "/api/roles", AUDITOR).not(&[EMPLOYEE, SUPERVISOR, HEAD, LEADER]),
            route("POST", "/api/roles", ADMIN).json(role.clone()).not(&not_admin),
            route("DELETE", "/api/roles", ADMIN).json(role).not(&not_admin),
        ]
    }

    fn programmes_and_dashboard(&self) -> Vec<Route> {
        let toml = crate::support::agency::policy().to_toml().unwrap();
        let id = PROGRAMME.0;
        let nobody_special = [EMPLOYEE, SUPERVISOR];
        let not_admin = [EMPLOYEE, SUPERVISOR, HEAD, LEADER, AUDITOR];
        vec![
            route("GET", "/api/presets", HEAD).not(&nobody_special),
            route("GET", "/api/programmes", AUDITOR).not(&nobody_special),
            route("GET", "/api/programmes/{id}/versions/{version}", LEADER)
                .url(format!("/api/programmes/{id}/versions/1"))
                .not(&nobody_special),
            route("POST", "/api/programmes/check", ADMIN).json(json!({ "toml": toml })).not(&not_admin),
            route("POST", "/api/programmes/outlook", ADMIN)
                .json(json!({ "toml": toml, "staff_per_supervisor": 10, "wfh_days_per_week": 2.5 }))
                .not(&not_admin),
            route("PUT", "/api/programmes/{id}", ADMIN).of(id).json(json!({ "toml": toml, "based_on": 1 })).not(&not_admin),
            route("POST", "/api/programmes", ADMIN).json(json!({ "toml": toml })).not(&not_admin),
            route("GET", "/api/watch", AUDITOR).not(&[EMPLOYEE, SUPERVISOR, HEAD, ADMIN, LEADER]),
            route("GET", "/api/dashboard", LEADER).url("/api/dashboard?range=month").not(&nobody_special),
            route("GET", "/api/dashboard/units/{id}", LEADER).of(UNIT_A.0).not(&[EMPLOYEE, SUPERVISOR, HEAD_B]),
            route("GET", "/api/dashboard/people/{id}", LEADER).of(EMPLOYEE.0).not(&[EMPLOYEE_B, SUPERVISOR, HEAD_B]),
            route("GET", "/api/dashboard/tables/{table}", LEADER).url("/api/dashboard/tables/units.csv").not(&nobody_special),
        ]
    }
}

/// Last, because afterwards nobody is signed in.
fn leaving() -> Vec<Route> {
    vec![route("DELETE", "/api/session", EMPLOYEE), route("DELETE", "/api/sessions", COLLEAGUE)]
}

/// From the prompt to the end of the call.
async fn call(app: &TestApp, check: CheckId) {
    let house = &app.house;
    let attempt: AttemptId = flow::ring::start(house, check, SUPERVISOR).await.unwrap();
    flow::ring::meet_device(house, EMPLOYEE, PHONE, "Chrome, Android").await.unwrap();
    flow::ring::received(house, EMPLOYEE, attempt, PHONE, Receipt::Audible).await.unwrap();
    flow::ring::answer(house, EMPLOYEE, attempt, PHONE).await.unwrap();
    flow::call::hang_up(house, check, Side::Supervisor).await.unwrap();
}

async fn case(app: &TestApp, person: PersonId, state: impl Fn(Moment) -> CaseState) -> CaseId {
    let index = json!({
        "day": TODAY, "enough": true, "counted": 5, "available": 1, "missed": 4, "min_checks": 5, "floor": 0.8, "estimate": 0.5,
        "band50": null, "band80": null, "band95": null, "below_floor": 0.9, "parts": [],
    });
    let opening = json!({ "index": index, "reasons": [], "answers_needed": 3, "probability": 0.9 }).to_string();
    let now = app.now();
    let id = CaseId(app.house.fresh().unwrap());
    let row = cases::Case { id, person, programme: PROGRAMME, policy_version: 1, state: state(now), opened: now, opening };
    let mut tx = app.house.db.begin().await.unwrap();
    cases::insert(&mut tx, &row, None).await.unwrap();
    tx.commit().await.unwrap();
    id
}
