//! A copy of the SQLite database while it is in use, opened and checked: a backup that was never opened is none.

use std::{fs::File, path::Path};

use sqlx::{Connection, SqlitePool, sqlite::{SqliteConnectOptions, SqliteConnection}};

use super::db::Db;

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("a PostgreSQL database is backed up with PostgreSQL's own tool: pg_dump --format=custom --file=FILE DATABASE")]
    UsePgDump,
    #[error("cannot write the backup: {0}")]
    Write(String),
    #[error("the backup was written but is damaged: {0}")]
    Damaged(String),
}

impl Db {
    /// Writes a consistent, compact copy to `path` in place of what was there, and checks it. Readers and writers go on;
    /// the disk needs room for a second copy.
    ///
    /// # Errors
    /// See [`BackupError`]. What was at `path` before is untouched then.
    pub async fn backup(&self, path: &Path) -> Result<(), BackupError> {
        match self {
            Self::Sqlite { read, .. } => vacuum_into(read, path).await,
            Self::Postgres(_) => Err(BackupError::UsePgDump),
        }
    }
}

/// Copies to a neighbouring name first, so that a full disk never costs the backup that was there.
pub(super) async fn vacuum_into(pool: &SqlitePool, path: &Path) -> Result<(), BackupError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let name = part.to_str().ok_or_else(|| BackupError::Write("the file's name is not UTF-8".into()))?;
    let write = |error: std::io::Error| BackupError::Write(error.to_string());
    remove_leftover(part)?;
    // SQLite writes into a file that is there, as long as it is empty.
    create_private(part).map_err(write)?;
    let copied = sqlx::query("vacuum into $1").bind(name).execute(pool).await;
    copied.map_err(|error| BackupError::Write(error.to_string()))?;
    quick_check(part).await?;
    File::open(part).and_then(|file| file.sync_all()).map_err(write)?;
    std::fs::rename(part, path).map_err(write)?;
    // The new name is on the disk only once its folder is.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(write)
}

/// Makes the file, when there is none, readable by its owner only: it holds people's addresses.
pub(super) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn remove_leftover(part: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(BackupError::Write(error.to_string())),
        _ => Ok(()),
    }
}

async fn quick_check(file: &Path) -> Result<(), BackupError> {
    let damaged = |error: sqlx::Error| BackupError::Damaged(error.to_string());
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(damaged)?;
    let (verdict,): (String,) = sqlx::query_as("pragma quick_check(1)").fetch_one(&mut connection).await.map_err(damaged)?;
    connection.close().await.map_err(damaged)?;
    if verdict == "ok" { Ok(()) } else { Err(BackupError::Damaged(verdict)) }
}
