//! Supervisors with one employee each, all at home today: the pairs that `sidak-robot load` lets talk. They stand beside the
//! agency of the demo and have no history.

use std::path::PathBuf;

use rand::{SeedableRng, rngs::ChaCha20Rng};

use super::{SEED, TICKETS_MS, agency::{Agency, Maker}};
use crate::flow::{House, accounts};

/// More than one machine of robots can play.
pub const PAIRS_MAX: u16 = 200;
/// Every pair's ticket is a line of this file, which only its owner may read.
const OWNER_ONLY: u32 = 0o600;

/// What was asked for.
pub struct Wanted {
    pub pairs: u16,
    pub file: PathBuf,
}

/// Makes the pairs and writes their links: supervisor, blank, employee.
///
/// # Errors
/// When there are to be too many, or the store or the file fails.
pub async fn make(house: &House, agency: &Agency, wanted: &Wanted, port: u16) -> Result<(), Box<dyn std::error::Error>> {
    use std::os::unix::fs::PermissionsExt;
    if wanted.pairs > PAIRS_MAX {
        return Err(format!("--pairs takes at most {PAIRS_MAX}").into());
    }
    let mut rng = ChaCha20Rng::seed_from_u64(SEED + 1);
    let today = house.now().day_in(&super::wib()?);
    let mut tx = house.db.begin().await?;
    let pairs = Maker::new(house, &mut rng, &mut tx, agency.staff.len()).pairs(agency, wanted.pairs, today).await?;
    tx.commit().await?;
    let mut lines = String::new();
    for pair in pairs {
        for (person, end) in pair.into_iter().zip([' ', '\n']) {
            let ticket = accounts::make_ticket(house, person, house.now().plus(TICKETS_MS)).await?;
            lines.push_str(&format!("http://127.0.0.1:{port}/masuk#tiket={ticket}{end}"));
        }
    }
    std::fs::write(&wanted.file, "")?;
    std::fs::set_permissions(&wanted.file, std::fs::Permissions::from_mode(OWNER_ONLY))?;
    Ok(std::fs::write(&wanted.file, lines)?)
}
