const id = {
  trend: {
    empty: 'Belum ada panggilan yang dihitung.',
    summary: (weeks: number, first: string, last: string) =>
      `Bagian terjawab dari yang dihitung, ${weeks} pekan: pertama ${first}, terakhir ${last}.`,
    of: (n: string, of: string) => `${n} dari ${of}`,
    heads: ['Pekan mulai', 'Terjawab', 'Rentang 95\u00a0%', 'Panggilan', 'Cek'],
  },
  histogram: {
    empty: 'Belum ada panggilan terjawab.',
    summary: (median: string, p90: string) => `Separuh panggilan dijawab dalam ${median}, sembilan dari sepuluh dalam ${p90}.`,
    summaryLimit: (limit: string) => ` Batasnya ${limit}.`,
    limits: (parts: string) => `Batas waktu menjawab tidak digambar karena berubah dalam rentang ini: ${parts}.`,
    limitOn: (limit: string, span: string) => `${limit} pada ${span}`,
    median: (text: string) => `separuh: ${text}`,
    p90: (text: string) => `90\u00a0%: ${text}`,
    limit: (text: string) => `batas ${text}`,
    minutes: (minutes: number) => `${minutes} mnt`,
    range: (from: number, to: number) => `${from}–${to} detik`,
    heads: ['Waktu menjawab', 'Panggilan', 'Bagian'],
  },
  spread: {
    empty: 'Belum ada indeks.',
    summary: (enough: string, below: string, floor: string, apart: string) =>
      `${enough} pegawai mempunyai indeks, ${below} di antaranya dengan perkiraan di bawah ${floor}; ${apart} belum cukup data.`,
    apart: 'Belum cukup data',
    apartShort: 'belum cukup',
    floor: (floor: string) => `batas kebijakan ${floor}`,
    range: (from: number, to: number) => `${from}–${to}\u00a0%`,
    heads: ['Perkiraan indeks', 'Pegawai'],
  },
  gaps: {
    summary: (mean: string, longest: string) => `Jarak antara dua cek: rata-rata ${mean} hari WFH, tidak pernah lebih dari ${longest}.`,
    longest: (days: string) => `paling lama ${days}`,
    bars: 'jarak antara dua cek (hari WFH)',
    line: 'peluang cek pada hari itu',
    day: (n: string) => `hari ke-${n}`,
    heads: ['Hari WFH sesudah cek', 'Bagian jarak', 'Peluang cek'],
  },
  interval: (value: string, range: string) => `${value}, rentang 95\u00a0% ${range}`,
  weeks: (weeks: number, first: string, last: string) => `${weeks} pekan: dari ${first} menjadi ${last}`,
};
export default id;
