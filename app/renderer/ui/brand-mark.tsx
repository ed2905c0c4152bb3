/** The trilobite of the Cambrian seas, in the accent. */
export function BrandMark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M4.500 9.500C4.500 5.400 7.900 3 12 3s7.500 2.400 7.500 6.500z" />
      <path d="M5 12.500h14M6.500 15.500h11M8.500 18.500h7M12 9.500V21.500M9 6.500v.01M15 6.500v.01" />
    </svg>
  );
}
