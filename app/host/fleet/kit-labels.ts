import type { Kit, KitAbout } from '../../contract/services/device-service.ts';

/** A printable sheet, complete in itself: no script, nothing from outside. */
export async function kitLabels(
  kits: readonly Kit[],
  abouts: readonly KitAbout[],
): Promise<{ readonly fileName: string; readonly html: string }> {
  const { renderSVG } = await import('uqr');
  const labels = kits.map(kit => {
    const about = abouts.find(({ kitId }) => kitId === kit.kitId) ?? null;
    // A kit without a number of its own has only a place, which is nobody's identity.
    const code = kit.serialNumber === null ? '' : renderSVG(kit.serialNumber, { ecc: 'M', border: 2 });
    return labelOf(kit, about, code);
  });
  return { fileName: 'cambrian-labels.html', html: sheetOf(labels) };
}

function labelOf(kit: Kit, about: KitAbout | null, code: string): string {
  const program = about?.program ?? null;
  const lines = [
    `<h2>${escapeHtml(kit.title)}</h2>`,
    `<p>${escapeHtml(kit.boardTitle)}</p>`,
    `<p class="serial">${escapeHtml(kit.serialNumber ?? kit.path)}</p>`,
    ...(program === null ? [] : [`<p>${escapeHtml(program.name)} · r${program.sequence}</p>`]),
  ];
  return `<section>${code}<div>${lines.join('')}</div></section>`;
}

function sheetOf(labels: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Cambrian</title>
<style>
@page { margin: 10mm; }
body { margin: 0; font: 9pt/1.3 system-ui, sans-serif; color: #000; background: #fff; display: flex; flex-wrap: wrap; gap: 3mm; }
section { box-sizing: border-box; width: 60mm; height: 28mm; padding: 2mm; border: 0.2mm solid #999; border-radius: 1.5mm; display: flex; gap: 2mm; align-items: center; overflow: hidden; break-inside: avoid; }
svg { width: 22mm; height: 22mm; flex: none; }
div { min-width: 0; }
h2 { margin: 0; font-size: 10pt; }
h2, p { margin: 0; overflow-wrap: anywhere; }
.serial { font-family: ui-monospace, monospace; font-size: 7.5pt; }
</style>
</head>
<body>
${labels.join('\n')}
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, letter => entities[letter] ?? letter);
}
