// From the tap on Answer to the first picture of the other side, on both ends, through the real server and relay.
//
//   node bench/answer.mjs PATH_TO_SIDAK [calls = 10]          (from `web/`, after `npm ci`; `cargo build --release` first)
//
// Each call needs a check of its own, so each gets a fresh small `sidak demo`. A script stands in for the person and goes
// from "bersiap" into the call at once, so what is measured is the machine's part of the wait: signalling, camera, ICE,
// DTLS, first keyframe, decoding. Floor: the same two browsers with a peer connection inside one page, no network and no
// server between the ends.
import { chromium, firefox } from '@playwright/test';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [binary, wanted = '10'] = process.argv.slice(2);
if (!binary) throw new Error('which binary? node bench/answer.mjs ../target/release/sidak');
const CALLS = Number(wanted);
const PORT = 8900;

const engines = {
  chromium: {
    launch: () =>
      chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        chromiumSandbox: false,
        args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--no-first-run', '--disable-background-networking'],
      }),
    permissions: ['camera', 'microphone', 'notifications'],
  },
  firefox: {
    launch: () =>
      firefox.launch({
        channel: 'moz-firefox',
        executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
        firefoxUserPrefs: {
          'media.navigator.streams.fake': true,
          'media.navigator.permission.disabled': true,
          'media.autoplay.default': 0,
          'media.peerconnection.ice.loopback': true,
          'media.peerconnection.ice.obfuscate_host_addresses': false,
        },
      }),
    permissions: [],
  },
};

async function demo(port) {
  const child = spawn(binary, ['demo', '--people', '43', '--port', String(port)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const links = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const link = /([A-Z]+_LINK)=(\S+)/.exec(line);
    if (link) links[link[1]] = link[2];
    if (line.startsWith('listening on')) return { child, links };
  }
  throw new Error('the demo did not start');
}

async function pageOf(browser, permissions, width, height) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'id-ID', timezoneId: 'Asia/Jakarta', permissions });
  return context.newPage();
}

/** The moment at which the remote picture first has a frame, by the machine's clock, which both browsers share. */
const firstFrame = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const look = () => {
          const video = document.querySelector('.vc__stage > video, .incall__video > video');
          // A size and a decoded frame: HAVE_CURRENT_DATA.
          if (video && video.videoWidth > 0 && video.readyState >= 2) done(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

async function call(port, boss, staff) {
  const { child, links } = await demo(port);
  try {
    await staff.goto(links.EMPLOYEE_LINK);
    await staff.getByRole('navigation').first().waitFor();
    await staff.goto(new URL('/hari-ini', staff.url()).href);
    await staff.getByRole('button', { name: 'Mulai WFH' }).click();
    await boss.goto(links.SUPERVISOR_LINK);
    await boss.getByRole('navigation').first().waitFor();
    await boss.goto(new URL('/meja', boss.url()).href);
    await boss.locator('.call--first button').click({ timeout: 120_000 });
    const answer = staff.getByRole('button', { name: 'Jawab', exact: true });
    await answer.waitFor();
    const tapped = await answer.evaluate((button) => {
      const at = Date.now();
      button.click();
      return at;
    });
    const enter = staff.getByRole('button', { name: 'Masuk, saya di rumah' });
    await enter.waitFor();
    const entered = await enter.evaluate((button) => {
      const at = Date.now();
      button.click();
      return at;
    });
    const [atStaff, atBoss] = await Promise.all([firstFrame(staff), firstFrame(boss)]);
    return { staff: atStaff - tapped, boss: atBoss - tapped, page: entered - tapped };
  } finally {
    child.kill();
  }
}

/** What the browser itself needs: camera, two peer connections in one page, first decoded frame. */
const floor = (page) =>
  page.evaluate(async () => {
    const began = Date.now();
    const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
    a.onicecandidate = (event) => event.candidate && b.addIceCandidate(event.candidate);
    b.onicecandidate = (event) => event.candidate && a.addIceCandidate(event.candidate);
    const video = document.createElement('video');
    video.muted = true;
    b.ontrack = (event) => {
      video.srcObject = event.streams[0];
      void video.play();
    };
    for (const track of stream.getTracks()) a.addTrack(track, stream);
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
    await new Promise((done) => {
      const look = () => (video.videoWidth > 0 && video.readyState >= 2 ? done() : requestAnimationFrame(look));
      look();
    });
    const took = Date.now() - began;
    a.close();
    b.close();
    for (const track of stream.getTracks()) track.stop();
    return took;
  });

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
const told = (name, numbers) => console.log(`  ${name.padEnd(44)} median ${median(numbers)} ms   (${[...numbers].sort((a, b) => a - b).join(' ')})`);

let port = PORT;
for (const [supervisor, employee] of [
  ['chromium', 'chromium'],
  ['chromium', 'firefox'],
  ['firefox', 'firefox'],
]) {
  console.log(`${supervisor} (supervisor) and ${employee} (employee), ${CALLS} calls`);
  const seen = { staff: [], boss: [], page: [], floor: [] };
  for (let n = 0; n < CALLS; n += 1) {
    // New browsers for each call, as people have them: nothing is warm.
    const [one, other] = await Promise.all([engines[supervisor].launch(), engines[employee].launch()]);
    try {
      const boss = await pageOf(one, engines[supervisor].permissions, 1280, 860);
      const staff = await pageOf(other, engines[employee].permissions, 360, 740);
      const took = await call((port += 1), boss, staff);
      for (const key of ['staff', 'boss', 'page']) seen[key].push(took[key]);
      seen.floor.push(await floor(staff));
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  }
  told('tap Answer → "bersiap" is there', seen.page);
  told('tap Answer → supervisor in the employee\'s page', seen.staff);
  told('tap Answer → employee in the supervisor\'s page', seen.boss);
  told('floor: two ends in one page, no server', seen.floor);
}
