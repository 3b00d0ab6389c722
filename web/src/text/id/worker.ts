const id = {
  ring: { title: 'Panggilan dinas', body: 'Ketuk untuk menjawab.', answer: 'Jawab', decline: 'Tolak' },
  handled: { title: 'Panggilan dinas sudah ditanggapi', body: 'Tidak ada yang perlu dijawab lagi.' },
  missed: {
    title: 'Panggilan dinas terlewat',
    body: 'Ketuk untuk melihat.',
    open: 'Anda masih dapat menghubungi kembali.',
    callBack: 'Hubungi kembali',
  },
  called: { title: 'Atasan Anda sudah diberi tahu', body: 'Perangkat ini akan berdering.' },
  test: { title: 'Pemberitahuan berfungsi', body: 'Ini uji dari Mulai WFH.' },
};
export default id;
