import type { ErrorArea } from './error-entry.ts';

/** What can go wrong with firmware: its images, the loaders of chips, volumes. */
export const firmwareErrors = {
  'firmware/unknown-image': {
    title: { en: 'This image is not known', zh: '未知的固件镜像' },
    explanation: {
      en: 'Neither the catalogue nor the folder of images has {imageId}.',
      zh: '目录和镜像文件夹中都没有 {imageId}。',
    },
    nextStep: {
      en: 'Choose an image from the list, or add its file.',
      zh: '请从列表中选择镜像，或添加其文件。',
    },
  },
  'firmware/not-agreed': {
    title: { en: 'Nobody has agreed to it', zh: '尚未得到确认' },
    explanation: {
      en: 'Writing {image} to {target} replaces the firmware that is on it, and nobody can be asked here.',
      zh: '将 {image} 写入 {target} 会替换其现有固件，而此处无法询问用户。',
    },
    nextStep: { en: 'Add --yes where that is what you want.', zh: '如果确实需要，请添加 --yes。' },
  },
  'firmware/no-image': {
    title: { en: 'This is no firmware image', zh: '这不是固件镜像' },
    explanation: {
      en: '{file} is neither an image of an ESP32 chip nor a UF2 file: {reason}.',
      zh: '{file} 既不是 ESP32 芯片的镜像，也不是 UF2 文件：{reason}。',
    },
    nextStep: {
      en: 'Choose the .bin or .uf2 file that its publisher names for your board.',
      zh: '请选择发布者为您的开发板提供的 .bin 或 .uf2 文件。',
    },
  },
  'firmware/upload-broken': {
    title: { en: 'The file did not arrive whole', zh: '文件未完整到达' },
    explanation: {
      en: 'A part of {fileName} is missing, came twice, or could not be written to the disk.',
      zh: '{fileName} 的某一部分缺失、重复，或无法写入磁盘。',
    },
    nextStep: {
      en: 'Make room on the disk where it is full, and add the file again.',
      zh: '如果磁盘已满，请释放空间，然后重新添加该文件。',
    },
  },
  'firmware/insecure-address': {
    title: { en: 'This address is not protected', zh: '该地址不受保护' },
    explanation: {
      en: 'Images are fetched over https only, not from {url}.',
      zh: '镜像只能通过 https 获取，不能从 {url} 获取。',
    },
    nextStep: {
      en: 'Fetch the file yourself from a source that you trust, and add it.',
      zh: '请自行从可信来源获取文件并添加。',
    },
  },
  'firmware/download-failed': {
    title: { en: 'The image could not be fetched', zh: '无法获取镜像' },
    explanation: { en: '{url} did not give the file: {reason}.', zh: '{url} 未提供该文件：{reason}。' },
    nextStep: {
      en: 'Check the connection and try again, or add the file from another computer.',
      zh: '请检查网络后重试，或从其他电脑添加该文件。',
    },
  },
  'firmware/wrong-hash': {
    title: { en: 'The image is not the one that was published', zh: '镜像与发布的不一致' },
    explanation: {
      en: '{url} gave a file with SHA-256 {found}; its publisher states {expected}. It was thrown away.',
      zh: '{url} 提供的文件 SHA-256 为 {found}，发布者声明为 {expected}。该文件已丢弃。',
    },
    nextStep: {
      en: 'Try again. If it stays so, do not use this file, and tell its publisher.',
      zh: '请重试。如果仍然如此，请勿使用该文件，并告知发布者。',
    },
  },
  'firmware/wrong-chip': {
    title: { en: 'This image is for another chip', zh: '该镜像适用于其他芯片' },
    explanation: {
      en: 'The image is for {imageChip}; the board has {chip}. Nothing was written.',
      zh: '镜像适用于 {imageChip}，而开发板为 {chip}。未写入任何内容。',
    },
    nextStep: { en: 'Choose an image for {chip}.', zh: '请选择适用于 {chip} 的镜像。' },
  },
  'firmware/too-large': {
    title: { en: 'The image does not fit', zh: '镜像放不下' },
    explanation: {
      en: 'It needs {neededKilobytes} KiB of flash; the board has {flashKilobytes} KiB. Nothing was written.',
      zh: '它需要 {neededKilobytes} KiB 闪存，而开发板只有 {flashKilobytes} KiB。未写入任何内容。',
    },
    nextStep: {
      en: 'Choose an image for boards with less flash.',
      zh: '请选择适用于较小闪存的镜像。',
    },
  },
  'firmware/wrong-board': {
    title: { en: 'This image is for another board', zh: '该镜像适用于其他开发板' },
    explanation: {
      en: 'The image is for {imageBoard}; {target} is {board}. Nothing was written.',
      zh: '镜像适用于 {imageBoard}，而 {target} 为 {board}。未写入任何内容。',
    },
    nextStep: { en: 'Choose an image for this board.', zh: '请选择适用于该开发板的镜像。' },
  },
  'firmware/not-flashable': {
    title: { en: 'The studio cannot write this firmware here', zh: '无法在此写入该固件' },
    explanation: {
      en: '{target} takes no image of this kind from the studio.',
      zh: '{target} 不接受来自工作室的此类镜像。',
    },
    nextStep: {
      en: 'Choose the board’s serial port for a .bin image, or its drive for a .uf2 image.',
      zh: '.bin 镜像请选择开发板的串口，.uf2 镜像请选择其磁盘。',
    },
  },
  'firmware/locked-chip': {
    title: { en: 'The chip is locked', zh: '芯片已锁定' },
    explanation: {
      en: 'This {chip} is in secure download mode: its maker lets nobody write it this way.',
      zh: '该 {chip} 处于安全下载模式：其制造商不允许以此方式写入。',
    },
    nextStep: {
      en: 'Use the tools of whoever locked it, or another board.',
      zh: '请使用锁定者提供的工具，或换用其他开发板。',
    },
  },
  'firmware/no-sync': {
    title: { en: 'The boot loader does not answer', zh: '引导加载程序没有回应' },
    explanation: {
      en: 'Every way to reset the board into its boot loader was tried on {port} ({attempts} of them). Its program is untouched.',
      zh: '已在 {port} 上尝试所有进入引导加载程序的方式（共 {attempts} 种）。其程序未改动。',
    },
    nextStep: {
      en: 'Hold the BOOT button, press and let go RESET, let go BOOT, and try again.',
      zh: '请按住 BOOT 按钮，按一下 RESET 后松开，再松开 BOOT，然后重试。',
    },
  },
  'firmware/no-answer': {
    title: { en: 'The board stopped answering', zh: '开发板停止回应' },
    explanation: {
      en: 'In the step “{phase}” on {port} it did not answer as it should, {attempts} times: {reason}. Its old firmware is untouched.',
      zh: '在 {port} 的“{phase}”步骤中，它 {attempts} 次未正确回应：{reason}。原有固件未改动。',
    },
    nextStep: {
      en: 'Use a shorter cable or another USB socket, without a hub, and try again.',
      zh: '请换用更短的数据线或其他 USB 接口（不经集线器）后重试。',
    },
  },
  'firmware/write-failed': {
    title: { en: 'The firmware was not written whole', zh: '固件未完整写入' },
    explanation: {
      en: 'In the step “{phase}” on {port} the board did not answer as it should, {attempts} times: {reason}. It has incomplete firmware now.',
      zh: '在 {port} 的“{phase}”步骤中，开发板 {attempts} 次未正确回应：{reason}。它现在的固件不完整。',
    },
    nextStep: {
      en: 'Try again with a shorter cable or another USB socket: the boot loader is in the chip and stays.',
      zh: '请换用更短的数据线或其他 USB 接口后重试：引导加载程序在芯片内，不会丢失。',
    },
  },
  'firmware/wrong-md5': {
    title: { en: 'The flash holds something else', zh: '闪存内容不一致' },
    explanation: {
      en: 'After {attempts} attempts on {port} the board’s flash still differs from the image. The firmware on it cannot be trusted.',
      zh: '在 {port} 上尝试 {attempts} 次后，开发板闪存仍与镜像不同。其固件不可信。',
    },
    nextStep: {
      en: 'Try again with “erase first”. If it stays so, the flash of this board is worn out.',
      zh: '请选择“先擦除”后重试。如果仍然如此，该开发板的闪存可能已损坏。',
    },
  },
  'firmware/port-lost': {
    title: { en: 'The board was unplugged', zh: '开发板已拔出' },
    explanation: {
      en: '{port} went away in the step “{phase}”. The board’s old firmware is untouched.',
      zh: '{port} 在“{phase}”步骤中消失。开发板的原有固件未改动。',
    },
    nextStep: { en: 'Plug the board in and try again.', zh: '请插入开发板后重试。' },
  },
  'firmware/port-lost-incomplete': {
    title: { en: 'The board was unplugged while it was written', zh: '写入时开发板被拔出' },
    explanation: {
      en: '{port} went away in the step “{phase}”. The board has incomplete firmware and does not start.',
      zh: '{port} 在“{phase}”步骤中消失。开发板的固件不完整，无法启动。',
    },
    nextStep: {
      en: 'Plug it in and write the firmware again: the boot loader is in the chip and stays.',
      zh: '请插入后重新写入固件：引导加载程序在芯片内，不会丢失。',
    },
  },
  'firmware/cancelled': {
    title: { en: 'Flashing was cancelled', zh: '已取消写入' },
    explanation: {
      en: 'It was stopped in the step “{phase}” before anything was written: {target} has its old firmware.',
      zh: '在“{phase}”步骤中、写入之前停止：{target} 保留原有固件。',
    },
    nextStep: {
      en: 'Press its reset button if its program does not start by itself.',
      zh: '如果程序没有自动启动，请按复位按钮。',
    },
  },
  'firmware/cancelled-incomplete': {
    title: { en: 'Flashing was cancelled half-way', zh: '写入中途已取消' },
    explanation: {
      en: 'It was stopped in the step “{phase}”: {target} has incomplete firmware and does not start.',
      zh: '在“{phase}”步骤中停止：{target} 的固件不完整，无法启动。',
    },
    nextStep: {
      en: 'Write an image to it again: the boot loader is still there.',
      zh: '请重新写入镜像：引导加载程序仍在。',
    },
  },
  'firmware/no-volume': {
    title: { en: 'The board’s drive does not appear', zh: '未出现开发板的磁盘' },
    explanation: {
      en: 'No drive of a boot loader for {board} appeared within {seconds} s.',
      zh: '{seconds} 秒内没有出现 {board} 的引导加载程序磁盘。',
    },
    nextStep: {
      en: 'Hold the BOOT button while you plug the board in, or press RESET twice, and try again.',
      zh: '请按住 BOOT 按钮再插入开发板，或按两次 RESET，然后重试。',
    },
  },
  'firmware/several-volumes': {
    title: { en: 'Several boards wait for firmware', zh: '多块开发板正在等待固件' },
    explanation: {
      en: 'More than one drive fits {board}: {volumes}.',
      zh: '有多个磁盘与 {board} 匹配：{volumes}。',
    },
    nextStep: { en: 'Choose one of these drives.', zh: '请选择其中一个磁盘。' },
  },
  'firmware/no-boot-loader-volume': {
    title: { en: 'This is no drive of a boot loader', zh: '这不是引导加载程序的磁盘' },
    explanation: {
      en: '{volume} is not the top folder of a drive that is here now and has INFO_UF2.TXT.',
      zh: '{volume} 不是当前已连接且包含 INFO_UF2.TXT 的磁盘的根目录。',
    },
    nextStep: {
      en: 'Bring the board into its boot loader and choose the drive that appears.',
      zh: '请让开发板进入引导加载程序，并选择出现的磁盘。',
    },
  },
  'firmware/volume-gone': {
    title: { en: 'The drive went away too early', zh: '磁盘过早消失' },
    explanation: {
      en: '{volume} vanished after {bytesDone} of {bytesTotal} bytes. The board has incomplete firmware.',
      zh: '{volume} 在写入 {bytesDone}/{bytesTotal} 字节后消失。开发板的固件不完整。',
    },
    nextStep: {
      en: 'Bring the board into its boot loader with its button and write the image again.',
      zh: '请用按钮让开发板进入引导加载程序，然后重新写入镜像。',
    },
  },
  'firmware/volume-full': {
    title: { en: 'The drive is full', zh: '磁盘已满' },
    explanation: {
      en: '{volume} took {bytesDone} of {bytesTotal} bytes and no more.',
      zh: '{volume} 写入 {bytesDone}/{bytesTotal} 字节后已满。',
    },
    nextStep: {
      en: 'Check that the image is for this board; unplug the board and try again.',
      zh: '请确认镜像适用于该开发板；拔下开发板后重试。',
    },
  },
  'firmware/volume-read-only': {
    title: { en: 'The drive cannot be written', zh: '磁盘不可写' },
    explanation: {
      en: '{volume} is mounted read-only, or belongs to another user. Nothing was written.',
      zh: '{volume} 以只读方式挂载，或属于其他用户。未写入任何内容。',
    },
    nextStep: {
      en: 'Unplug the board, bring it into its boot loader again, and let your desktop mount the drive.',
      zh: '请拔下开发板，重新进入引导加载程序，由桌面系统挂载该磁盘。',
    },
  },
  'firmware/volume-failed': {
    title: { en: 'The drive did not take the image', zh: '磁盘未接受镜像' },
    explanation: {
      en: 'Writing to {volume} failed after {bytesDone} of {bytesTotal} bytes: {reason}.',
      zh: '写入 {volume} 在 {bytesDone}/{bytesTotal} 字节后失败：{reason}。',
    },
    nextStep: {
      en: 'Bring the board into its boot loader again and repeat it.',
      zh: '请让开发板重新进入引导加载程序后重试。',
    },
  },
} as const satisfies ErrorArea;
