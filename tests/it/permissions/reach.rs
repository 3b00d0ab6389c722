//! What is in whose reach beyond the routes: sockets, lists, absences.

use super::*;

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
