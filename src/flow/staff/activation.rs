//! Activation sheets: one-time codes on paper for people who have no password yet, and the code of the first administrator.
//!
//! A code is shown once; only its hash is kept. Knows nothing of what becomes of it: `flow::accounts` takes it.

use std::collections::HashSet;

use qrcode::{EcLevel, QrCode, render::svg};
use sidak_core::{
    access::{Act, Role},
    ids::{PersonId, UnitId},
    staff::{Nip, masked},
    time::{DAY, Moment},
};

use super::roles::{has_full_admin, is_full_admin};
use crate::{
    entropy::{Entropy, NoEntropy},
    flow::{
        Done, FlowError, House,
        access::{self, Asker, Scope},
        accounts::{hash, tidy_code},
    },
    shape::staff::ActivationSlip,
    store::{Tx, accounts::{self, RoleRow}, audit, people, units},
};

/// A code is good for so many days.
pub const ACTIVATION_DAYS: i64 = 14;
/// Slips made at once: a printer's tray, and about 10 MB of pictures.
pub const SLIPS_MAX: usize = 1_000;
/// Without letters and digits that look alike on paper: 0 and O, 1, I and L.
const ALPHABET: &[u8; 31] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
/// Letters of a code, in two groups: 49 bits.
const CODE_LETTERS: usize = 10;
/// Side of the QR image, px.
const QR_SIDE: u32 = 160;

/// New codes for everybody in the unit, and below it, who has no password yet; older open codes of theirs end.
///
/// # Errors
/// `NotFound` outside the asker's reach, more than [`SLIPS_MAX`] people, no randomness, or the store's failure.
pub async fn activation(house: &House, asker: &Asker, unit: UnitId, origin: &str) -> Done<Vec<ActivationSlip>> {
    let now = house.now();
    let expires = now.plus(ACTIVATION_DAYS * DAY);
    let mut tx = house.db.begin().await?;
    access::unit_for(&mut tx, asker, unit, Act::MakeActivation).await?;
    let wanting = wanting(&mut tx, asker, unit).await?;
    if wanting.len() > SLIPS_MAX {
        let message = format!("{} people here have no password yet. Choose a smaller unit, of at most {SLIPS_MAX}.", wanting.len());
        return Err(FlowError::bad("unit", "too_many", message));
    }
    let mut slips = Vec::with_capacity(wanting.len());
    for person in &wanting {
        let code = new_code(house, &mut tx, person.id, expires).await?;
        let qr_svg = picture(&format!("{origin}/aktivasi#kode={code}"))?;
        slips.push(ActivationSlip { name: person.name.clone(), nip_masked: masked(&person.nip), code, qr_svg, expires: expires.millis() });
    }
    if !slips.is_empty() {
        let detail = serde_json::json!({ "codes": slips.len() });
        audit::append(&mut tx, now, Some(asker.person), "staff.activation", unit.0, &detail.to_string()).await?;
    }
    tx.commit().await?;
    Ok(slips)
}

/// Makes the person of this number administrator over everything and returns an activation code, if nobody is that yet. For whoever
/// runs the server. May be repeated for the same person until they have a password.
///
/// # Errors
/// For an unknown number, when there is an administrator already, no randomness, or the store's failure.
pub async fn first_admin(house: &House, nip: &str) -> Done<String> {
    let now = house.now();
    let nip = Nip::parse(nip).map_err(|error| FlowError::bad("nip", "bad_nip", error.to_string()))?;
    let mut tx = house.db.begin().await?;
    let person = people::by_nip(&mut tx, &nip.to_digits()).await?.filter(|person| person.active).map(|person| person.id);
    let person = person.ok_or_else(|| FlowError::bad("nip", "unknown_person", "Nobody on the staff list has this number. Import the list first."))?;
    let is_it_already = accounts::roles_of(&mut tx, person).await?.iter().any(is_full_admin);
    let waiting = is_it_already && accounts::password_of(&mut tx, person).await?.is_none();
    if !waiting && has_full_admin(&mut tx).await? {
        return Err(FlowError::bad("nip", "admin_exists", "There is an administrator already; they give roles on the staff page."));
    }
    accounts::grant_role(&mut tx, &RoleRow { person, role: Role::Admin.code().into(), unit: None }).await?;
    let code = new_code(house, &mut tx, person, now.plus(ACTIVATION_DAYS * DAY)).await?;
    audit::append(&mut tx, now, None, "role.first_admin", person.0, "{}").await?;
    tx.commit().await?;
    Ok(code)
}

/// People without a password. Who holds a role gets a code only from an administrator over everything: a code opens the account,
/// and a unit head must not reach a wider role by way of a colleague's.
async fn wanting(tx: &mut Tx, asker: &Asker, unit: UnitId) -> Done<Vec<people::Person>> {
    let below = units::subtree(tx, unit).await?;
    let mut people = people::in_units(tx, &below).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let mut without: HashSet<PersonId> = accounts::have_password(tx, &ids).await?.into_iter().collect();
    if !matches!(access::scope(tx, asker, &[Role::Admin]).await?, Scope::All) {
        without.extend(accounts::all_roles(tx).await?.into_iter().map(|row| row.person));
    }
    people.retain(|person| !without.contains(&person.id));
    Ok(people)
}

async fn new_code(house: &House, tx: &mut Tx, person: PersonId, expires: Moment) -> Done<String> {
    let code = code(&house.entropy)?;
    accounts::put_activation(tx, person, &hash(&tidy_code(&code)), expires).await?;
    Ok(code)
}

/// `ABCDE-FGHJK`. Bytes that would favour the first letters of the alphabet are thrown away.
fn code(entropy: &Entropy) -> Result<String, NoEntropy> {
    const FAIR: u8 = 248; // The largest multiple of 31 that fits a byte.
    let mut letters = String::with_capacity(CODE_LETTERS + 1);
    while letters.len() <= CODE_LETTERS {
        for byte in entropy.bytes::<16>()?.into_iter().filter(|byte| *byte < FAIR) {
            if letters.len() == CODE_LETTERS / 2 {
                letters.push('-');
            }
            if letters.len() <= CODE_LETTERS {
                letters.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
            }
        }
    }
    Ok(letters)
}

fn picture(address: &str) -> Done<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)
        .map_err(|_| FlowError::bad("origin", "too_long", "The server's public address is too long for a QR code."))?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(QR_SIDE, QR_SIDE).build())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn codes_are_two_groups_of_letters_that_cannot_be_mistaken() {
        let entropy = Entropy::seeded(1);
        let codes: Vec<String> = (0..2_000).map(|_| code(&entropy).unwrap()).collect();
        for code in &codes {
            let (first, second) = code.split_once('-').unwrap();
            assert_eq!((first.len(), second.len()), (5, 5), "{code}");
            assert!(!code.contains(['0', 'O', '1', 'I', 'L']), "{code}");
            assert_eq!(tidy_code(code), format!("{first}{second}"));
        }
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
        // 20,000 letters of 31: each about 645 times. Without the rule of fairness the first eight would come 12 % more often.
        for letter in ALPHABET {
            let times = codes.iter().flat_map(|code| code.bytes()).filter(|byte| byte == letter).count();
            assert!((540..750).contains(&times), "{} came {times} times", char::from(*letter));
        }
    }

    #[test]
    fn a_picture_is_an_svg_of_the_address() {
        let svg = picture("https://sidak.example.go.id/aktivasi#kode=ABCDE-FGHJK").unwrap();
        assert!(svg.contains("<svg") && svg.contains("</svg>") && !svg.contains("<script"));
        assert!(picture(&"x".repeat(5_000)).is_err());
    }
}
