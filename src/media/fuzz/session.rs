//! Fuzz target: messages to one TURN session, unsigned and signed with good credentials, and the relay's packets back.
//! Nothing gets out but to the relay, and nothing before somebody has signed in.
//! Knows nothing of streams.

use crate::fuzz::{Script, with_length};
use crate::media::turn::fuzz::{Client, Heard};

use super::leg::attribute;

const STEPS_MAX: usize = 32;

const RAW: u8 = 0;
const SIGNED: u8 = 1;
const CHANNEL: u8 = 2;
const BACK: u8 = 3;
const WAIT: u8 = 4;
const SIGN_IN: u8 = 5;
const INDICATION: u8 = 6;

pub(super) fn turn(input: &[u8]) {
    let mut client = Client::new();
    let mut script = Script(input);
    let mut signed_in = false;
    for _ in 0..STEPS_MAX {
        let Some(step) = script.step() else { break };
        let heard = match step % 7 {
            SIGNED => client.request(script.word() & 0xff, script.some(600)),
            CHANNEL => {
                let head = (0x4000 | script.word() & 0xfff).to_be_bytes();
                client.say([&head[..], &with_length(script.some(1_200))].concat())
            }
            BACK => {
                client.packet_of_the_relay(script.some(1_200));
                continue;
            }
            WAIT => {
                client.wait(u64::from(script.word()));
                continue;
            }
            SIGN_IN => client.sign_in(),
            INDICATION => client.indication(script.some(1_200)),
            _ => client.say(script.some(2_300).to_vec()),
        };
        let Heard { to_the_relay, to_others, sign_ins } = heard;
        assert_eq!(to_others, 0, "a packet for somebody else than the relay");
        assert!(!(signed_in && sign_ins > 0), "signed in twice");
        signed_in |= sign_ins > 0;
        assert!(to_the_relay == 0 || signed_in, "a packet of who has not signed in");
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    // CreatePermission and ChannelBind (RFC 8656 sections 9 and 11) for 203.0.113.5:8443, in the form that the magic number masks.
    let relay = [0, 1, 0x01, 0xe9, 0xea, 0x12, 0xd5, 0x47];
    let permission = [&[SIGNED, 0, 8][..], &with_length(&attribute(0x12, &relay))].concat();
    let binding = [attribute(0x0c, &[0x40, 1, 0, 0]), attribute(0x12, &relay)].concat();
    let bind = [&[SIGNED, 0, 9][..], &with_length(&binding)].concat();
    let data = [attribute(0x12, &relay), attribute(0x13, b"a packet")].concat();
    let send = [&[INDICATION][..], &with_length(&data)].concat();
    let channel = [&[CHANNEL, 0, 1][..], &with_length(b"a packet")].concat();
    let back = [&[BACK][..], &with_length(b"another")].concat();
    let allocation = attribute(0x19, &[17, 0, 0, 0]);
    vec![
        [vec![SIGN_IN], permission.clone(), bind, channel, back.clone(), send.clone(), vec![WAIT, 2, 88, SIGN_IN]].concat(),
        [vec![SIGN_IN], permission, back, vec![WAIT, 255, 255], send].concat(),
        [&[SIGNED, 0, 3][..], &with_length(&allocation), &[SIGNED, 0, 4], &with_length(&attribute(0x0d, &[0; 4]))].concat(),
        [&[RAW][..], &with_length(&super::leg::stun(3, &allocation))].concat(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seeds are to get somewhere, else the target tries nothing.
    #[test]
    fn the_first_seed_signs_in_and_reaches_the_relay() {
        let mut client = Client::new();
        assert_eq!(client.sign_in().sign_ins, 1);
        let relay = [0, 1, 0x01, 0xe9, 0xea, 0x12, 0xd5, 0x47];
        let binding = [attribute(0x0c, &[0x40, 1, 0, 0]), attribute(0x12, &relay)].concat();
        client.request(9, &binding);
        let channel = [&[0x40, 1][..], &with_length(b"a packet")].concat();
        assert_eq!(client.say(channel).to_the_relay, 1);
        assert!(client.packet_of_the_relay(b"another"));
        turn(&seeds()[0]);
    }
}
