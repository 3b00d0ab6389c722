//! Two real pages of which one goes away in mid-call.

use super::*;

/// A call of two real pages with picture and sound, past the time to get ready, in which nobody is missed yet.
struct Talk {
    app: TestApp,
    check: CheckId,
    supervisor: Page,
    employee: Page,
    peers: Vec<Peer>,
}

impl Talk {
    async fn begin() -> Self {
        let app = TestApp::new().await.serve().await;
        let (mut supervisor, mut employee) = (open(&app, Supervisor).await, open(&app, Employee).await);
        let check = app.due_check().await;
        app.to(app.now()).await;
        supervisor.until("a prompt", |now| now["prompts"][0]["until"].is_i64()).await;
        supervisor.done(|id| FromClient::Start { id, check: check.0 }).await;
        let attempt = uuid(&employee.until("a ring", |now| now["ring"].is_object()).await["ring"]["attempt"]);
        employee.done(|id| FromClient::Answer { id, attempt }).await;
        let peers = vec![join(&mut supervisor, check).await, join(&mut employee, check).await];
        let all = |now: &Value| ["employee_media", "supervisor_media"].iter().all(|side| now["calls"][0][side] == json!({ "audio": true, "video": true }));
        supervisor.until("picture and sound of both", all).await;
        app.pass(10 * SECOND).await;
        Self { app, check, supervisor, employee, peers }
    }

    /// A browser is closed: its camera and its page are gone. Answers once the other end sees it.
    async fn goes(&mut self, gone: Side) {
        let peer = self.peers.remove(usize::from(gone == Employee));
        peer.close().await.unwrap();
        if gone == Employee { &mut self.employee } else { &mut self.supervisor }.hang().await;
        self.other(gone).until("the other end lost", |now| now["calls"][0]["lost"] == word(gone)).await;
    }

    fn other(&mut self, side: Side) -> &mut Page {
        if side == Employee { &mut self.supervisor } else { &mut self.employee }
    }

    async fn state(&self) -> &'static str {
        name(&self.app.check(self.check).await.state)
    }

    async fn end(self) {
        for peer in self.peers {
            peer.close().await.unwrap();
        }
    }
}

/// Each side on its own browser, also when it comes back.
async fn open(app: &TestApp, side: Side) -> Page {
    let (person, device) = if side == Employee { (EMPLOYEE, PHONE) } else { (SUPERVISOR, LAPTOP) };
    Page::open_on(&app.client(person).await, "Chrome, Android", device.0).await
}

const fn word(side: Side) -> &'static str {
    if let Employee = side { "employee" } else { "supervisor" }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_goes_away_in_a_call_is_missed_and_then_the_call_is_over() {
    for gone in [Employee, Supervisor] {
        let mut talk = Talk::begin().await;
        talk.goes(gone).await;
        talk.app.pass(19 * SECOND).await;
        assert_eq!(talk.state().await, "answered");
        talk.app.pass(SECOND).await;
        assert_eq!(talk.state().await, "closing");
        talk.other(gone).until("no running call", |now| now["calls"][0]["phase"].is_null() || now["calls"][0]["phase"] == "closing").await;
        talk.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_comes_back_in_time_goes_on_with_the_call() {
    for gone in [Employee, Supervisor] {
        let mut talk = Talk::begin().await;
        talk.goes(gone).await;
        talk.app.pass(19 * SECOND).await;
        let mut back = open(&talk.app, gone).await;
        back.until("the call here", |now| now["calls"][0]["here"] == true).await;
        talk.peers.push(join(&mut back, talk.check).await);
        talk.other(gone).until("nobody lost", |now| now["calls"][0]["lost"].is_null()).await;
        talk.app.pass(MINUTE).await;
        assert_eq!(talk.state().await, "answered");
        talk.end().await;
    }
}
