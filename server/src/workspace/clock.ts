/** Now, as `YYYYMMDDhhmmss` in UTC: how tools number migrations by time. */
export function timestamp(): string {
  return new Date()
    .toISOString()
    .replace(/[^0-9]/g, '')
    .slice(0, 14);
}

/** The date, for suppressions that end: `YYYY-MM-DD` where the user is. */
export function today(): string {
  const now = new Date();
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`;
}
