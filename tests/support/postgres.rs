//! A private PostgreSQL server for tests, from the system's own package: one per test process, one database per test.
//!
//! Its socket and data lie in a temporary directory; durability stays switched on, as the store demands. It dies with
//! the test process, however that ends.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
};

use sqlx::{Connection, PgConnection};

const MISSING: &str = "PostgreSQL's programs are missing, and these tests are no tests without them. \
    Install them: apt-get install postgresql (Debian), or set SIDAK_TEST_PG_BIN to the directory that holds initdb and postgres.";
const PREFIX: &str = "sidak-test-pg-";

struct Server {
    sockets: PathBuf,
}

static SERVER: OnceLock<Server> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database.
pub async fn fresh_database() -> String {
    let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(start)).await.unwrap();
    let name = format!("t{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&url(&server.sockets, "postgres")).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut admin).await.unwrap();
    admin.close().await.unwrap();
    url(&server.sockets, &name)
}

fn url(sockets: &Path, database: &str) -> String {
    format!("postgres:///{database}?host={}&user=sidak", sockets.display())
}

fn start() -> Server {
    sweep();
    let bin = programs();
    let home = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
    fs::create_dir_all(&home).unwrap();
    let user = unprivileged_user();
    if let Some(user) = &user {
        must(Command::new("chown").arg(user).arg(&home));
    }
    let data = home.join("data");
    let mut initdb = as_user(user.as_deref(), &bin.join("initdb"));
    must(initdb.arg("--pgdata").arg(&data).args(["--username=sidak", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]));
    let (ready, when_ready) = mpsc::channel();
    // The server is told to quit when the thread that started it ends, so that thread lives as long as the process.
    let (sockets, args) = (home.clone(), [data, home.clone()]);
    std::thread::spawn(move || keep(&bin, user.as_deref(), &args, &ready));
    assert!(when_ready.recv().unwrap_or(false), "PostgreSQL did not start; see the log in {}", sockets.display());
    Server { sockets }
}

/// Starts the server, says when it takes connections, and stays with it.
fn keep(bin: &Path, user: Option<&str>, [data, sockets]: &[PathBuf; 2], ready: &mpsc::Sender<bool>) {
    let mut command = as_user(user, &bin.join("postgres"));
    command.arg("-D").arg(data).arg("-k").arg(sockets);
    command.args(["-c", "listen_addresses=", "-c", "max_connections=300", "-c", "log_destination=stderr"]);
    let mut child: Child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let log = child.stderr.take().unwrap();
    for line in BufReader::new(log).lines().map_while(Result::ok) {
        if line.contains("ready to accept connections") {
            let _ = ready.send(true);
        }
    }
    let _ = child.wait();
    let _ = ready.send(false);
}

/// Debian keeps them out of the path, by version.
fn programs() -> PathBuf {
    if let Some(given) = std::env::var_os("SIDAK_TEST_PG_BIN") {
        return PathBuf::from(given);
    }
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.filter_map(|entry| entry.ok().map(|version| version.path().join("bin"))).collect())
        .unwrap_or_default();
    found.retain(|bin| bin.join("initdb").exists() && bin.join("postgres").exists());
    found.sort();
    found.pop().unwrap_or_else(|| panic!("{MISSING}"))
}

/// PostgreSQL refuses to run as root; then it runs as the user of its package.
fn unprivileged_user() -> Option<String> {
    let id = Command::new("id").arg("-u").output().unwrap();
    (id.stdout.trim_ascii() == b"0").then(|| "postgres".to_owned())
}

/// `setpriv` stays in the same process, so the child is the program itself.
fn as_user(user: Option<&str>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if let Some(user) = user {
        command.args(["--reuid", user, "--regid", user, "--clear-groups"]);
    }
    command.arg(program).current_dir("/");
    command
}

fn must(command: &mut Command) {
    let done = command.output().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    assert!(done.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&done.stderr));
}

/// Removes what test processes that are gone have left behind.
fn sweep() {
    for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|pid| pid.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid.to_string()).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
