import type { Page } from '@playwright/test';
import { profileText, writeProject } from '../fixtures/project-fixtures.ts';
import type { StudioFolders } from '../fixtures/studio-server.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import { runTimeoutMs, type StudioPage } from '../pages/studio-page.ts';

async function openListening(studio: StudioPage, folders: StudioFolders, page: Page) {
  const folder = writeProject(
    folders,
    'listens-and-looks',
    profileText({
      microphone: { type: 'computer/microphone', name: 'Microphone' },
      camera: { type: 'computer/camera', name: 'Camera' },
    }),
  );
  await studio.open();
  await studio.openFolder(folder);
  await expect(studio.canvas.node('Microphone')).toBeVisible();
  const group = page.getByRole('group', { name: 'Microphone, camera and sound of this computer' });
  await studio.run();
  return {
    talk: group.getByRole('button', { name: /^(Hold to talk|Microphone live)/ }),
    camera: group.getByRole('button', { name: /^Camera/ }),
  };
}

test('the microphone is live only while it is held, and the camera only while it is on', async ({
  studio,
  folders,
  page,
  context,
}) => {
  await context.grantPermissions(['microphone', 'camera']);
  const { talk, camera } = await openListening(studio, folders, page);
  const sound = studio.canvas.row(studio.canvas.output({ node: 'Microphone', port: 'audio' }));

  await test.step('held by mouse', async () => {
    await expect(talk).toHaveAttribute('aria-pressed', 'false');
    await expect(talk).toContainText('Hold to talk');
    await talk.hover();
    await page.mouse.down();
    await expect(talk).toContainText('Microphone live');
    await expect(talk).toHaveAttribute('aria-pressed', 'true');
    await expect(sound).not.toContainText('…', { timeout: runTimeoutMs });
    await page.mouse.up();
    await expect(talk).toContainText('Hold to talk');
    await expect(talk).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('held by its key, from anywhere', async () => {
    await page.keyboard.down('F8');
    await expect(talk).toContainText('Microphone live');
    await page.keyboard.up('F8');
    await expect(talk).toContainText('Hold to talk');
  });

  await test.step('the camera shows what it sees, until it is switched off', async () => {
    const preview = page.getByLabel('What the camera sees');
    await expect(preview).toHaveCount(0);
    await camera.click();
    await expect(camera).toContainText('Camera live');
    await expect(preview).toBeVisible();
    await expect
      .poll(() => preview.evaluate(video => (video as HTMLVideoElement).videoWidth))
      .toBeGreaterThan(0);
    const picture = studio.canvas.row(studio.canvas.output({ node: 'Camera', port: 'image' }));
    await expect(picture).not.toContainText('…', { timeout: runTimeoutMs });
    await camera.click();
    await expect(camera).not.toContainText('live');
    await expect(preview).toHaveCount(0);
  });
});

test('a denied microphone and camera say so, and what to do', async ({ studio, folders, page }) => {
  const { talk, camera } = await openListening(studio, folders, page);
  const problem = page.getByRole('alert').filter({ hasText: 'No permission' });
  await page.keyboard.down('F8');
  await expect(problem).toContainText('No permission for the microphone');
  await expect(problem).toContainText('Allow it beside the address or in the system’s settings');
  await expect(talk).toContainText('Hold to talk');
  await page.keyboard.up('F8');
  await camera.click();
  await expect(problem).toContainText('No permission for the camera');
  await expect(camera).toHaveAttribute('aria-pressed', 'false');
});
