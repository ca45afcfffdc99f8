/** Matches the ChaintillError of that code whose message holds `reason`; for `toThrow`. */
export function refusal(code: string, reason = ''): Error {
  return expect.objectContaining({ code, message: expect.stringContaining(reason) as string }) as Error;
}
