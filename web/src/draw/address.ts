/** The address at which the public page shows one day's draw, to be linked and cited. Knows nothing of what is shown there. */
import type { DrawDay } from '../lib/shape';

export const addressOf = ({ day, programme }: DrawDay): string => `/undian?${new URLSearchParams({ hari: day, program: programme }).toString()}`;
