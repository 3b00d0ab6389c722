//! Every route as nobody, as the wrong person, from another site, and as the right person: a row for each, and no route
//! without a row. What is refused must also leave the database as it was.

mod reach;
mod world;

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

use world::World;

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
