//! Datagrams for one receiver that may leave with one system call: the kernel cuts them apart again (UDP segmentation
//! offload). All must have one size, only the last may be shorter. The packets of a picture mostly are like that.
//! Knows nothing of sockets or of what the datagrams hold.

use std::net::{IpAddr, SocketAddr};

/// Largest train in bytes: what one UDP datagram could hold before it is cut.
const MAX_BYTES: usize = 65_000;

#[derive(Debug)]
pub(super) struct Train {
    pub(super) to: SocketAddr,
    /// Our address to send from, where that is ours to choose.
    pub(super) from: Option<IpAddr>,
    pub(super) bytes: Vec<u8>,
    pub(super) segment: usize,
    pub(super) count: usize,
}

impl Train {
    pub(super) fn new(to: SocketAddr, from: Option<IpAddr>, bytes: &[u8]) -> Train {
        Train {
            to,
            from,
            bytes: bytes.to_vec(),
            segment: bytes.len(),
            count: 1,
        }
    }

    /// Couples one more datagram, if it fits. `longest` is how many the kernel takes.
    pub(super) fn couple(
        &mut self,
        to: SocketAddr,
        from: Option<IpAddr>,
        bytes: &[u8],
        longest: usize,
    ) -> bool {
        let whole = self.bytes.len() == self.segment * self.count;
        let fits = (self.to, self.from) == (to, from)
            && whole
            && (1..=self.segment).contains(&bytes.len())
            && self.count < longest
            && self.bytes.len() + bytes.len() <= MAX_BYTES;
        if fits {
            self.bytes.extend_from_slice(bytes);
            self.count += 1;
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    /// How many of these sizes go into the first train.
    fn coupled(sizes: &[usize], longest: usize) -> usize {
        let mut train = Train::new(to(1), None, &vec![0; sizes[0]]);
        for size in &sizes[1..] {
            if !train.couple(to(1), None, &vec![0; *size], longest) {
                break;
            }
        }
        train.count
    }

    #[test]
    fn only_the_last_may_be_shorter() {
        let cases: [(&[usize], usize, usize); 8] = [
            (&[100, 100, 100], 64, 3),
            (&[100, 100, 60, 100], 64, 3),
            (&[100, 101], 64, 1),
            (&[60, 100], 64, 1),
            (&[100, 0], 64, 1),
            (&[100; 70], 64, 64),
            (&[100; 3], 1, 1),
            (&[1300; 60], 64, 50),
        ];
        for (sizes, longest, expected) in cases {
            assert_eq!(coupled(sizes, longest), expected, "{sizes:?}");
        }
    }

    #[test]
    fn a_train_has_one_receiver_and_one_sender() {
        let here = Some(IpAddr::from([192, 0, 2, 9]));
        for (receiver, sender, expected) in [
            (to(1), None, true),
            (to(2), None, false),
            (to(1), here, false),
        ] {
            let mut train = Train::new(to(1), None, &[0; 10]);
            assert_eq!(train.couple(receiver, sender, &[0; 10], 64), expected);
        }
    }
}
