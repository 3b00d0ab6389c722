//! The numbers of the relay and of what was turned away, by reason, for `/metrics`.
//! Knows nothing of what the reasons mean; `docs/running.md` tells.

use prometheus::{IntCounterVec, IntGauge, Opts, Registry};

use crate::media::RelayStats;

pub(super) fn gauge(registry: &Registry, name: &str, help: &str, value: u64) -> Result<(), prometheus::Error> {
    let gauge = IntGauge::new(name, help)?;
    gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    registry.register(Box::new(gauge))
}

/// Everything the relay counts.
pub(super) fn relay(registry: &Registry, stats: &RelayStats) -> Result<(), prometheus::Error> {
    for (name, help, value) in [
        ("calls", "Calls on the relay now", stats.calls),
        ("legs", "Sides of calls connected to the relay now", stats.legs),
        ("tcp_connections", "ICE-TCP connections now", stats.tcp_connections),
        ("packets_in", "Media packets received", stats.packets_in),
        ("packets_out", "Media packets sent on", stats.packets_out),
        ("bytes_in", "Media bytes received", stats.bytes_in),
        ("bytes_out", "Media bytes sent on", stats.bytes_out),
        ("keyframe_requests", "Requests for a whole picture passed on", stats.keyframe_requests),
        ("engine_faults", "Sides lost to an error inside the media engine", stats.engine_faults),
    ] {
        gauge(registry, &format!("sidak_relay_{name}"), help, value)?;
    }
    // Absent where the kernel does not say, for 0 would be a claim.
    if let Some(drops) = stats.kernel_drops {
        gauge(registry, "sidak_relay_kernel_drops", "Datagrams lost because the receive buffer was full", drops)?;
    }
    by_reason(registry, "sidak_relay_dropped_total", "Packets, connections and notes the relay threw away", &stats.dropped.by_reason())?;
    by_reason(registry, "sidak_relay_offers_refused_total", "Offers that were not answered", &stats.offers_refused)
}

pub(super) fn by_reason(registry: &Registry, name: &str, help: &str, counts: &[(&str, u64)]) -> Result<(), prometheus::Error> {
    let family = IntCounterVec::new(Opts::new(name, help), &["reason"])?;
    for (reason, count) in counts {
        family.with_label_values(&[*reason]).inc_by(*count);
    }
    registry.register(Box::new(family))
}
