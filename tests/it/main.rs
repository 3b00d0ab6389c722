//! The running product, tested from outside: pages speak HTTP and the socket's protocol, the heartbeat is moved by hand.
//! One binary, so that it links once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

mod bounds;
mod callback;
mod draws;
mod ends;
mod hostile;
mod hours;
mod kill;
mod load;
mod morning;
mod outage;
mod needs;
mod permissions;
mod privacy;
mod push;
mod ringbook;
mod slow;
mod story;
mod tabs;
mod tidy;
mod trial;
mod watch;
mod wire;
