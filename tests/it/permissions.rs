//! Every route as nobody, as the wrong person, from another site, and as the right person: a row for each, and no route
//! without a row. What is refused must also leave the database as it was.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use reqwest::Method;
use serde_json::{Value, json};
use sidak::{
    api::{PERMISSIONS, Permission},
    flow::{self, House},
    shape::{Place, PlaceKind},
    signal::wire::{FromClient, ReceiptKind},
    store::{Db, cases, programmes},
};
use sidak_core::{
    check::{Receipt, Side},
    ids::{AttemptId, CaseId, CheckId, DeviceId, PersonId, ProgrammeId},
    programme::PublicEntropy,
    review::CaseState,
    time::{DAY, Moment},
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::draws::{committed_to_a_published_round, published_round};
use crate::support::{
    MONDAY, TestApp,
    agency::{
        ADMIN, AUDITOR, COLLEAGUE, DEPUTY, DEPUTYS, EMPLOYEE, EMPLOYEE_B, HEAD, HEAD_B, LEADER, PROGRAMME, SUPERVISOR, SUPERVISOR_B,
        UNIT_A, row, waiting_programme,
    },
    at,
    pages::{Answer, Client, dial, uuid},
    schema::Document,
};

const PASSWORD: &str = "kata sandi yang panjang";
const TODAY: &str = "2026-06-24";
/// A day whose draw waits for officials, in two further programmes.
const SATURDAY: &str = "2026-06-27";
const DICE: ProgrammeId = ProgrammeId(Uuid::from_u128(0x7d1));
const DRAND: ProgrammeId = ProgrammeId(Uuid::from_u128(0x7d2));
const TOMORROW: &str = "2026-06-25";
/// The device of the check that was called.
const PHONE: DeviceId = DeviceId(Uuid::from_u128(0xd0));

/// A point of the curve (RFC 8291, appendix A).
const BROWSER_KEY: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

enum Body {
    None,
    Json(Value),
    File(&'static str, &'static str),
    /// The token of a preview that the same person has just asked for.
    Preview,
}

struct Route {
    method: Method,
    /// As the table of permissions writes it.
    path: &'static str,
    url: String,
    body: Body,
    /// `None`: nobody need sign in.
    right: Option<PersonId>,
    wrong: Vec<PersonId>,
}

impl Route {
    fn url(mut self, url: impl Into<String>) -> Self {
        self.url = url.into();
        self
    }

    fn of(self, id: Uuid) -> Self {
        let url = self.path.replace("{id}", &id.to_string());
        self.url(url)
    }

    fn json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    fn not(mut self, wrong: &[PersonId]) -> Self {
        self.wrong = wrong.to_vec();
        self
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.url)
    }

    async fn ask(&self, client: &Client) -> Answer {
        match &self.body {
            Body::None => client.send(self.method.clone(), &self.url, None).await,
            Body::Json(body) => client.send(self.method.clone(), &self.url, Some(body)).await,
            Body::File(name, text) => client.upload(&self.url, name, text.as_bytes().to_vec()).await,
            Body::Preview => {
                let preview = client.upload("/api/staff/import", "pegawai.csv", STAFF.as_bytes().to_vec()).await;
                let token = preview.body["token"].as_str().unwrap_or("none").to_owned();
                client.send(self.method.clone(), &self.url, Some(&json!({ "token": token }))).await
            }
        }
    }
}

fn route(method: &str, path: &'static str, right: impl Into<Option<PersonId>>) -> Route {
    let method = method.parse().unwrap();
    Route { method, path, url: path.to_owned(), body: Body::None, right: right.into(), wrong: Vec::new() }
}

const STAFF: &str = "NIP;Nama;Unit kerja;NIP atasan;Kategori\n199001012015011001;Yanti Permana;Dinas Contoh;-;administrasi\n";
const ROTA: &str = "NIP;Tanggal;Keterangan\n198503122009011259;2026-07-01;WFO\n";

/// An agency with something to see and to do behind every route.
struct World {
    app: TestApp,
    clients: HashMap<PersonId, Client>,
    code: String,
    /// Over; its verdict is awaited.
    called: CheckId,
    /// Its supervisor is asked now.
    prompted: CheckId,
    /// As that, in another team.
    handed: CheckId,
    /// The employee may reply.
    noticed: CaseId,
    /// An official may decide.
    replied: CaseId,
    /// A status that the employee has entered.
    status: Uuid,
}

impl World {
    async fn make() -> Self {
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

    fn client(&self, person: Option<PersonId>) -> Client {
        person.map_or_else(|| Client::nobody(&self.app.base()), |person| self.clients[&person].clone())
    }

    fn routes(&self) -> Vec<Route> {
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

/// All rows of all tables but those that change by mere looking.
async fn contents(house: &House) -> BTreeMap<String, Vec<String>> {
    let Db::Sqlite { read, .. } = &house.db else { unreachable!("tests run on SQLite") };
    let tables: Vec<String> = sqlx::query_scalar("select name from sqlite_master where type = 'table' order by name").fetch_all(read).await.unwrap();
    let mut all = BTreeMap::new();
    for table in tables.into_iter().filter(|table| !["heartbeat", "sessions", "tickets"].contains(&table.as_str())) {
        let columns: Vec<String> =
            sqlx::query_scalar("select 'quote(\"' || name || '\")' from pragma_table_info($1)").bind(&table).fetch_all(read).await.unwrap();
        let sql = format!("select {} from \"{table}\" order by 1", columns.join(" || ',' || "));
        all.insert(table, sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(read).await.unwrap());
    }
    all
}

fn written() -> BTreeSet<(String, String)> {
    let paths = Document::ours().0["paths"].as_object().unwrap();
    let methods = |path: &String, item: &Value| -> Vec<(String, String)> {
        item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())).collect()
    };
    paths.iter().flat_map(|(path, item)| methods(path, item)).collect()
}

#[test]
fn the_table_and_the_document_speak_of_the_same_routes() {
    let table: BTreeSet<(String, String)> = PERMISSIONS.iter().map(|(method, path, _)| ((*method).into(), (*path).into())).collect();
    assert_eq!(table.len(), PERMISSIONS.len(), "a route twice");
    assert_eq!(table, written());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_is_for_whom_it_says_and_for_nobody_else() {
    let world = World::make().await;
    let routes = world.routes();
    let rows: BTreeSet<(String, String)> = routes.iter().map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    assert_eq!(rows, written(), "every route has a row here");
    let before = contents(&world.app.house).await;
    nobody_gets_in(&world, &routes).await;
    the_wrong_person_gets_nothing(&world, &routes).await;
    other_sites_get_nothing(&world, &routes).await;
    assert_eq!(contents(&world.app.house).await, before, "a refused request changed something");
    head_is_a_get_without_a_body(&world, &routes).await;
    the_right_person_gets_through(&world, &routes).await;
    assert_ne!(contents(&world.app.house).await, before, "and an allowed one changes what it should");
}

async fn nobody_gets_in(world: &World, routes: &[Route]) {
    let nobody = world.client(None);
    let forged = Client { cookie: Some("sidak=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into()), ..nobody.clone() };
    for route in routes {
        let permission = PERMISSIONS.iter().find(|(method, path, _)| route.method == *method && route.path == *path).unwrap().2;
        assert_eq!(permission == Permission::Public, route.right.is_none(), "{}", route.name());
        if permission != Permission::Public {
            route.ask(&nobody).await.refused(401, "not_signed_in");
            route.ask(&forged).await.refused(401, "not_signed_in");
        }
    }
}

async fn the_wrong_person_gets_nothing(world: &World, routes: &[Route]) {
    for route in routes {
        for wrong in &route.wrong {
            let answer = route.ask(&world.client(Some(*wrong))).await;
            let who = row(*wrong).name;
            assert!([403, 404].contains(&answer.status), "{} as {who}: {} {}", route.name(), answer.status, answer.text);
        }
    }
}

async fn other_sites_get_nothing(world: &World, routes: &[Route]) {
    for route in routes.iter().filter(|route| !route.method.is_safe()) {
        for site in [Some("cross-site"), Some("same-site"), None] {
            let client = Client { site, ..world.client(route.right) };
            let answer = route.ask(&client).await;
            assert_eq!((answer.status, answer.code()), (403, "cross_site"), "{} from {site:?}: {}", route.name(), answer.text);
        }
    }
}

async fn head_is_a_get_without_a_body(world: &World, routes: &[Route]) {
    // A socket is no page: it opens by GET alone.
    for route in routes.iter().filter(|route| route.method == Method::GET && route.path != "/api/socket") {
        for client in [world.client(None), world.client(route.right), world.client(route.wrong.first().copied())] {
            let (get, head) = (route.ask(&client).await, client.send(Method::HEAD, &route.url, None).await);
            assert_eq!((head.status, head.text.as_str()), (get.status, ""), "HEAD {}", route.url);
        }
    }
}

async fn the_right_person_gets_through(world: &World, routes: &[Route]) {
    for route in routes {
        let answer = route.ask(&world.client(route.right)).await;
        let wanted = match route.path {
            // Through the guard to the handler, which does not know this ticket.
            "/api/session/ticket" => 401,
            "/api/rings/{attempt}/receipts" => 404,
            // The handler wants a socket; sockets have a test of their own.
            "/api/socket" => 400,
            _ => 200,
        };
        assert_eq!(answer.status, wanted, "{}: {}", route.name(), answer.text);
        if wanted == 200 {
            Document::ours().answers(route.method.as_str(), route.path, &answer.body).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_opens_for_a_signed_in_page_of_this_very_site() {
    let app = TestApp::new().await.serve().await;
    let employee = app.client(EMPLOYEE).await;
    let own = app.base();
    let status = |result: Result<_, tokio_tungstenite::tungstenite::Error>| match result {
        Ok(_) => 101,
        Err(tokio_tungstenite::tungstenite::Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
    };
    for origin in [None, Some("http://jahat.example"), Some("null"), Some("http://localhost"), Some(own.replace("127.0.0.1", "127.0.0.2").as_str())] {
        assert_eq!(status(dial(&employee, origin).await), 403, "{origin:?}");
    }
    assert_eq!(status(dial(&Client::nobody(&own), Some(&own)).await), 401);
    assert_eq!(status(dial(&employee, Some(&own)).await), 101);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_show_only_what_is_in_reach() {
    let world = World::make().await;
    let names = |answer: Answer, field: &str| -> BTreeSet<String> {
        let rows = if field.is_empty() { answer.ok() } else { answer.ok()[field].clone() };
        rows.as_array().unwrap().iter().map(|row| row["person"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let set = |people: &[PersonId]| people.iter().map(|person| row(*person).name).collect::<BTreeSet<_>>();
    let unit_a = set(&[HEAD, SUPERVISOR, EMPLOYEE, COLLEAGUE, DEPUTY, DEPUTYS]);
    assert_eq!(names(world.client(Some(HEAD)).get("/api/staff").await, "people"), unit_a);
    assert_eq!(names(world.client(Some(AUDITOR)).get("/api/staff").await, "people").len(), 12);
    assert_eq!(names(world.client(Some(HEAD_B)).get("/api/cases").await, ""), set(&[]));
    assert_eq!(names(world.client(Some(HEAD)).get("/api/cases").await, ""), set(&[EMPLOYEE, COLLEAGUE]));
    assert_eq!(names(world.client(Some(EMPLOYEE)).get("/api/cases").await, ""), set(&[EMPLOYEE]));
    assert_eq!(names(world.client(Some(SUPERVISOR)).get("/api/cases").await, ""), set(&[]));
    let rota = format!("/api/rota?unit={}", UNIT_A.0);
    assert_eq!(names(world.client(Some(SUPERVISOR)).get(&rota).await, "rows"), set(&[EMPLOYEE, COLLEAGUE]));
    assert_eq!(names(world.client(Some(EMPLOYEE)).get("/api/rota/mine").await, "rows"), set(&[EMPLOYEE]));
    let desk = world.client(Some(SUPERVISOR)).get("/api/desk").await;
    for private in [row(EMPLOYEE).home_address, row(EMPLOYEE).nip, row(EMPLOYEE).phone] {
        assert!(!desk.text.contains(&private), "the desk shows {private}");
    }
}

/// What the socket takes concerns the people of a check alone: to anybody else it is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_socket_too_a_check_is_there_for_its_own_people_only() {
    let app = TestApp::new().await.serve().await;
    let (mut desk, mut phone) = (app.page(SUPERVISOR).await, app.page(EMPLOYEE).await);
    let check = app.due_check().await;
    app.to(app.now()).await;
    desk.until("a prompt", |now| now["prompts"][0]["until"].is_i64()).await;
    desk.done(|id| FromClient::Start { id, check: check.0 }).await;
    let attempt = uuid(&phone.until("a ring", |now| now["ring"].is_object()).await["ring"]["attempt"]);
    // So that the receipt of its own arrival is on the record before we look.
    desk.until("the ring's first receipt", |now| now["calls"][0]["ladder"]["devices"][0]["sent"].is_i64()).await;
    let before = contents(&app.house).await["facts"].clone();
    let place = || Place { kind: PlaceKind::Home, words: String::new() };
    let requests: [&dyn Fn(u32) -> FromClient; 6] = [
        &|id| FromClient::Start { id, check: check.0 },
        &|id| FromClient::Answer { id, attempt },
        &|id| FromClient::Decline { id, attempt, reason: "Rapat.".into() },
        &|id| FromClient::Declare { id, check: check.0, place: place() },
        &|id| FromClient::Offer { id, check: check.0, sdp: "v=0".into(), take: false },
        &|id| FromClient::HangUp { id, check: check.0 },
    ];
    for stranger in [COLLEAGUE, EMPLOYEE_B, DEPUTY, SUPERVISOR_B, HEAD, ADMIN] {
        let mut page = app.page(stranger).await;
        assert_eq!((&page.now["ring"], &page.now["prompts"], &page.now["calls"]), (&Value::Null, &json!([]), &json!([])));
        for request in requests {
            let reply = page.ask(request).await;
            assert_eq!(reply["code"], "not_found", "{:?} as {}", request(0), row(stranger).name);
        }
        page.say(&FromClient::Receipt { attempt, kind: ReceiptKind::Audible }).await;
        page.say(&FromClient::Peer { check: check.0, body: json!({ "kind": "text", "text": "halo" }) }).await;
        page.until_error("not_in_call").await;
    }
    // Nor does one side act for the other.
    assert_eq!(phone.ask(requests[0]).await["code"], "not_found");
    assert_eq!(desk.ask(requests[1]).await["code"], "not_found");
    assert_eq!(contents(&app.house).await["facts"], before, "none of it left a trace");
    phone.done(requests[1]).await;
}

/// By unit, outside the reporting line; and by the line, without a role. The rota says beforehand whose they may be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unit_heads_and_officials_of_the_line_enter_absences() {
    let world = World::make().await;
    let (admin, chosen) = (world.client(Some(ADMIN)), world.client(Some(DEPUTYS)));
    let entry = |person: PersonId, hour| {
        json!({ "person": person.0, "kind": "leave", "from": at(TOMORROW, hour, 0).millis(), "to": at(TOMORROW, hour + 1, 0).millis() })
    };
    let rows = async |client: &Client, unit: Uuid| -> BTreeMap<String, bool> {
        let week = client.get(&format!("/api/rota?unit={unit}")).await.ok();
        let of = |row: &Value| (row["person"]["name"].as_str().unwrap().to_owned(), row["may_enter_absence"].as_bool().unwrap());
        week["rows"].as_array().unwrap().iter().map(of).collect()
    };
    chosen.post("/api/absences", entry(EMPLOYEE_B, 9)).await.refused(404, "not_found");
    let unit_b = crate::support::agency::UNIT_B.0;
    admin.post("/api/roles", json!({ "person": DEPUTYS.0, "role": "unit_head", "unit": unit_b })).await.ok();
    let entered = chosen.post("/api/absences", entry(EMPLOYEE_B, 9)).await.ok();
    chosen.post("/api/absences", entry(EMPLOYEE, 9)).await.refused(404, "not_found");
    assert!(rows(&chosen, unit_b).await.values().all(|may| *may));
    // What one official has entered, another takes back.
    let taken = world.client(Some(SUPERVISOR_B)).send(Method::DELETE, &format!("/api/absences/{}", uuid(&entered[0]["id"])), None).await.ok();
    assert!(taken[0]["withdrawn_at"].is_i64());

    let head = world.client(Some(HEAD));
    let own = row(HEAD).name;
    assert_eq!(rows(&head, UNIT_A.0).await.into_iter().filter(|(_, may)| !may).map(|(name, _)| name).collect::<Vec<_>>(), [own]);
    admin.send(Method::DELETE, "/api/roles", Some(&json!({ "person": HEAD.0, "role": "unit_head", "unit": UNIT_A.0 }))).await.ok();
    let line: Vec<String> = [SUPERVISOR, EMPLOYEE, COLLEAGUE, DEPUTY, DEPUTYS].map(|id| row(id).name).into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    assert_eq!(rows(&head, UNIT_A.0).await, line.into_iter().map(|name| (name, true)).collect(), "the whole line, and nobody else");
    head.post("/api/absences", entry(DEPUTYS, 9)).await.ok();
    assert!(rows(&world.client(Some(AUDITOR)), UNIT_A.0).await.values().all(|may| !may));
}
