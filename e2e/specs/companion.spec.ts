import { expect, test } from '../fixtures/studio-test.ts';

test('a toy with somebody inside runs offline by itself, knows who it talks to, and its memory is the person’s', async ({
  studio,
  page,
}) => {
  await studio.open();
  await studio.openCompanion();
  const momo = (port: string) => studio.canvas.row(studio.canvas.output({ node: 'Momo', port }));

  await test.step('somebody comes, and it greets by name', async () => {
    await studio.device.say('Who is here', 'Lin');
    await studio.device.switch('Presence').click();
    await expect(momo('spoke first')).toContainText('Lin');
    await expect(momo('emotion')).toContainText('happy');
  });

  await test.step('it is told a name: the face and its caption answer', async () => {
    await studio.device.say('Says to Momo', '你好，我叫小林');
    await expect(momo('reply')).toContainText(/[\u4e00-\u9fff]/u);
    await expect(momo('remembered')).toContainText('小林');
    const face = (port: string) => studio.canvas.row(studio.canvas.input({ node: 'Face', port }));
    await expect(face('emotion')).toContainText('happy');
    await expect(face('caption')).toContainText(/[\u4e00-\u9fff]/u);
    await studio.device.say('Says to Momo', 'tell me a joke');
    await expect(face('emotion')).toContainText('laughing');
    await expect(face('caption')).toContainText('What do you');
  });

  await test.step('Trace shows the call: offline, with its first word and its tokens', async () => {
    const trace = await studio.showTab('Trace');
    const heard = trace.getByRole('row').filter({ hasText: 'Momo' }).filter({ hasText: 'hear' }).last();
    await expect(heard).toContainText(/first word \d+(\.\d+)? m?s/);
    await expect(heard).toContainText(/\d+\+\d+ tokens/);
    await expect(heard).toContainText('offline');
    await expect(heard).toContainText('done');
    await expect(heard).not.toContainText('¥');
  });

  await test.step('Memory shows the fact with the words it came from; it is corrected, then erased', async () => {
    const memory = await studio.showTab('Memory');
    const fact = memory.getByRole('listitem').filter({ hasText: '小林' });
    await expect(fact).toContainText('about Lin');
    await expect(fact).toContainText('said “我叫小林”');
    await fact.getByRole('button', { name: /^Correct / }).click();
    await memory.getByRole('textbox', { name: 'What to remember' }).fill('名字叫林小林');
    await memory.getByRole('button', { name: 'Save' }).click();
    const corrected = memory.getByRole('listitem').filter({ hasText: '名字叫林小林' });
    await expect(corrected).toBeVisible();
    await corrected.getByRole('button', { name: /^Erase / }).click();
    await memory.getByRole('button', { name: 'Erase', exact: true }).click();
    await expect(corrected).toHaveCount(0);
    await page.reload();
    await studio.showTab('Memory');
    await expect(memory.getByRole('combobox', { name: 'Persona' })).toHaveValue('Momo');
    await expect(memory.getByText('小林')).toHaveCount(0);
  });
});

test('the cloud is cut by the command palette, the foot says so, and it stays cut', async ({
  studio,
  page,
}) => {
  await studio.open();
  const state = page.getByTestId('cloud-state');
  await expect(state).toHaveText('');
  await studio.runCommand('Cloud: cut or restore');
  await expect(state).toHaveText('Cloud cut');
  await page.reload();
  await expect(state).toHaveText('Cloud cut');
  await state.getByRole('button').click();
  const models = page.getByRole('dialog', { name: 'Models and keys' });
  await expect(models.getByText('Cut: nothing is sent to the cloud. Offline paths answer.')).toBeVisible();
  await expect(models.getByRole('switch', { name: 'Cloud' })).not.toBeChecked();
  await page.keyboard.press('Escape');
  await expect(models).toBeHidden();
  await studio.runCommand('Cloud: cut or restore');
  await expect(state).toHaveText('');
});
