//! Signing in and out. Passwords by argon2id, sessions by a random token of which only the hash is kept; wrong tries
//! are slowed down ever more, never locked out: a lock would be a way to silence the people who are checked.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use sidak_core::{
    ids::{PersonId, SessionId},
    time::{DAY, HOUR, MINUTE, Moment, SECOND},
};

use super::{Done, FlowError, House, access::{self, Asker}, people::UnitNames};
use crate::{
    bus::Hint,
    shape::account::{Me, Role, RoleName},
    store::{Tx, accounts, people::{self, Person}, rota},
};

/// A session ends so long after its start …
const SESSION_MS: i64 = 30 * DAY;
/// … or after so long without use.
const IDLE_MS: i64 = 7 * DAY;
/// A session's last use is written down no more often than this.
const TOUCH_MS: i64 = 5 * MINUTE;
/// Wrong tries without delay; after that each doubles the wait.
const FREE_TRIES: u32 = 5;
const WAIT_MAX_MS: i64 = 15 * MINUTE;
/// Wrong tries are forgotten after so long.
const FORGET_MS: i64 = 12 * HOUR;
pub const PASSWORD_MIN: usize = 12;
pub const PASSWORD_MAX: usize = 128;
/// Hashes at once; each takes 19 MiB (OWASP: m=19456, t=2, p=1).
const HASHES_AT_ONCE: usize = 2;

static HASHING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(HASHES_AT_ONCE);

/// A new session: the token goes into the cookie and nowhere else.
pub struct Opened {
    pub person: PersonId,
    pub session: SessionId,
    pub token: String,
}

/// # Errors
/// `WrongSignIn` (also for unknown names), `SlowDown`, or the store's failure.
pub async fn sign_in(house: &House, name: &str, password: &str, from: &str) -> Done<Opened> {
    let now = house.now();
    let key = failure_key(name, from);
    let mut tx = house.db.read().await?;
    let person = people::by_login(&mut tx, name.trim()).await?;
    let stored = match &person {
        Some(person) => accounts::password_of(&mut tx, person.id).await?,
        None => None,
    };
    not_too_fast(&mut tx, &key, now).await?;
    drop(tx);
    // An unknown name costs the same time as a wrong password, so that names cannot be tried out.
    let fits = verify(password, stored.as_deref().unwrap_or(NOBODYS_HASH)).await;
    match person {
        Some(person) if fits && stored.is_some() && person.active => {
            let mut tx = house.db.begin().await?;
            accounts::clear_failures(&mut tx, &key).await?;
            let opened = open(house, &mut tx, person.id).await?;
            tx.commit().await?;
            Ok(opened)
        }
        _ => {
            note_failure(house, &key, now).await?;
            Err(FlowError::WrongSignIn)
        }
    }
}

/// First sign-in: the printed code is used up, the password set.
///
/// # Errors
/// When the code does not fit or has expired, the password is too short or too long, or the store fails.
pub async fn activate(house: &House, name: &str, code: &str, password: &str, from: &str) -> Done<Opened> {
    check_password(password)?;
    let now = house.now();
    let key = failure_key(name, from);
    let mut tx = house.db.read().await?;
    not_too_fast(&mut tx, &key, now).await?;
    drop(tx);
    // Slow on purpose, so not while others wait to write.
    let phc = hash_password(house, password).await?;
    let mut tx = house.db.begin().await?;
    let person = people::by_login(&mut tx, name.trim()).await?;
    let taken = match &person {
        Some(person) => accounts::take_activation(&mut tx, person.id, &hash(&tidy_code(code)), now).await?,
        None => false,
    };
    let Some(person) = person.filter(|_| taken) else {
        drop(tx);
        note_failure(house, &key, now).await?;
        return Err(FlowError::bad("code", "wrong_code", "The code does not fit this name, was used, or has expired. Ask your unit for a new sheet."));
    };
    accounts::set_password(&mut tx, person.id, &phc, now).await?;
    let opened = open(house, &mut tx, person.id).await?;
    tx.commit().await?;
    Ok(opened)
}

/// A one-time ticket, as the demo prints.
///
/// # Errors
/// `WrongSignIn` when it is unknown or expired, or the store's failure.
pub async fn by_ticket(house: &House, ticket: &str) -> Done<Opened> {
    let mut tx = house.db.begin().await?;
    let person = accounts::take_ticket(&mut tx, &hash(ticket), house.now()).await?.ok_or(FlowError::WrongSignIn)?;
    if house.demo {
        // The printed links of a demonstration may be opened again.
        accounts::put_ticket(&mut tx, person, &hash(ticket), house.now().plus(DAY)).await?;
    }
    let opened = open(house, &mut tx, person).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Makes a ticket for `person`, good until `expires`.
///
/// # Errors
/// When there is no randomness, or the store fails.
pub async fn make_ticket(house: &House, person: PersonId, expires: Moment) -> Done<String> {
    let ticket = URL_SAFE_NO_PAD.encode(house.entropy.bytes::<16>()?);
    let mut tx = house.db.begin().await?;
    accounts::put_ticket(&mut tx, person, &hash(&ticket), expires).await?;
    tx.commit().await?;
    Ok(ticket)
}

/// Who holds this session token, if it is still good.
///
/// # Errors
/// When the store fails.
pub async fn by_token(house: &House, token: &str) -> Done<Option<Asker>> {
    let now = house.now();
    let mut tx = house.db.read().await?;
    let Some(session) = accounts::session_by_token(&mut tx, &hash(token)).await? else { return Ok(None) };
    if now >= session.expires || now.since(session.used) > IDLE_MS {
        return Ok(None);
    }
    let asker = access::asker(&mut tx, session.person, session.id).await?;
    drop(tx);
    if now.since(session.used) > TOUCH_MS {
        let mut tx = house.db.begin().await?;
        accounts::touch_session(&mut tx, session.id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(asker))
}

/// # Errors
/// When the store fails.
pub async fn sign_out(house: &House, asker: &Asker, everywhere: bool) -> Done<()> {
    let mut tx = house.db.begin().await?;
    if everywhere {
        accounts::end_sessions_of(&mut tx, asker.person).await?;
    } else {
        accounts::end_session(&mut tx, asker.session).await?;
    }
    tx.commit().await?;
    house.bus.publish(Hint::Kick(asker.person));
    Ok(())
}

/// Whether a session still stands; asked when a socket is told that sessions of its person ended.
///
/// # Errors
/// When the store fails.
pub async fn is_open(house: &House, session: SessionId) -> Done<bool> {
    let mut tx = house.db.read().await?;
    Ok(accounts::session_lives(&mut tx, session).await?)
}

/// # Errors
/// When the person is gone, or the store fails.
pub async fn me(house: &House, asker: &Asker) -> Done<Me> {
    let mut tx = house.db.read().await?;
    let Person { id, name, position, unit, zone, .. } = people::by_id(&mut tx, asker.person).await?.ok_or(FlowError::NotFound)?;
    let names = UnitNames::load(&mut tx).await?;
    let roles = asker.roles.iter().map(|granted| Role {
        role: role_name(granted.role),
        unit: granted.top.map(|top| top.0),
        unit_name: granted.top.map(|top| names.of(top)),
    });
    Ok(Me {
        id: id.0,
        name,
        position,
        unit: names.of(unit),
        zone: zone.name().to_owned(),
        roles: roles.collect(),
        supervises: asker.supervises,
        works_from_home: rota::had_rota(&mut tx, asker.person).await?,
        sessions: accounts::count_sessions(&mut tx, asker.person, house.now()).await?,
        demo: house.demo,
        now: house.now().millis(),
    })
}

#[must_use]
pub const fn role_name(role: sidak_core::access::Role) -> RoleName {
    match role {
        sidak_core::access::Role::UnitHead => RoleName::UnitHead,
        sidak_core::access::Role::Admin => RoleName::Admin,
        sidak_core::access::Role::Leadership => RoleName::Leadership,
        sidak_core::access::Role::Auditor => RoleName::Auditor,
    }
}

/// SHA-256, for tokens and codes that carry enough randomness themselves.
#[must_use]
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Codes are printed in groups; people type them with or without the dashes.
#[must_use]
pub fn tidy_code(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).take(64).collect()
}

fn check_password(password: &str) -> Done<()> {
    match password.chars().count() {
        n if n < PASSWORD_MIN => Err(FlowError::bad("password", "too_short", format!("Use at least {PASSWORD_MIN} characters; a few words are good."))),
        n if n > PASSWORD_MAX => Err(FlowError::bad("password", "too_long", format!("Use at most {PASSWORD_MAX} characters."))),
        _ => Ok(()),
    }
}

async fn open(house: &House, tx: &mut Tx, person: PersonId) -> Done<Opened> {
    let now = house.now();
    let token = URL_SAFE_NO_PAD.encode(house.entropy.bytes::<32>()?);
    let session = SessionId(house.fresh()?);
    accounts::insert_session(tx, session, person, &hash(&token), now, now.plus(SESSION_MS)).await?;
    // Whoever comes in clears what has expired, so that none of it stays for years.
    accounts::sweep(tx, now, now.plus(-FORGET_MS)).await?;
    Ok(Opened { person, session, token })
}

fn failure_key(name: &str, from: &str) -> [u8; 32] {
    hash(&format!("{}\u{0}{from}", name.trim().to_lowercase()))
}

/// Refuses a try that comes before the wait after the last wrong one is over.
async fn not_too_fast(tx: &mut Tx, key: &[u8; 32], now: Moment) -> Done<()> {
    match wait(tx, key, now).await? {
        waits if waits > 0 => Err(FlowError::SlowDown { seconds: u32::try_from(waits / SECOND + 1).unwrap_or(900) }),
        _ => Ok(()),
    }
}

/// Milliseconds to wait before another try is looked at.
async fn wait(tx: &mut Tx, key: &[u8; 32], now: Moment) -> Done<i64> {
    let Some((count, last)) = accounts::failures(tx, key).await? else { return Ok(0) };
    if count < FREE_TRIES || now.since(last) > FORGET_MS {
        return Ok(0);
    }
    let doubled = SECOND << (count - FREE_TRIES).min(20);
    Ok(doubled.min(WAIT_MAX_MS) - now.since(last))
}

async fn note_failure(house: &House, key: &[u8; 32], now: Moment) -> Done<()> {
    let mut tx = house.db.begin().await?;
    let (count, last) = accounts::failures(&mut tx, key).await?.unwrap_or((0, now));
    let count = if now.since(last) > FORGET_MS { 1 } else { count.saturating_add(1) };
    accounts::put_failures(&mut tx, key, count, now).await?;
    Ok(tx.commit().await?)
}

/// The hash of a password that nobody has.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2lkYWstbm9ib2R5LTAx$Q0VYbGhCZ0pQd2x5bXJ0bW5hZ2VydGhlcmVpc25vbmU";

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

async fn hash_password(house: &House, password: &str) -> Done<String> {
    let salt = house.entropy.bytes::<16>()?;
    let password = password.to_owned();
    let _permit = HASHING.acquire().await;
    let hashed = tokio::task::spawn_blocking(move || {
        argon2().hash_password_with_salt(password.as_bytes(), &salt).map(|phc| phc.to_string())
    });
    match hashed.await {
        Ok(Ok(phc)) => Ok(phc),
        _ => Err(FlowError::bad("password", "unusable", "This password cannot be used. Choose another one.")),
    }
}

async fn verify(password: &str, phc: &str) -> bool {
    let (password, phc) = (password.to_owned(), phc.to_owned());
    if password.chars().count() > PASSWORD_MAX {
        return false;
    }
    let _permit = HASHING.acquire().await;
    let checked = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&phc).is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok())
    });
    checked.await.unwrap_or(false)
}
