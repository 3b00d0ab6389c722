/** Pages of unit heads, leadership, the personnel agency and the auditors. */
export default {} as const;
