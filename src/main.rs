//! The command line: reads arguments, calls the library, prints what was done, and exits non-zero when it was not.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};
use sidak::{app::{self, StartError}, clock::Clock, config::Config, demo, entropy::Entropy};
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(version, about = "Surprise video spot-checks of staff who work from home: fair, provable, humane.")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try Sidak: a made-up agency with 60 days of history, and a check within a minute
    Demo {
        /// 0 picks a free port
        #[arg(long, default_value_t = 8080)]
        port: u16,
        #[arg(long, default_value_t = 120)]
        people: usize,
        /// A push service on this machine, as host:port, to try notifications without the browser maker's
        #[arg(long)]
        push_service: Option<String>,
        /// Beside the agency, so many supervisors with one employee each, for `sidak-robot load`
        #[arg(long, requires = "pairs_file", default_value_t = 0)]
        pairs: u16,
        /// Where the pairs' sign-in links are written
        #[arg(long, value_name = "FILE")]
        pairs_file: Option<PathBuf>,
        /// Settings file (TOML) of which [media] and [turn] are taken, to try the ways of a network
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Run the server
    Serve {
        #[command(flatten)]
        settings: Settings,
        #[arg(long)]
        listen: Option<SocketAddr>,
        #[arg(long, requires = "tls_key")]
        tls_cert: Option<PathBuf>,
        #[arg(long, requires = "tls_cert")]
        tls_key: Option<PathBuf>,
    },
    /// Bring in data
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Make the first administrator: prints an activation code for a person of the staff list
    Admin {
        #[command(flatten)]
        settings: Settings,
        /// Number of the person in the staff list
        nip: String,
    },
    /// Check a revealed draw, without server or database
    VerifyDraw { file: PathBuf },
    /// Try a policy on made-up staff: fairness, how well checks can be guessed, calls for supervisors
    Simulate(sidak::simulate::Args),
    /// Print the API's OpenAPI document
    Openapi,
    /// Copy the embedded database while it is in use, and check the copy
    Backup {
        #[command(flatten)]
        settings: Settings,
        file: PathBuf,
    },
    /// Look at settings
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
}

#[derive(clap::Args)]
struct Settings {
    /// Settings file (TOML)
    #[arg(long, env = "SIDAK_CONFIG")]
    config: Option<PathBuf>,
    /// Database file or postgres:// address
    #[arg(long, env = "SIDAK_DATABASE")]
    database: Option<String>,
}

#[derive(Subcommand)]
enum Import {
    /// Import a staff list (CSV or XLSX); shows every fault and saves nothing while there is one
    Staff {
        #[command(flatten)]
        settings: Settings,
        file: PathBuf,
        /// Only show what would be done
        #[arg(long)]
        dry_run: bool,
    },
    /// Enter the holidays of one year (TOML, in the form of policies/holidays-2026.toml), in place of what was known of it
    Holidays {
        #[command(flatten)]
        settings: Settings,
        file: PathBuf,
        /// Only show what would be done
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Say whether the settings can work
    Check {
        #[command(flatten)]
        settings: Settings,
    },
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let args = Args::parse();
    // The demo lives through sixty days at its start: its log begins with what goes wrong.
    let usual = if matches!(args.command, Command::Demo { .. }) { "warn" } else { "info,sqlx=warn,str0m=warn,is=warn,turn_server_proto=warn,stun_proto=warn" };
    let filter = EnvFilter::try_from_env("SIDAK_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("sidak: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(args.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sidak: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Outcome {
    match command {
        Command::Demo { port, people, push_service, config, pairs, pairs_file } => {
            let settings = config.map(|path| Config::read(Some(&path))).transpose()?;
            let load = pairs_file.map(|file| demo::pairs::Wanted { pairs, file });
            demo::run(port, people, push_service, settings, load).await
        }
        Command::Serve { settings, listen, tls_cert, tls_key } => {
            let mut config = settings.read()?;
            config.listen = listen.unwrap_or(config.listen);
            config.tls_cert = tls_cert.or(config.tls_cert);
            config.tls_key = tls_key.or(config.tls_key);
            serve(config).await
        }
        Command::Import { what: Import::Staff { settings, file, dry_run } } => {
            let house = house(&settings.read()?).await?;
            sidak::import::command::staff(&house, &file, dry_run).await
        }
        Command::Import { what: Import::Holidays { settings, file, dry_run } } => {
            let house = house(&settings.read()?).await?;
            sidak::import::command::holidays(&house, &file, dry_run).await
        }
        Command::Admin { settings, nip } => {
            let house = house(&settings.read()?).await?;
            let code = sidak::flow::staff::first_admin(&house, &nip).await?;
            println!("Activation code for the administrator: {code}\nOpen /aktivasi, give the number and this code, and choose a password. It is good for one use within 14 days.");
            Ok(())
        }
        Command::VerifyDraw { file } => verify_draw(&file),
        Command::Simulate(args) => {
            println!("{}", sidak::simulate::run(&args, &mut std::io::stderr())?);
            Ok(())
        }
        Command::Openapi => {
            println!("{}", sidak::api::document().to_pretty_json()?);
            Ok(())
        }
        Command::Backup { settings, file } => {
            app::open(&settings.read()?.database).await?.backup(&file).await?;
            println!("copied and checked: {}", file.display());
            Ok(())
        }
        Command::Config { what: ConfigCommand::Check { settings } } => {
            settings.read()?.check()?;
            println!("the settings can work");
            Ok(())
        }
    }
}

impl Settings {
    fn read(&self) -> Result<Config, StartError> {
        let mut config = Config::read(self.config.as_deref())?;
        if let Some(database) = &self.database {
            config.database.clone_from(database);
        }
        Ok(config)
    }
}

async fn house(config: &Config) -> Result<sidak::flow::House, StartError> {
    Ok(app::house(app::open(&config.database).await?, Clock::System, Entropy::Os, false)?)
}

async fn serve(config: Config) -> Outcome {
    config.check()?;
    let grace = Duration::from_secs(config.stop_grace_seconds.into());
    let https = config.tls_cert.is_some();
    let house = house(&config).await?;
    let running = app::start(config, house).await?;
    println!("listening on {}://{}", if https { "https" } else { "http" }, running.addr);
    sidak::serve::told_to_stop().await;
    tracing::info!("stopping: running calls get {} seconds", grace.as_secs());
    running.stop(grace).await;
    Ok(())
}

fn verify_draw(file: &std::path::Path) -> Outcome {
    use std::io::Read;
    let mut text = String::new();
    // One byte more than the limit is enough to be told that it is too large.
    std::fs::File::open(file)?.take(sidak_core::draw::BUNDLE_BYTES_MAX as u64 + 1).read_to_string(&mut text)?;
    let verified = sidak_core::draw::verify_bundle(&text)?;
    println!("{verified}");
    Ok(())
}
