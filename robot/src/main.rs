//! The command line of the software staff: reads arguments, calls the library, prints one line for each step, and exits
//! non-zero when what was asked for was not done.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use sidak_robot::call::Media;
use sidak_robot::employee::{Manner, Response};
use sidak_robot::load::{self, PAIRS_MAX, Pair, Plan};
use sidak_robot::supervisor::Bearing;
use sidak_robot::wire::{Place, Verdict};
use sidak_robot::{Account, Employee, RobotError, Show, Supervisor, Told, Transport};
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

/// Colours and pitches by which one tells the two sides apart.
const EMPLOYEE_LOOKS: ([u8; 3], u16) = ([160, 60, 40], 660);
const SUPERVISOR_LOOKS: ([u8; 3], u16) = ([40, 90, 160], 440);

#[derive(Parser)]
#[command(
    version,
    about = "Software staff for Sidak: plays the employee or the supervisor of a check, with a moving test picture and a tone."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Play an employee: start the day, then answer every call until stopped
    Answer {
        #[command(flatten)]
        who: Who,
        /// Where to say that one is: `home`, or another place in your words
        #[arg(long, default_value = "home")]
        place: String,
        /// Let it ring so many seconds before doing anything
        #[arg(long, value_name = "SECONDS", default_value_t = 2)]
        after: u16,
        /// Decline every call for this reason
        #[arg(long, value_name = "REASON", conflicts_with = "ignore")]
        decline: Option<String>,
        /// Let every call ring out
        #[arg(long)]
        ignore: bool,
        /// Let the rings of a call pass, call back after the last, and answer then
        #[arg(long, conflicts_with_all = ["ignore", "decline"])]
        call_back: bool,
        #[command(flatten)]
        sends: Sends,
    },
    /// Play a supervisor: wait to be asked, call, record the result, hang up; one call
    Supervise {
        #[command(flatten)]
        who: Who,
        /// Result to record when the employee was seen or heard; without either it is `technical`
        #[arg(long, value_enum, default_value = "as_declared")]
        verdict: Verdict,
        /// Note for the record, which the employee can read
        #[arg(long, default_value = "", required_if_eq("verdict", "follow_up"))]
        note: String,
        /// Watch the employee so many seconds
        #[arg(long, value_name = "SECONDS", default_value_t = 5)]
        watch: u16,
        #[command(flatten)]
        sends: Sends,
    },
    /// Size a server: many pairs in calls at one time
    Load {
        /// File with a pair in each line: the supervisor's sign-in link, a blank, the employee's, as `sidak demo --pairs` writes it
        links: std::path::PathBuf,
        /// Of the pairs in the file, so many
        #[arg(long, default_value_t = 25)]
        calls: usize,
        /// Measure so many seconds, once all calls stand
        #[arg(long, value_name = "SECONDS", default_value_t = 20)]
        seconds: u16,
        /// Process of the server on this machine, to be measured
        #[arg(long, value_name = "PID")]
        server: Option<u32>,
        #[command(flatten)]
        sends: Sends,
    },
}

#[derive(Args)]
struct Who {
    /// A sign-in link as `sidak demo` prints it, or with --name the server: http://HOST:PORT
    link: String,
    /// NIP or e-mail, instead of a sign-in link
    #[arg(long, requires = "password")]
    name: Option<String>,
    /// Better given by the environment: command lines are seen by others on this machine
    #[arg(long, env = "SIDAK_ROBOT_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

#[derive(Args)]
struct Sends {
    /// Send no picture
    #[arg(long)]
    no_video: bool,
    /// Send no sound
    #[arg(long)]
    no_audio: bool,
    /// Connect by TCP first, as in an office that blocks UDP
    #[arg(long)]
    tcp: bool,
}

impl Who {
    async fn sign_in(self) -> Result<Account, RobotError> {
        Ok(match (self.name, self.password) {
            (Some(name), Some(password)) => {
                Account::with_password(&self.link, &name, &password).await?
            }
            _ => Account::with_link(&self.link).await?,
        })
    }
}

impl Sends {
    fn media(&self, (colour, hertz): ([u8; 3], u16)) -> Result<Media, RobotError> {
        Ok(Media {
            video: !self.no_video,
            audio: !self.no_audio,
            transport: if self.tcp {
                Transport::Tcp
            } else {
                Transport::Udp
            },
            show: Arc::new(Show::prepare(colour, hertz)?),
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("SIDAK_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let done = tokio::select! {
        done = run(cli.command) => done,
        _ = tokio::signal::ctrl_c() => return ExitCode::SUCCESS,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("sidak-robot: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, RobotError> {
    let told: Told = Arc::new(|step| println!("{step}"));
    // A new browser at each start.
    let device = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
    match command {
        Command::Answer {
            who,
            place,
            after,
            decline,
            ignore,
            call_back,
            sends,
        } => {
            let manner = Manner {
                place: Place::from_words(&place),
                after: Duration::from_secs(after.into()),
                response: match decline {
                    Some(reason) => Response::Decline(reason),
                    None if ignore => Response::Ignore,
                    None if call_back => Response::CallBack,
                    None => Response::Answer,
                },
                media: sends.media(EMPLOYEE_LOOKS)?,
            };
            let mut employee = Employee::arrive(who.sign_in().await?, device, manner, told).await?;
            employee.live().await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Supervise {
            who,
            verdict,
            note,
            watch,
            sends,
        } => {
            let bearing = Bearing {
                verdict,
                note,
                watch: Duration::from_secs(watch.into()),
                media: sends.media(SUPERVISOR_LOOKS)?,
            };
            supervise(who.sign_in().await?, device, bearing, told).await
        }
        Command::Load {
            links,
            calls,
            seconds,
            server,
            sends,
        } => {
            let plan = Plan {
                measure: Duration::from_secs(seconds.into()),
                supervisor: sends.media(SUPERVISOR_LOOKS)?,
                employee: sends.media(EMPLOYEE_LOOKS)?,
                server,
            };
            load(&links, calls, plan).await
        }
    }
}

async fn load(links: &std::path::Path, calls: usize, plan: Plan) -> Result<ExitCode, RobotError> {
    let text = std::fs::read_to_string(links).map_err(RobotError::Links)?;
    let mut pairs = Vec::new();
    for line in text.lines().take(calls.min(PAIRS_MAX)) {
        let (supervisor, employee) = line.split_once(' ').unwrap_or((line, ""));
        pairs.push(Pair {
            supervisor: Account::with_link(supervisor).await?,
            employee: Account::with_link(employee).await?,
        });
    }
    let loaded = load::run(pairs, plan).await?;
    println!("{loaded}");
    Ok(if loaded.flowed == calls && loaded.judged == calls {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn supervise(
    account: Account,
    device: Uuid,
    bearing: Bearing,
    told: Told,
) -> Result<ExitCode, RobotError> {
    let wanted = bearing.verdict;
    let judged = Supervisor::arrive(account, device, bearing, told)
        .await?
        .one_check()
        .await?;
    Ok(if judged.verdict == wanted {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
