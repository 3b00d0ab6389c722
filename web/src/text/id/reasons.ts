import { duration, time } from '../../lib/clock';
import outage from './outage';

/** `details` of a reason or fact, read without trusting it: the server may be newer than this page. */
export type Details = { readonly [key: string]: unknown };
export const num = (details: Details, key: string): number => (typeof details[key] === 'number' ? details[key] : 0);
export const str = (details: Details, key: string): string => (typeof details[key] === 'string' ? details[key] : '');
export const secondsOf = (details: Details, key = 'seconds'): string => duration(num(details, key) * 1000);

type Words = { [code: string]: (details: Details) => string };

const why: { [code: string]: string } = {
  supervisor_asked: 'atasan meminta ditunda',
  supervisor_busy: 'atasan sedang dalam cek lain',
  no_longer_at_home: 'pegawai tidak lagi bekerja dari rumah hari itu',
  window_ended: 'jam kerja berakhir lebih dahulu',
  person_status: 'pegawai berstatus rapat, ibadah, jeda, atau tidak hadir',
  capacity: 'server sedang penuh',
  over_hour: 'pejabat sudah diminta menelepon sebanyak batas satu jam',
  over_day: 'pejabat sudah diminta menelepon sebanyak batas sehari',
  supervisor_absent: 'atasan tidak bertugas dan tidak ada pengganti',
  person_busy: 'pegawai sedang dalam cek lain',
  pause: 'jam istirahat; dilanjutkan sesudahnya',
  flexible_start: 'jam kerja hari itu digeser',
  status_ended: 'status pegawai berakhir lebih awal',
  day_not_worked: 'hari itu ditetapkan sebagai hari libur',
};
const verdict: { [code: string]: string } = {
  as_declared: 'sesuai pernyataan',
  elsewhere: 'di tempat lain',
  follow_up: 'perlu tindak lanjut',
  technical: 'kendala teknis',
};
const side = (d: Details): string => (str(d, 'side') === 'supervisor' ? 'atasan' : 'pegawai');
const media: { [code: string]: string } = { audio: 'suara', video: 'gambar', keyframe: 'gambar utuh' };
const place = (d: Details): string => (str(d, 'kind') === 'home' ? 'di rumah' : 'di tempat lain');
const receipt: { [code: string]: string } = {
  sent: 'terkirim',
  accepted: 'diterima layanan pemberitahuan',
  displayed: 'tampil di layar',
  audible: 'berbunyi',
  muted: 'tampil tanpa bunyi',
};
const hindrance = (d: Details): string => (str(d, 'by') === 'network' ? 'jaringannya bermasalah' : 'nada dering tidak terdengar');
const ring = (d: Details): string => (num(d, 'ring') > 0 ? ` pada percobaan ${num(d, 'ring')}` : '');

const reasons: Words = {
  voided: (d) => `Cek ditiadakan: ${why[str(d, 'why')] ?? 'tidak berlaku lagi'}.`,
  verdict_given: (d) =>
    `Atasan mencatat: ${verdict[str(d, 'verdict')] ?? 'hasil pemeriksaan'}${d['corrected'] === true ? ' (dikoreksi)' : ''}.`,
  follow_up_noted: () => 'Atasan mencatat hal yang perlu ditindaklanjuti.',
  verdict_missing: () => 'Atasan tidak mencatat hasil; yang dipakai adalah yang terlihat oleh server.',
  answered_after: (d) => `Dijawab dalam ${secondsOf(d)}${ring(d)}.`,
  called_back_after: (d) => `Pegawai menghubungi kembali ${secondsOf(d)} sesudah dering berakhir${ring(d)}.`,
  declared: (d) =>
    `Pegawai menyatakan berada ${place(d)}${d['same_as_morning'] === false ? ', berbeda dengan pernyataan pagi' : ''}.`,
  in_writing: (d) => `Menjawab dengan teks, ${num(d, 'answers')} kali.`,
  media_seen: (d) => `Server menerima ${media[str(d, 'what')] ?? 'media'} dari ${side(d)}.`,
  no_media_from: (d) => `Tidak ada gambar atau suara yang diterima dari ${side(d)}.`,
  call_dropped: (d) => `Panggilan terputus di pihak ${side(d)} dan tidak tersambung kembali.`,
  server_failed_in_call: () => 'Server terputus di tengah panggilan. Ini kesalahan kami.',
  declined_with_words: (d) => `Pegawai menolak dengan alasan${ring(d)}.`,
  rings_ended: (d) => `${num(d, 'rings')} dari ${num(d, 'promised')} percobaan berakhir tanpa jawaban.`,
  audible_on: (d) => `Ada bukti perangkat berbunyi${ring(d)}.`,
  hindered_on: (d) => `Perangkat berbunyi${ring(d)}, tetapi pagi itu sudah tercatat: ${hindrance(d)}. Tidak dihitung.`,
  displayed_but_muted: (d) => `Panggilan tampil tetapi tidak berbunyi${ring(d)}.`,
  displayed_on: (d) => `Panggilan tampil${ring(d)}; bunyinya tidak terbukti.`,
  sent_only: (d) => `Panggilan terkirim${ring(d)}; tidak ada bukti bahwa tampil.`,
  accepted_only: (d) => `Panggilan diterima layanan pemberitahuan${ring(d)}; perangkat tidak memberi kabar, mungkin mati atau luring.`,
  no_device_connected: (d) => `Tidak ada perangkat yang tersambung${ring(d)}.`,
  started_day_at: (d) => `Mulai WFH pukul ${time(num(d, 'at'))}.`,
  day_not_started_by: (d) => `Mulai WFH belum ditekan sampai batas pukul ${time(num(d, 'deadline'))}.`,
  supervisor_ignored_prompt: (d) => `Atasan tidak menelepon dalam ${secondsOf(d)} yang tersedia.`,
  supervisor_put_off: (d) => `Atasan menunda ${num(d, 'times')} kali.`,
  ring_voided_by_server: (d) => `${num(d, 'rings')} dering batal karena gangguan server. Ini kesalahan kami.`,
  prompt_voided_by_server: (d) => `${num(d, 'prompts')} permintaan batal karena gangguan server. Ini kesalahan kami.`,
  mass_outage: (d) =>
    `Dering${num(d, 'ring') > 0 ? ` ke-${num(d, 'ring')}` : ''} terjadi dalam gangguan massal pada ${outage.what[str(d, 'kind')] ?? outage.unknown}. Bukan kesalahan pegawai.`,
  never_rang: () => 'Tidak pernah berdering.',
  ruled_by: () => 'Pejabat yang berwenang mengubah kesimpulan ini dengan alasan.',
};

const facts: Words = {
  asked_by_hand: (d) => `Panggilan manual diminta, alasan: “${str(d, 'words')}”`,
  prompted: () => 'Pejabat diminta menelepon',
  passed_on: (d) => `Beralih kepada pengganti: ${why[str(d, 'why')] ?? 'pejabat tidak dapat diminta'}`,
  deferred: (d) => `Ditunda: ${why[str(d, 'why')] ?? 'dengan alasan'}`,
  handed_over: () => 'Dialihkan kepada pejabat pengganti',
  prompt_ignored: () => 'Waktu menelepon lewat tanpa panggilan',
  prompt_voided: () => 'Permintaan batal karena gangguan server',
  rang: (d) => `Panggilan ke-${num(d, 'number')} dimulai`,
  hindered: (d) => `Cek perangkat pagi: ${hindrance(d)}`,
  received: (d) => `Bukti perangkat: ${receipt[str(d, 'receipt')] ?? 'diterima'}`,
  answered: () => 'Dijawab',
  declined: () => 'Ditolak dengan alasan',
  ring_ended: () => 'Dering berakhir tanpa jawaban',
  called_back: () => 'Pegawai menghubungi kembali',
  ring_voided: () => 'Dering batal karena gangguan server',
  ring_in_outage: (d) => `Dering tidak berlaku: gangguan massal pada ${outage.what[str(d, 'kind')] ?? outage.unknown}`,
  declared: (d) => `Menyatakan berada ${place(d)}`,
  by_text: () => 'Menjawab dengan teks',
  wrote: (d) => `Jawaban tertulis: “${str(d, 'words')}”`,
  media_flowed: (d) => `Server menerima ${media[str(d, 'what')] ?? 'media'} dari ${side(d)}`,
  side_lost: (d) => `Sambungan ${side(d)} hilang`,
  side_back: (d) => `Sambungan ${side(d)} aktif`,
  hung_up: (d) => `Diakhiri oleh ${side(d)}`,
  dropped: (d) => `Berakhir karena sambungan ${side(d)} tidak kembali`,
  server_restarted: () => 'Server terputus di tengah panggilan dan kembali',
  server_failed: () => 'Panggilan tidak pulih setelah server terputus',
  call_too_long: () => 'Diakhiri server: batas lama panggilan tercapai',
  verdict_given: (d) => `Hasil dicatat: ${verdict[str(d, 'verdict')] ?? ''}`,
  verdict_changed: (d) => `Hasil dikoreksi: ${verdict[str(d, 'verdict')] ?? ''}`,
  verdict_missing: () => 'Hasil tidak dicatat sampai batas waktu',
  voided: (d) => `Ditiadakan: ${why[str(d, 'why')] ?? 'tidak berlaku lagi'}`,
};

export default { reasons, facts, otherReason: 'Alasan lain tercatat di server.', otherFact: 'Kejadian lain tercatat' };
