//! The small steps that the story takes again and again.

use super::*;

impl Story {
    /// Until the supervisor is asked; a busy one is asked a minute later.
    pub(super) async fn due(&self, id: CheckId) {
        for _ in 0..120 {
            let check = self.app.check(id).await;
            if matches!(check.state, State::Prompted { .. }) {
                return;
            }
            assert_eq!(check.state, State::Waiting);
            self.app.to(check.due.max(self.app.now())).await;
        }
        panic!("nobody was asked for two hours");
    }

    pub(super) async fn ring(&self, check: CheckId) -> AttemptId {
        self.due(check).await;
        let house = &self.app.house;
        let attempt = flow::ring::start(house, check, self.ratna_id).await.unwrap();
        flow::ring::meet_device(house, self.budi_id, PHONE, "Chrome, Android").await.unwrap();
        flow::ring::received(house, self.budi_id, attempt, PHONE, Receipt::Audible).await.unwrap();
        attempt
    }

    pub(super) async fn answered(&self, check: CheckId) {
        let attempt = self.ring(check).await;
        let house = &self.app.house;
        flow::ring::answer(house, self.budi_id, attempt, PHONE).await.unwrap();
        flow::call::media(house, check, Side::Employee, Media::Video).await.unwrap();
        flow::call::verdict(house, check, self.ratna_id, Verdict::AsDeclared, String::new()).await.unwrap();
        flow::call::hang_up(house, check, Side::Supervisor).await.unwrap();
    }

    pub(super) async fn missed(&self, check: CheckId) {
        while !matches!(self.app.check(check).await.state, State::Settled { .. }) {
            self.ring(check).await;
            self.app.to(self.app.now().plus(5 * MINUTE)).await;
            if matches!(self.app.check(check).await.state, State::Missed { .. }) {
                // And does not call back.
                self.app.to(self.app.now().plus(5 * MINUTE)).await;
            }
        }
        let State::Settled { judgement, .. } = self.app.check(check).await.state else { unreachable!() };
        assert_eq!(judgement.outcome, Outcome::ReachedNotAnswered);
    }

    pub(super) async fn programme(&self) -> ProgrammeId {
        let mut tx = self.app.house.db.read().await.unwrap();
        programmes::all_latest(&mut tx).await.unwrap()[0].id
    }

    pub(super) async fn plan(&self, on: Day) -> Option<plans::Plan> {
        let programme = self.programme().await;
        let mut tx = self.app.house.db.read().await.unwrap();
        plans::get(&mut tx, programme, on).await.unwrap()
    }

    pub(super) async fn pool(&self, on: Day) -> Vec<PersonId> {
        let plan = self.plan(on).await.unwrap();
        let mut tx = self.app.house.db.read().await.unwrap();
        plans::leaves(&mut tx, plan.id).await.unwrap().iter().map(|leaf| leaf.person).collect()
    }

    pub(super) async fn drawn(&self, on: Day) -> Vec<CheckId> {
        let mut tx = self.app.house.db.read().await.unwrap();
        checks::of_people_on(&mut tx, &[self.budi_id], on).await.unwrap().iter().map(|check| check.id).collect()
    }
}

/// First sign-in by the printed code, then out and in again by the password.
pub(super) async fn activate(app: &TestApp, nip: &str, code: &str) -> Client {
    let mut client = Client::nobody(&app.base());
    client.sign_in_by("/api/activation", json!({ "name": nip, "code": code, "password": PASSWORD })).await.ok();
    client.send(reqwest::Method::DELETE, "/api/session", None).await;
    client.get("/api/me").await.refused(401, "not_signed_in");
    client.sign_in_by("/api/activation", json!({ "name": nip, "code": code, "password": PASSWORD })).await.refused(422, "wrong_code");
    client.sign_in_by("/api/session", json!({ "name": nip, "password": PASSWORD })).await.ok();
    client
}

/// The id of a unit.
pub(super) fn named(units: &Value, name: &str) -> Uuid {
    let unit = units.as_array().unwrap().iter().find(|unit| unit["name"] == name).unwrap_or_else(|| panic!("no {name} in {units}"));
    uuid(&unit["id"])
}
