const id = {
  counts: { available: 'Dihitung, terjawab', missed: 'Dihitung, tidak terjawab', none: 'Tidak dihitung' },
  pending: 'Sedang berjalan',
  attempts: (n: number) => `${n} percobaan`,
  answeredIn: (time: string) => `dijawab dalam ${time}`,
  manual: 'Panggilan manual',
  askedBy: (by: string, reason: string) => `“${reason}”, diminta oleh ${by}`,
  caller: (name: string) => `oleh ${name}`,
  details: 'Bukti lengkap',
};
export default id;
