/** The sign of the program: two arrows that meet. */
export function Brand({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b6a73" />
      <path
        d="M9 12.5h11.2m0 0-3.4-3.6m3.4 3.6-3.4 3.6M23 19.5H11.8m0 0 3.4-3.6m-3.4 3.6 3.4 3.6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
