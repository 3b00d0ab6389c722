const id = {
  title: 'Kewajaran undian',
  intro:
    'Setiap pekan Sidak memeriksa undiannya sendiri: apakah cek yang benar-benar terjadi sesuai dengan peluang yang dikunci sebelum harinya. Yang dilihat tiga belas pekan terakhir; kuning yang kebetulan karena itu dapat tinggal beberapa pekan.',
  empty: 'Belum ada laporan',
  emptyNote: 'Laporan pertama dibuat sesudah satu pekan penuh dengan undian.',
  period: (from: string, to: string) => `${from} sampai ${to}`,
  made: (when: string) => `dibuat ${when}`,
  counted: (lines: string, people: string, random: string, forced: string) =>
    `${lines} hari WFH dari ${people} pegawai; ${random} di antaranya dengan cek acak, ${forced} dengan cek yang terjadi karena batas hari tanpa cek tercapai.`,
  lights: { green: 'Wajar', look: 'Perlu dilihat', red: 'Menyimpang', too_few: 'Belum cukup data' },
  overall: {
    green: 'Tidak ditemukan penyimpangan.',
    look: 'Ada yang perlu dilihat. Ini masih dapat terjadi secara kebetulan.',
    red: 'Undian menyimpang dari peluang yang dijanjikan. Periksa berkas undian hari-hari itu.',
    too_few: 'Undian belum cukup banyak untuk dinilai.',
  },
  overallNote: {
    green: 'Tidak satu pun dari tujuh pemeriksaan menemukan perbedaan yang melebihi kebetulan.',
    look: 'Lihat lagi pekan depan. Bila tetap kuning, minta auditor memeriksa berkas undian.',
    red: 'Karena kebetulan saja, hal ini terjadi paling banyak sekali dalam seribu laporan. Auditor dapat menghitung ulang setiap hari dengan sidak verify-draw.',
    too_few: 'Laporan berikutnya menyusul pekan depan.',
  },
  many: 'Tujuh pemeriksaan sekaligus akan sesekali menemukan sesuatu secara kebetulan; karena itu hasilnya dikoreksi bersama (Holm): kuning muncul karena kebetulan paling banyak pada satu dari 20 laporan, merah pada satu dari 1.000.',
  tests: 'Tujuh pemeriksaan',
  subjects: {
    minutes: { name: 'Jam dalam sehari', ask: 'Apakah setiap bagian jam kerja mendapat cek sesering yang diharapkan?' },
    weekdays: { name: 'Hari dalam sepekan', ask: 'Apakah tidak ada hari yang dilewatkan atau dipilih?' },
    people: { name: 'Antarpegawai', ask: 'Apakah semua pegawai bersama-sama tidak lebih berbeda daripada kebetulan?' },
    one_person: { name: 'Satu pegawai', ask: 'Apakah tidak ada satu orang yang jauh lebih sering atau jarang terundi?' },
    units: { name: 'Perangkat daerah', ask: 'Apakah setiap unit terundi sesuai peluangnya?' },
    sexes: { name: 'Laki-laki dan perempuan', ask: 'Apakah keduanya terundi sesuai peluangnya?' },
    supervisors: { name: 'Atasan', ask: 'Apakah pegawai setiap atasan terundi sesuai peluangnya?' },
  },
  numbers: 'Lihat angkanya',
  /** Chi-square. */
  statistic: 'Khi-kuadrat',
  distance: 'Jarak terjauh (simpangan baku)',
  degrees: 'Derajat kebebasan',
  looked: 'Pegawai yang dilihat',
  p: 'Kemungkinan bila undian adil',
  corrected: 'Sesudah koreksi',
  less: (value: string) => `kurang dari ${value}`,
  heads: { group: 'Kelompok', expected: 'Diharapkan', drawn: 'Terundi', difference: 'Selisih' },
  part: (n: string) => `Bagian ${n} dari 16`,
  sexNames: ['Laki-laki', 'Perempuan'],
  minutesNote:
    'Bagian pagi diharapkan sedikit lebih sering: siapa yang sudah dicek sebanyak batas sehari, tidak dicek lagi pada sisa hari itu.',
  unitsNote: 'Paling banyak sepuluh unit yang paling jauh dari harapan; unit dengan kurang dari lima pegawai tidak ditampilkan.',
  peopleNote: 'Hitungan per orang tidak ditampilkan. Setiap pegawai melihat miliknya sendiri di Catatan saya.',
  supervisorsNote: 'Hitungan per atasan tidak ditampilkan di sini; yang ditambahkan atasan ada di bawah.',
  weeks: 'Pekan sebelumnya',
  week: (day: string) => `Pekan ${day}`,
  conduct: {
    title: 'Yang ditambahkan atasan',
    intro:
      'Undian tidak dapat ditambah atau dikurangi, tetapi panggilan manual, penundaan, pembatalan, dan cek yang dibiarkan lewat dapat mengubah siapa yang akhirnya dipanggil. Setiap atasan dibandingkan dengan semua atasan bersama.',
    sums: (checks: string, deferred: string, voided: string, notCalled: string, manual: string) =>
      `Semua atasan: ${checks} cek terundi, ${deferred} ditunda, ${voided} dibatalkan, ${notCalled} tidak ditelepon; ${manual} panggilan manual.`,
    heads: { who: 'Atasan', checks: 'Cek', deferred: 'Ditunda', voided: 'Dibatalkan', notCalled: 'Tidak ditelepon', manual: 'Manual' },
    out: 'di luar kebiasaan',
    none: 'Tidak ada atasan yang di luar kebiasaan.',
    some: (n: string) => `${n} atasan di luar kebiasaan. Itu pertanyaan, bukan kesimpulan: alasannya ada pada catatan setiap cek.`,
    small: (n: string) => `${n} atasan dengan kurang dari lima pegawai tidak ditampilkan.`,
    empty: 'Belum ada cek.',
    show: 'Tampilkan semua',
  },
};
export default id;
