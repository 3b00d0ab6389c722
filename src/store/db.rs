//! The database itself: opening it durably, and transactions on either engine.
//!
//! SQLite for one node, PostgreSQL for several (design §10). Knows nothing of tables beyond the migrations it runs.

use std::{path::{Path, PathBuf}, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    migrate::{Migrate, MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::error::StoreError;

/// Readers on SQLite; writers are one by nature.
const SQLITE_READERS: u32 = 4;
/// Connections of one node to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// Longest wait for a connection or a lock.
const WAIT: Duration = Duration::from_secs(10);
/// More than there are statements, so that none is prepared twice.
const STATEMENTS_CACHED: usize = 512;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// An open database. Cheap to clone.
#[derive(Clone)]
pub enum Db {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// A transaction. Dropped without [`Tx::commit`] it leaves nothing.
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Why a database cannot be opened; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot open the database: {0}")]
    Connect(String),
    #[error("PostgreSQL has {setting} = off: an acknowledged write could be lost. Turn it on and start again")]
    NotDurable { setting: &'static str },
    #[error("the database was last used by a newer version of Sidak (migration {0}); start that version, or go back to the copy it made")]
    Newer(i64),
    #[error("the database could not be brought up to date: {0}")]
    Migrate(String),
    #[error("no copy could be made before the migration, so it was not begun: {0}")]
    Copy(String),
}

impl Db {
    /// Opens `postgres://…`, or else the SQLite file of that path (made when missing), and brings its schema up to date.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(url_or_path: &str) -> Result<Self, OpenError> {
        if url_or_path.starts_with("postgres://") || url_or_path.starts_with("postgresql://") {
            open_postgres(url_or_path).await
        } else {
            open_sqlite(Path::new(url_or_path.strip_prefix("sqlite:").unwrap_or(url_or_path)), SqliteSynchronous::Full).await
        }
    }

    /// As [`Db::open`], for an SQLite file that is thrown away at the end (the demo, tests): commits do not wait for the
    /// disk, and a power cut may spoil it.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_throwaway(path: &Path) -> Result<Self, OpenError> {
        open_sqlite(path, SqliteSynchronous::Off).await
    }

    /// Begins a write. On SQLite the write lock is taken at once (`BEGIN IMMEDIATE`), so that a write cannot fail half way for want of it.
    ///
    /// # Errors
    /// `Busy` after ten seconds of waiting; `Unavailable`.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite { write, .. } => write.begin_with("begin immediate").await.map(Tx::Sqlite),
            Self::Postgres(pool) => pool.begin_with("begin isolation level read committed").await.map(Tx::Postgres),
        }
        .map_err(|error| StoreError::of("begin", error))
    }

    /// Begins a read: all its queries see one moment. Writing in it is refused by the engine.
    ///
    /// # Errors
    /// As [`Db::begin`].
    pub async fn read(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite { read, .. } => read.begin().await.map(Tx::Sqlite),
            Self::Postgres(pool) => pool.begin_with("begin isolation level repeatable read read only").await.map(Tx::Postgres),
        }
        .map_err(|error| StoreError::of("read", error))
    }

    /// Whether the database answers a write's first step: what `/readyz` asks.
    ///
    /// # Errors
    /// As [`Db::begin`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.begin().await?.rollback().await
    }

    /// Waits for what runs, then closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Once this returns `Ok` the writes survive a power cut.
    ///
    /// # Errors
    /// `Unavailable` may mean either outcome: look before doing it again.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
        .map_err(|error| StoreError::of("commit", error))
    }

    /// Leaves nothing, as dropping does, but waits for it.
    ///
    /// # Errors
    /// `Unavailable`; nothing was written then either.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx) => tx.rollback().await,
        }
        .map_err(|error| StoreError::of("rollback", error))
    }
}

async fn open_sqlite(path: &Path, synchronous: SqliteSynchronous) -> Result<Db, OpenError> {
    let existed = path.metadata().is_ok_and(|file| file.len() > 0);
    super::backup::create_private(path).map_err(|error| OpenError::Connect(format!("{}: {error}", path.display())))?;
    let write = sqlite_pool(1)
        .connect_with(sqlite_options(path, synchronous))
        .await
        .map_err(|error| OpenError::Connect(error.to_string()))?;
    if existed && sqlite_needs_migration(&write).await? {
        copy_before_migration(&write, path).await?;
    }
    let mut connection = write.acquire().await.map_err(|error| OpenError::Connect(error.to_string()))?;
    migrate(&SQLITE_MIGRATIONS, &mut *connection).await?;
    drop(connection);
    let read = sqlite_pool(SQLITE_READERS)
        .connect_with(sqlite_options(path, synchronous).create_if_missing(false).read_only(true))
        .await
        .map_err(|error| OpenError::Connect(error.to_string()))?;
    Ok(Db::Sqlite { read, write })
}

fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_release(|connection, _| Box::pin(is_clean(connection)))
}

/// Whether a connection that comes back may be used again. On a full disk SQLite itself undoes the transaction, of
/// which the driver learns nothing: it would refuse every later `begin` on that connection.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // The driver's own rollback is only queued when a transaction is dropped; the answer to a ping comes after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Durable before all else: with `synchronous = FULL` a commit is on the disk when it is acknowledged.
fn sqlite_options(path: &Path, synchronous: SqliteSynchronous) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .page_size(8192)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-65536")
        .pragma("journal_size_limit", "67108864")
        .pragma("trusted_schema", "off")
        .statement_cache_capacity(STATEMENTS_CACHED)
        .disable_statement_logging()
}

async fn sqlite_needs_migration(pool: &SqlitePool) -> Result<bool, OpenError> {
    let known = SQLITE_MIGRATIONS.iter().map(|migration| migration.version).max();
    let table: Option<(i64,)> = sqlx::query_as("select 1 from sqlite_schema where name = '_sqlx_migrations'")
        .fetch_optional(pool)
        .await
        .map_err(|error| OpenError::Connect(error.to_string()))?;
    if table.is_none() {
        return Ok(false);
    }
    let (done,): (Option<i64>,) = sqlx::query_as("select max(version) from _sqlx_migrations where success")
        .fetch_one(pool)
        .await
        .map_err(|error| OpenError::Connect(error.to_string()))?;
    Ok(done < known)
}

/// `FILE.before-N`, N being the migration to come. An older copy of that name stems from a migration that did not succeed.
async fn copy_before_migration(pool: &SqlitePool, path: &Path) -> Result<(), OpenError> {
    let version = SQLITE_MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let mut copy = path.as_os_str().to_owned();
    copy.push(format!(".before-{version}"));
    let copy = PathBuf::from(copy);
    super::backup::vacuum_into(pool, &copy).await.map_err(|error| OpenError::Copy(error.to_string()))
}

async fn open_postgres(url: &str) -> Result<Db, OpenError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| OpenError::Connect("the address is not of the form postgres://user@host/database".into()))?
        .application_name("sidak")
        .options([
            ("lock_timeout", "5s"),
            ("statement_timeout", "30s"),
            ("idle_in_transaction_session_timeout", "60s"),
        ])
        .statement_cache_capacity(STATEMENTS_CACHED)
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(WAIT)
        .connect_with(options)
        .await
        .map_err(|error| OpenError::Connect(error.to_string()))?;
    refuse_lossy_settings(&pool).await?;
    migrate_postgres(&pool).await?;
    Ok(Db::Postgres(pool))
}

/// On a connection of its own: a migration may take longer than a query, and a node that starts at the same time waits
/// for it.
async fn migrate_postgres(pool: &PgPool) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| OpenError::Connect(error.to_string());
    let mut connection = pool.acquire().await.map_err(failed)?;
    for setting in ["set statement_timeout = 0", "set lock_timeout = '120s'"] {
        sqlx::query(setting).execute(&mut *connection).await.map_err(failed)?;
    }
    migrate(&POSTGRES_MIGRATIONS, &mut *connection).await?;
    connection.close().await.map_err(failed)
}

/// PostgreSQL's own tests vouch for its durability, as long as it is not switched off.
async fn refuse_lossy_settings(pool: &PgPool) -> Result<(), OpenError> {
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let (value,): (String,) = sqlx::query_as("select current_setting($1)")
            .bind(setting)
            .fetch_one(pool)
            .await
            .map_err(|error| OpenError::Connect(error.to_string()))?;
        if value == "off" {
            return Err(OpenError::NotDurable { setting });
        }
    }
    Ok(())
}

/// Runs what is missing, under the engine's own lock. (`Migrator::run` does the same on anything that can be acquired,
/// but then no caller can show that its future may move between threads.)
async fn migrate(migrations: &Migrator, connection: &mut impl Migrate) -> Result<(), OpenError> {
    migrations.run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => OpenError::Newer(version),
        other => OpenError::Migrate(other.to_string()),
    })
}
