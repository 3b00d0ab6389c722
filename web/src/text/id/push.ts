import type { Platform } from '../../lib/agent';

const id = {
  lost: 'Pemberitahuan di perangkat ini terputus',
  lostMore: 'Panggilan hanya berdering selama halaman Sidak terbuka. Sambungkan lagi sekarang, atau periksa perangkat di Hari ini.',
  mend: 'Sambungkan lagi',
  mended: 'Pemberitahuan tersambung lagi.',
  notMended: 'Belum berhasil. Lihat Bantuan, bagian Perangkat.',
  install: {
    title: 'Pasang Sidak di layar utama',
    why: 'Sidak terbuka sekali ketuk, dan panggilan lebih jarang ditahan oleh penghemat baterai.',
    whyIos: 'Di iPhone dan iPad panggilan hanya sampai saat Sidak tertutup bila Sidak dipasang di layar utama (iOS 16.4 atau lebih baru).',
    button: 'Pasang',
    steps: {
      ios: ['Ketuk Bagikan, lalu Tambah ke Layar Utama', 'Buka Sidak dari layar utama, lalu masuk', 'Mulai WFH di sana dan pilih Izinkan untuk pemberitahuan'],
      iosOther: ['Buka Sidak di Safari', 'Ketuk Bagikan, lalu Tambah ke Layar Utama', 'Buka Sidak dari layar utama, lalu masuk dan Mulai WFH'],
      iosApp: [],
      android: ['Ketuk menu peramban (tiga titik)', 'Pilih Tambahkan ke layar utama, lalu Instal', 'Di setelan baterai ponsel, jangan batasi peramban ini'],
      samsung: ['Ketuk menu Samsung Internet (tiga garis)', 'Pilih Tambah halaman ke, lalu Layar depan', 'Di setelan baterai ponsel, keluarkan Samsung Internet dari aplikasi tidur'],
      foxdroid: ['Ketuk menu Firefox (tiga titik)', 'Pilih Tambahkan ke layar utama', 'Di setelan baterai ponsel, jangan batasi Firefox'],
      inapp: ['Halaman ini terbuka di dalam aplikasi lain: ketuk menu (tiga titik), lalu Buka di Chrome', 'Pasang dari sana'],
      safari: ['Pilih menu File, lalu Tambahkan ke Dock', 'Buka Sidak dari Dock'],
      firefox: ['Sematkan tab Sidak (klik kanan tab, Sematkan Tab)', 'Biarkan Firefox berjalan di latar belakang'],
      edge: ['Pilih menu (tiga titik), Aplikasi, lalu Instal situs ini sebagai aplikasi', 'Biarkan Edge berjalan di latar belakang'],
      desktop: ['Pilih ikon pasang di ujung bilah alamat', 'Biarkan peramban berjalan di latar belakang'],
    } satisfies Record<Platform, string[]> as Record<Platform, string[]>,
  },
  missed: {
    title: 'Panggilan terlewat',
    lead: 'Waktu menjawab sudah habis sebelum Sidak terbuka.',
    next: 'Percobaan berikutnya dapat menyusul sebentar lagi. Biarkan halaman ini terbuka.',
    fair: 'Panggilan hanya dihitung bila ada bukti bahwa perangkat Anda berbunyi.',
    record: 'Lihat bukti dering',
    today: 'Ke Hari ini',
  },
};
export default id;
