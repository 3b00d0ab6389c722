//! A made-up agency lives through the real draw for months, so that anybody can see what a policy does before it is used.
//!
//! The windows are the rota's, the draw is [`plan_day`] itself with secrets made from a seed, and beside it two habits of
//! the field run over the same days. Knows nothing of files, threads and clocks: the days come out one by one.

mod agency;
mod calls;
mod course;
mod summary;

use crate::{
    calendar::Calendar,
    draw::{Candidate, CycleSecret, DaySecret, Outlook, POOL_MAX, PlanError, Words, derive, outlook, plan_day},
    ids::ProgrammeId,
    programme::{PERIOD_DAYS_MAX, Policy},
    rota,
    time::{Day, Window},
    watch::{CLASSES, Seen},
};
use agency::{Agency, Team};
use course::{Course, Today};

pub use agency::Wfh;
pub use calls::{Call, Voided};
pub use summary::{Figures, Guess, Load, Months, Summary};

/// Parts of the agency that can live apart from each other. Fixed, so that the result is the same on every machine.
pub const SHARDS: usize = 8;
/// Rows that the fitted guesser learns from and is tried on: every n-th person's days.
pub const FIT_ROWS_MAX: usize = 400_000;
/// Local times of the field's habit of fixed hours, in minutes after midnight.
const FIXED_HOURS: [u16; 3] = [10 * 60, 14 * 60, 16 * 60];

/// What is to be simulated.
#[derive(Clone, Debug)]
pub struct Wish {
    pub policy: Policy,
    /// Staff who may work from home; supervisors come on top.
    pub people: usize,
    /// First day; the policy's own period is moved over these days.
    pub from: Day,
    /// Calendar days.
    pub days: i32,
    pub seed: u64,
    pub wfh: Wfh,
}

/// Why nothing can be simulated.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("--people takes 1 to {POOL_MAX}, not {0}")]
    People(usize),
    #[error("--days takes 1 to {PERIOD_DAYS_MAX} calendar days, not {0}")]
    Days(i32),
    #[error("the holidays of {0} are not known to this build, so its working days are not either; choose other days with --from, or fewer with --days")]
    UnknownYear(i16),
    #[error("nobody works from home on any of these days: look at the quota, the working days and --wfh-days")]
    NobodyAtHome,
}

/// A working day of the simulated time.
#[derive(Clone, Debug)]
pub struct WorkDay {
    pub day: Day,
    /// Number of the working day from 0.
    pub ordinal: usize,
    pub windows: Vec<Window>,
}

/// One person's day in the pool.
#[derive(Clone, Copy, Debug)]
pub struct Opportunity {
    pub person: usize,
    pub unit: usize,
    pub supervisor: usize,
    pub minutes: u32,
    pub chance_millionths: u32,
}

/// What a day of one shard brings forth.
#[derive(Debug, Default)]
pub struct DayRows {
    pub opportunities: Vec<Opportunity>,
    pub calls: Vec<Call>,
}

/// The agency, its working days, and everybody's state.
pub struct Simulation {
    pub days: Vec<WorkDay>,
    pub shards: Vec<Shard>,
    wish: Wish,
    outlook: Outlook,
}

/// A part of the agency: whole units, with all that happened to them.
pub struct Shard {
    rules: Rules,
    teams: Vec<Team>,
    /// By seat: the people of all teams in order.
    pool: Vec<Candidate>,
    drawn: Course,
    fixed: Course,
    weekly: Course,
    loads: calls::Loads,
}

#[derive(Clone)]
struct Rules {
    policy: Policy,
    wfh: Wfh,
    seed: [u8; 32],
    programme: ProgrammeId,
    chances: Vec<f64>,
    first: Day,
    half: Day,
    /// Every so manieth person is kept for the fitted guesser.
    stride: usize,
}

impl Simulation {
    /// # Errors
    /// A [`Refusal`] that says what to change.
    pub fn new(wish: Wish, calendar: &Calendar) -> Result<Self, Refusal> {
        if wish.people == 0 || wish.people > POOL_MAX {
            return Err(Refusal::People(wish.people));
        }
        if wish.days < 1 || wish.days > PERIOD_DAYS_MAX {
            return Err(Refusal::Days(wish.days));
        }
        let mut policy = wish.policy.clone();
        (policy.from, policy.to) = (wish.from, wish.from.plus(wish.days - 1));
        let needs_calendar = policy.hours.holidays_are_free && !policy.hours.around_the_clock;
        if let Some(year) = calendar.unknown_years(policy.from, policy.to).first().filter(|_| needs_calendar) {
            return Err(Refusal::UnknownYear(*year));
        }
        let days: Vec<WorkDay> = (0..wish.days)
            .map(|n| wish.from.plus(n))
            .map(|day| (day, rota::windows(day, &policy, &policy.zone, calendar)))
            .filter(|(_, windows)| !windows.is_empty())
            .enumerate()
            .map(|(ordinal, (day, windows))| WorkDay { day, ordinal, windows })
            .collect();
        let agency = Agency::new(wish.people, wish.seed);
        if !days.iter().any(|day| agency.teams.iter().any(|team| team.at_home(&wish.wfh, &policy.quota, day).next().is_some())) {
            return Err(Refusal::NobodyAtHome);
        }
        let outlook = outlook(&policy.draw);
        let rules = Rules {
            wfh: wish.wfh.clone(),
            seed: agency::seed_bytes(wish.seed),
            programme: ProgrammeId(agency::id(0, 0)),
            chances: outlook.chances.clone(),
            first: policy.from,
            half: policy.from.plus(wish.days / 2),
            stride: (wish.people * days.len()).div_ceil(FIT_ROWS_MAX).max(1),
            policy,
        };
        let shards = agency.shards().into_iter().map(|teams| Shard::new(&rules, teams)).collect();
        Ok(Self { days, shards, wish, outlook })
    }

    /// What it came to.
    #[must_use]
    pub fn summary(&self) -> Summary {
        summary::summary(self)
    }
}

impl Shard {
    fn new(rules: &Rules, teams: Vec<Team>) -> Self {
        let pool: Vec<Candidate> = teams
            .iter()
            .flat_map(|team| team.people.clone().map(move |person| (team, person)))
            .map(|(team, person)| Candidate {
                person: agency::person(person),
                supervisor: agency::supervisor(team.supervisor),
                windows: Vec::new(),
                policy_version: 1,
                days_since_check: 0,
                cycle: 0,
            })
            .collect();
        let course = || Course::new(pool.len(), rules.first);
        Self { rules: rules.clone(), drawn: course(), fixed: course(), weekly: course(), pool, teams, loads: calls::Loads::default() }
    }

    /// Lives through one working day; `days` are all of them, since the rota of the week is known to everybody.
    ///
    /// # Errors
    /// When the policy's rules are out of the draw's bounds, which a checked policy is not.
    pub fn live(&mut self, days: &[WorkDay], today: &WorkDay) -> Result<DayRows, PlanError> {
        let day_secret = DaySecret::new(*derive(&self.rules.seed, &[b"day", today.day.to_string().as_bytes()]).bytes());
        let cycle_secret = CycleSecret::new(*derive(&self.rules.seed, &[b"cycle"]).bytes());
        let at_home = self.at_home(days, today);
        let pool: Vec<Candidate> = at_home
            .iter()
            .map(|home| Candidate { windows: today.windows.clone(), ..self.pool[home.seat].clone() })
            .collect();
        let rules = &self.rules.policy.draw;
        let plan = plan_day(today.day, self.rules.programme, rules, &pool, &day_secret, &cycle_secret)?;
        let mut rows = DayRows::default();
        for (home, leaf) in at_home.iter().zip(&plan.leaves) {
            let team = &self.teams[home.team];
            rows.opportunities.push(Opportunity {
                person: home.person,
                unit: team.unit,
                supervisor: team.supervisor,
                minutes: leaf.slots(),
                chance_millionths: leaf.chance_millionths,
            });
            let checks = plan.checks_of(leaf.person);
            let Some(seen) = Seen::of(leaf, agency::unit(team.unit), agency::sex(home.person), checks) else { continue };
            let since = usize::from(leaf.days_since_check).min(self.rules.chances.len() - 1);
            let known = self.rules.chances[since];
            self.drawn.take(&self.rules, &home.today(team.unit, known), &seen, checks.len());
            self.habits(home, today, &seen);
        }
        for ((_, days, cycle), home) in plan.next_counters().zip(&at_home) {
            (self.pool[home.seat].days_since_check, self.pool[home.seat].cycle) = (days, cycle);
        }
        rows.calls = calls::run(&self.rules.seed, &self.teams, &at_home, &plan, today, &mut self.loads);
        Ok(rows)
    }

    /// The same day under the two habits of the field: a third of the staff at one of three fixed hours, and everybody
    /// once a week on some day and minute.
    fn habits(&mut self, home: &AtHome, today: &WorkDay, seen: &Seen) {
        let team = &self.teams[home.team];
        let key = derive(&self.rules.seed, &[b"habits", today.day.to_string().as_bytes(), &(home.person as u64).to_be_bytes()]);
        let mut words = Words::of(&key);
        let hours: Vec<u32> = FIXED_HOURS
            .into_iter()
            .filter_map(|hour| slot_at(&today.windows, today.day.at(hour, &self.rules.policy.zone)))
            .collect();
        let called = words.below(3) == 0 && !hours.is_empty();
        let slot = hours.get(words.below(3) as usize % hours.len().max(1)).copied().filter(|_| called);
        let third = Seen { chance: if hours.is_empty() { 0.0 } else { 1.0 / 3.0 }, minute: 0.0, random: slot, forced: None, ..*seen };
        self.fixed.take(&self.rules, &home.today(team.unit, third.chance), &third, usize::from(called));

        let open = !self.weekly.checked_this_week(home.seat, today.day);
        let chance = if open { 1.0 / f64::from(home.left_this_week) } else { 0.0 };
        let called = open && words.below(home.left_this_week) == 0;
        let slot = Some(words.below(seen.slots)).filter(|_| called);
        let once = Seen { chance, minute: 0.0, random: slot, forced: None, ..*seen };
        self.weekly.take(&self.rules, &home.today(team.unit, chance), &once, usize::from(called));
    }

    /// Who is at home, in order of person.
    fn at_home(&self, days: &[WorkDay], today: &WorkDay) -> Vec<AtHome> {
        let week: Vec<&WorkDay> =
            days[today.ordinal..].iter().take_while(|day| day.day.monday() == today.day.monday()).collect();
        let mut found = Vec::new();
        let mut seats = 0;
        for (number, team) in self.teams.iter().enumerate() {
            let mut left = vec![0_u32; team.people.len()];
            for day in &week {
                team.at_home(&self.rules.wfh, &self.rules.policy.quota, day).for_each(|rank| left[rank] += 1);
            }
            for rank in team.at_home(&self.rules.wfh, &self.rules.policy.quota, today) {
                found.push(AtHome {
                    seat: seats + rank,
                    person: team.people.start + rank,
                    team: number,
                    left_this_week: left[rank],
                    weekday: today.day.weekday(),
                    day: today.day,
                });
            }
            seats += team.people.len();
        }
        found
    }
}

/// Somebody at home today.
#[derive(Clone, Copy)]
struct AtHome {
    seat: usize,
    person: usize,
    /// Place of the team in the shard.
    team: usize,
    /// WFH days left this week, today included.
    left_this_week: u32,
    weekday: u8,
    day: Day,
}

impl AtHome {
    /// What a guesser may know, with the chance that the rules give to such a past.
    fn today(&self, unit: usize, known: f64) -> Today {
        Today {
            seat: self.seat,
            person: self.person,
            unit,
            day: self.day,
            weekday: self.weekday,
            left_this_week: self.left_this_week,
            known,
        }
    }
}

/// Number of the callable minute that begins at a moment.
fn slot_at(windows: &[Window], at: crate::time::Moment) -> Option<u32> {
    let mut before = 0;
    for window in windows {
        if window.contains(at) {
            return u32::try_from(before + at.since(window.start) / crate::time::MINUTE).ok();
        }
        before += window.minutes();
    }
    None
}

/// Sixteenths of working time that never saw a check: where somebody may feel safe.
fn quiet_classes(drawn: &[u32]) -> usize {
    debug_assert!(drawn.len() <= CLASSES);
    drawn.iter().filter(|count| **count == 0).count()
}

#[cfg(test)]
mod tests;
