//! When one person may be called on one day: the programme's hours for the person's pattern, the chosen shift, and what is on
//! record as absence. Asked by everything that judges or shows a person's day.

use sidak_core::{
    absence::{self, Absence},
    programme::Policy,
    rota::{self as rules, Worker},
    time::{DAY, Day, Moment, Window, Zone},
    times::Times,
};

use super::{Done, House};
use crate::store::{
    Tx,
    absences::{self, AbsenceRow},
    people::Person,
    shifts::{self, Shift},
};

/// One person's day.
#[derive(Clone, Debug)]
pub struct Hours {
    /// Working time, after breaks, prayers and the shift that holds; absences are not cut out.
    pub windows: Vec<Window>,
    /// When an absence or a status holds.
    pub absent: Vec<Window>,
    pub absences: Vec<AbsenceRow>,
    pub shift: Shift,
}

impl Hours {
    #[must_use]
    pub fn times(&self) -> Times<'_> {
        Times { windows: &self.windows, absent: &self.absent }
    }

    /// What the draw may use: working time without the absences that the line has entered.
    #[must_use]
    pub fn for_the_draw(&self) -> Vec<Window> {
        rules::without(&self.windows, &cuts(&self.absences))
    }

    /// Until when the day must be started; it begins after an absence that the line has entered.
    #[must_use]
    pub fn ready_deadline(&self, policy: &Policy) -> Option<Moment> {
        rules::ready_deadline(&self.for_the_draw(), policy)
    }
}

/// # Errors
/// When the store fails.
pub async fn of(house: &House, tx: &mut Tx, person: &Person, policy: &Policy, day: Day) -> Done<Hours> {
    let shift = shifts::of_people(tx, &[person.id], day).await?.remove(&person.id).unwrap_or_default();
    let span = day_span(day, &person.zone);
    let absences = absences::of_person(tx, person.id, span.start, span.end).await?;
    let windows = windows(house, person, policy, day, shift.minutes());
    let rules: Vec<Absence> = absences.iter().map(AbsenceRow::rule).collect();
    Ok(Hours { windows, absent: absence::spans(&rules), absences, shift })
}

/// Working time of a person whose day is moved by `shift_minutes`.
#[must_use]
pub fn windows(house: &House, person: &Person, policy: &Policy, day: Day, shift_minutes: i16) -> Vec<Window> {
    let worker = Worker { zone: &person.zone, pattern: &person.pattern, shift_minutes };
    rules::windows_of(day, policy, &worker, &house.calendar())
}

/// The times that the line has taken out of a day.
#[must_use]
pub fn cuts(rows: &[AbsenceRow]) -> Vec<Window> {
    rows.iter().map(AbsenceRow::rule).filter(Absence::cuts_pool).filter_map(|absence| absence.span()).collect()
}

/// From midnight to midnight.
#[must_use]
pub fn day_span(day: Day, zone: &Zone) -> Window {
    Window { start: day.at(0, zone), end: day.plus(1).at(0, zone) }
}

/// The same in every zone of the world.
#[must_use]
pub fn day_anywhere(day: Day) -> Window {
    let utc = Zone::parse("UTC").map_or(Moment(0), |utc| day.at(0, &utc));
    Window { start: utc.plus(-DAY), end: utc.plus(2 * DAY) }
}
