//! The rules of Sidak, in the order a check travels: who may be checked and when, the draw, the prompt, the ring,
//! the call, the outcome, the score, the review, the report.
//!
//! Nothing here reads a clock, a file, a socket or a database, and nothing here draws randomness: the present moment
//! and every secret are arguments. So each rule can be run in the head, in a test, or again years later.

pub mod ids;
pub mod time;

pub mod programme;
pub mod calendar;
pub mod rota;
pub mod absence;
pub mod times;
pub mod draw;
pub mod readiness;
pub mod needs;
pub mod check;
pub mod capacity;
pub mod prompt;
pub mod manual;
pub mod ring;
pub mod call;
pub mod outcome;
pub mod score;
pub mod review;
pub mod report;
pub mod staff;
pub mod access;
// What the offices ask of all of it: was it fair, and could it be guessed?
pub mod stats;
pub mod outage;
pub mod watch;
pub mod simulate;
