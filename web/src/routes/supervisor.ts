/** Pages of the direct supervisor, and the call itself for both ends. */
export default {} as const;
