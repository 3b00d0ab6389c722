//! Over which lines a person's browsers come, and so over which a ring goes. What is kept are keyed hashes: no address,
//! no name of a network. Knows nothing of what an outage is.

use sidak_core::{
    check::Check,
    ids::{AttemptId, DeviceId, PersonId},
    outage::{Kind, LINES_MAX, Line, keyed},
    time::{DAY, Moment},
};

use super::{Done, FlowError, House};
use crate::store::{
    Tx, attendance, devices,
    lines::{self, DeviceLine},
    outages::{self, RingRow},
    people, push,
};

/// A browser not seen for longer says nothing about how its person can be reached.
const SEEN_WITHIN_DAYS: i64 = 7;

/// Where a request came from, as far as it may be known. Without `Debug`: it must reach no log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network's prefix (IPv4 /24, IPv6 /48), never a whole address.
    pub network: Option<String>,
    /// Family and major version, such as `Chrome 131`.
    pub browser: Option<String>,
}

/// A browser has connected: its name is kept, so that receipts can say which device they come from, and over which lines
/// it came.
///
/// # Errors
/// When the device belongs to somebody else, or the store fails.
pub async fn arrived(house: &House, person: PersonId, device: DeviceId, agent: &str, origin: &Origin) -> Done<()> {
    let mut tx = house.db.begin().await?;
    devices::upsert(&mut tx, device, person, agent, house.now()).await?;
    let secret = match lines::known_secret(&mut tx).await? {
        Some(secret) => secret,
        None => lines::secret(&mut tx, house.entropy.bytes()?).await?,
    };
    let hash = |kind, text: &Option<String>| text.as_ref().map(|text| keyed(&secret, kind, text));
    let line = DeviceLine {
        device,
        person,
        provider: hash(Kind::Provider, &origin.network),
        browser: hash(Kind::Browser, &origin.browser),
        node: house.node,
        seen: house.now(),
    };
    lines::seen(&mut tx, &line).await?;
    Ok(tx.commit().await?)
}

/// Writes down over which lines a ring goes that has just begun, in its transaction.
///
/// # Errors
/// When the store fails.
pub async fn ring(house: &House, tx: &mut Tx, check: &Check, attempt: AttemptId, until: Moment) -> Done<()> {
    let Some(secret) = lines::known_secret(tx).await? else { return Ok(()) };
    let (now, person) = (house.now(), people::by_id(tx, check.person).await?.ok_or(FlowError::NotFound)?);
    let morning = attendance::get(tx, person.id, check.day).await?.map(|day| day.started);
    let recent = lines::of_person(tx, person.id, now.plus(-SEEN_WITHIN_DAYS * DAY)).await?;
    // Browsers of today are those it rings on; without any, the last ones known.
    let today = |line: &&DeviceLine| line.seen >= morning.unwrap_or(now.plus(-DAY / 2));
    let used: Vec<&DeviceLine> = if recent.iter().any(|line| today(&line)) { recent.iter().filter(today).collect() } else { recent.iter().collect() };
    let mut found: Vec<Line> = Vec::new();
    let mut add = |kind, value| {
        let line = Line { kind, value };
        if !found.contains(&line) && found.len() < LINES_MAX {
            found.push(line);
        }
    };
    if !person.domicile.is_empty() {
        add(Kind::Area, keyed(&secret, Kind::Area, &person.domicile.to_lowercase()));
    }
    add(Kind::Unit, keyed(&secret, Kind::Unit, &person.unit.to_string()));
    for line in used {
        line.provider.into_iter().for_each(|value| add(Kind::Provider, value));
        line.browser.into_iter().for_each(|value| add(Kind::Browser, value));
        add(Kind::Node, line.node);
    }
    for subscription in push::of_person(tx, person.id).await? {
        add(Kind::Push, keyed(&secret, Kind::Push, host(&subscription.endpoint)));
    }
    let row = RingRow {
        attempt,
        check: check.id,
        person: person.id,
        supervisor: check.supervisor,
        unit: person.unit,
        at: now,
        until,
        started: morning.is_some_and(|at| at <= now),
        lines: found,
        outage: None,
    };
    Ok(outages::insert(tx, &row).await?)
}

/// The push service of an address: `https://host/…`.
fn host(endpoint: &str) -> &str {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    rest.split(['/', ':', '?']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_push_service_is_known_by_its_host() {
        for (endpoint, host) in [
            ("https://fcm.googleapis.com/fcm/send/abc", "fcm.googleapis.com"),
            ("https://push.example:8443/x", "push.example"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(super::host(endpoint), host);
        }
    }
}
