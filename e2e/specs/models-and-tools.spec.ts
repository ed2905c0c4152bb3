import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { ChatServer } from '../fixtures/chat-server.ts';
import { root } from '../fixtures/child-process.ts';
import { test as base, expect } from '../fixtures/studio-test.ts';
import { PersonaEditor } from '../pages/persona-editor.ts';
import type { StudioPage } from '../pages/studio-page.ts';

const test = base.extend<{ readonly chat: ChatServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
  chat: async ({}, use) => {
    const chat = new ChatServer();
    await chat.start();
    await use(chat);
    await chat.stop();
  },
});

const canary = 'sk-canary-7f3a9be1c04d4d2e';
const model = 'test-model';

async function openModels(studio: StudioPage): Promise<Locator> {
  await studio.runCommand('Models and keys');
  const dialog = studio.page.getByRole('dialog', { name: 'Models and keys' });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Adds the server as one of the user's own. */
async function addServer(studio: StudioPage, chat: ChatServer): Promise<void> {
  const dialog = await openModels(studio);
  await dialog.getByRole('textbox', { name: 'Address of an OpenAI-compatible server' }).fill(chat.baseUrl);
  await dialog.getByRole('textbox', { name: 'Its models, with commas between' }).fill(model);
  await dialog.getByRole('button', { name: 'Add server' }).click();
  await expect(dialog.getByRole('region', { name: chat.host })).toContainText(model);
  await studio.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

async function openMomo(studio: StudioPage): Promise<PersonaEditor> {
  await studio.runCommand('Edit persona: Momo');
  const editor = new PersonaEditor(studio.page);
  await expect(editor.root).toBeVisible();
  return editor;
}

test('a key is set and removed, and nothing ever shows it again', async ({
  studio,
  page,
  server,
  folders,
}) => {
  const received: string[] = [];
  page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => received.push(payload.toString())),
  );
  await studio.open();
  const dialog = await openModels(studio);
  const qwen = dialog.getByRole('region', { name: /Qwen|Alibaba|Model Studio/ }).first();
  await expect(qwen).toContainText('no key yet');
  await qwen.getByLabel(/^Key for /).fill(canary);
  await qwen.getByRole('button', { name: 'Set key' }).click();
  await expect(qwen).toContainText('key for this session only');
  await expect(qwen.getByLabel(/^Key for /)).toHaveCount(0);

  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await openModels(studio);
  await expect(qwen).toContainText('key for this session only');
  expect(received.length).toBeGreaterThan(0);
  expect(received.filter(frame => frame.includes(canary))).toEqual([]);
  expect(await page.content()).not.toContain(canary);
  const typed = await page.evaluate(() => [...document.querySelectorAll('input')].map(({ value }) => value));
  expect(typed).not.toContain(canary);
  const written = readdirSync(folders.base, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .filter(entry => readFileSync(join(entry.parentPath, entry.name)).includes(canary));
  expect(written).toEqual([]);
  expect(server.output).not.toContain(canary);

  await qwen.getByRole('button', { name: 'Remove key' }).click();
  await expect(qwen).toContainText('no key yet');
  await expect(qwen.getByLabel(/^Key for /)).toHaveValue('');
});

test('a persona answers by a server of one’s own, offline when that hangs, and a refused key is said honestly', async ({
  studio,
  chat,
}) => {
  await studio.open();
  await studio.openCompanion();
  await addServer(studio, chat);
  const editor = await openMomo(studio);
  await editor.chooseModel(model);

  await test.step('its words come from the server', async () => {
    chat.answer = { kind: 'words', text: 'A comet is a snowball that flies around the sun.' };
    await editor.say('What is a comet?');
    await editor.waitForAnswer();
    await expect(editor.answer).toContainText('A comet is a snowball that flies around the sun.');
    await expect(editor.answer).not.toContainText('offline');
    expect(chat.count).toBeGreaterThan(0);
  });

  await test.step('it hangs: the persona itself answers', async () => {
    chat.answer = { kind: 'hang' };
    await editor.say('Does the moon shine by itself?');
    await editor.waitForAnswer();
    await expect(editor.answer).toContainText('it gives back the light of the sun');
    await expect(editor.answer).toContainText('offline');
  });

  await test.step('it refuses the key: Try says so', async () => {
    chat.answer = { kind: 'refuse-key' };
    await editor.done();
    const dialog = await openModels(studio);
    await dialog.getByRole('region', { name: chat.host }).getByRole('button', { name: 'Try' }).click();
    await expect(studio.notifications.filter({ hasText: /key/i })).toBeVisible();
  });
});

test('a program’s tools are approved before anything starts, and each call that asks waits for a person', async ({
  studio,
  page,
  chat,
  folders,
}) => {
  const journal = folders.path('doorbell.log');
  const script = join(root, 'e2e', 'fixtures', 'doorbell-server.mjs');
  await studio.open();
  await studio.openCompanion();
  await addServer(studio, chat);

  await test.step('added: its exact command is shown, and nothing was started', async () => {
    await studio.runCommand('Tools…');
    const dialog = page.getByRole('dialog', { name: 'Tools' });
    await dialog.getByRole('textbox', { name: 'Short name' }).fill('doorbell');
    await dialog.getByRole('textbox', { name: 'Command' }).fill(process.execPath);
    await dialog.getByRole('textbox', { name: 'Arguments, one a line' }).fill(`${script}\n${journal}`);
    await dialog.getByRole('button', { name: 'Add server' }).click();
    const card = dialog.getByRole('region', { name: 'doorbell' });
    await expect(card).toContainText('waits for your approval');
    await expect(card).toContainText(`${process.execPath} ${script} ${journal}`);
    expect(existsSync(journal)).toBe(false);

    await card.getByRole('button', { name: 'Start and read its tools' }).click();
    await expect(card).toContainText('Rings the bell at the door.');
    await expect(card).toContainText('waits for your approval');
    expect(readFileSync(journal, 'utf8')).toBe('started\n');
    await card.getByRole('button', { name: 'Approve these tools' }).click();
    await expect(card).toContainText(/approved|running/);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  const editor = await openMomo(studio);
  await editor.chooseModel(model);
  await editor.grantToolThatAsks('doorbell: ring_bell');
  const question = page.getByRole('dialog', { name: 'Momo asks to use a tool' });
  const rings = () => readFileSync(journal, 'utf8').match(/rang \d/g) ?? [];
  chat.answer = { kind: 'tool', tool: 'ring_bell', arguments: { times: 2 } };

  await test.step('refused: it is not called', async () => {
    await editor.say('Ring the bell, please');
    await expect(question).toContainText('"times": 2');
    await question.getByRole('button', { name: 'Refuse' }).last().click();
    await editor.waitForAnswer();
    await expect(editor.answer).toContainText('refused');
    expect(rings()).toEqual([]);
  });

  await test.step('allowed: it is called once, with exactly that', async () => {
    await editor.say('Please ring the bell');
    await question.getByRole('button', { name: 'Allow once' }).click();
    await editor.waitForAnswer();
    await expect(editor.answer).toContainText('That is how it went.');
    expect(rings()).toEqual(['rang 2']);
  });
});
