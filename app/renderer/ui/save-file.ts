/** Offers a text as a file to keep, by way of the browser's own download. */
export function saveFile(fileName: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has begun with its own copy by then.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** Prints a page that the host made. Nothing in it runs: the frame allows no scripts. */
export function printPage(html: string): void {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.style.position = 'fixed';
  frame.style.width = '0';
  frame.style.height = '0';
  frame.style.border = '0';
  frame.setAttribute('aria-hidden', 'true');
  frame.addEventListener(
    'load',
    () => {
      const page = frame.contentWindow;
      if (page === null) return;
      page.addEventListener('afterprint', () => frame.remove(), { once: true });
      page.print();
    },
    { once: true },
  );
  frame.srcdoc = html;
  document.body.append(frame);
}
