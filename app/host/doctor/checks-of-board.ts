import { describeError } from '../../contract/errors/studio-error.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import { sameUsbId } from '../../core/catalogue/same-usb-id.ts';
import {
  type DoctorCheck,
  noPort,
  notOpened,
  type Patient,
  remedy,
  say,
  skipped,
  unknown,
  type Verdict,
  well,
} from './doctor-check.ts';
import type { Talk } from './talk.ts';

/** The oldest MicroPython whose bytecode the studio's programs are. */
const oldestVersion = [1, 19] as const;

export const opensCheck: DoctorCheck = {
  id: 'opens',
  title: say('Does the port open?', '端口能否打开？'),
  examine: async patient => {
    if (!hasPort(patient)) return noPort;
    const path = patient.path ?? '';
    if (isConnected(patient)) return well(say('Cambrian has it open.', 'Cambrian 已将其打开。'));
    const talk = await patient.talk();
    if (talk === null) return notOpened;
    if (talk.refusal === null && !talk.isLost)
      return well(say('{path} opens.', '{path} 可以打开。', { path }));
    if (talk.refusal === null) {
      return {
        state: 'problem',
        text: say(
          '{path} opened, and was gone while it was listened to.',
          '{path} 可以打开，但在监听期间消失了。',
          { path },
        ),
        remedy: remedy(
          say(
            'The board resets again and again, or its power fails: take a shorter cable and a socket of the computer itself.',
            '开发板可能反复复位或供电不足：请使用更短的线缆，并直接连接到计算机的接口。',
          ),
          [],
          'retry-open',
        ),
      };
    }
    const en = describeError(talk.refusal, 'en');
    const zh = describeError(talk.refusal, 'zh');
    return {
      state: 'problem',
      text: say(`${en.title}: ${en.explanation}`, `${zh.title}：${zh.explanation}`),
      remedy: remedy(say(en.nextStep, zh.nextStep), [], 'retry-open'),
    };
  },
};

export const bootModeCheck: DoctorCheck = {
  id: 'boot-mode',
  title: say('Is it in its boot loader?', '是否处于引导加载程序？'),
  examine: async patient => {
    const { kit } = patient;
    const drive = patient.path === null ? await loaderDrive(patient) : undefined;
    if (drive !== undefined) {
      return waitsForFirmware(
        drive,
        say('{board} waits for firmware, as a drive.', '{board} 以磁盘形式等待固件。', {
          board: drive.title,
        }),
      );
    }
    if (!hasPort(patient)) return noPort;
    if (kit?.mode === 'boot-loader') {
      const board = boardOf(patient);
      const ids = `${kit.vendorId}:${kit.productId}`;
      return waitsForFirmware(
        board,
        say(
          'Its USB ids {ids} are those of a boot loader: it waits for firmware, and runs no program.',
          '其 USB 标识 {ids} 属于引导加载程序：正在等待固件，未运行程序。',
          { ids },
        ),
      );
    }
    if (isConnected(patient)) return well(say('It runs a program.', '正在运行程序。'));
    const talk = await openTalk(patient);
    if (talk === null) return notOpened;
    if (talk.speaker === 'esp-download') {
      return waitsForFirmware(
        boardOf(patient),
        say('Its ROM says that it waits for firmware: {received}', '其 ROM 表示正在等待固件：{received}', {
          received: talk.received,
        }),
      );
    }
    return well(say('Nothing says that it waits for firmware.', '没有迹象表明它在等待固件。'));
  },
};

async function loaderDrive(patient: Patient): Promise<BoardDefinition | undefined> {
  const devices = (await patient.usbDevices()) ?? [];
  return patient.boards.find(({ usb }) =>
    usb.some(
      ids =>
        ids.bootLoader === true && devices.some(device => !device.hasSerialPort && sameUsbId(ids, device)),
    ),
  );
}

function boardOf({ boards, kit }: Patient): BoardDefinition | undefined {
  return boards.find(({ id }) => id === kit?.boardId);
}

function waitsForFirmware(board: BoardDefinition | undefined, text: Verdict['text']): Verdict {
  const help = board?.bootHelp;
  const how = say(
    'To run what is on it, press its reset button, or unplug it and plug it in again without holding a button. To give it MicroPython, flash it now.',
    '若要运行现有程序，请按复位键，或在不按住任何按键的情况下重新插拔。若要安装 MicroPython，请立即烧录。',
  );
  return {
    state: 'problem',
    text,
    remedy: remedy(
      help === undefined
        ? how
        : say(`${how.en} It comes here like this: ${help.en}`, `${how.zh}进入此状态的方法：${help.zh}`),
      [],
      'flash',
    ),
  };
}

export const answersCheck: DoctorCheck = {
  id: 'answers',
  title: say('Does it answer?', '是否有响应？'),
  examine: async patient => {
    if (!hasPort(patient)) return noPort;
    if (isConnected(patient)) {
      return well(
        say('Cambrian is connected to it, and its program speaks.', 'Cambrian 已连接，其程序正在通信。'),
      );
    }
    const talk = await openTalk(patient);
    if (talk === null) return notOpened;
    const { prompt, received } = talk;
    if (prompt === 'reached') return well(say('Its prompt answers.', '其提示符有响应。'));
    if (talk.speaker === 'cambrian')
      return well(say('A program of Cambrian speaks.', '一个 Cambrian 程序正在通信。'));
    if (prompt === 'silent' || prompt === 'refused') {
      return {
        state: 'problem',
        text: say(
          'It was interrupted in every known way, and no prompt came. Received: {received}',
          '已尝试所有已知的中断方式，仍未出现提示符。收到：{received}',
          { received },
        ),
        remedy: remedy(say('Press its reset button and examine again.', '请按复位键后重新检查。')),
      };
    }
    if (talk.speaker === 'silence') {
      return unknown(
        say(
          'It said nothing while it was listened to. Programs may be silent: examine it with an interruption to know more.',
          '监听期间没有任何输出。程序可能本来就不输出：如需了解更多，请选择中断程序的检查。',
        ),
      );
    }
    return well(say('It speaks. Received: {received}', '它有输出。收到：{received}', { received }));
  },
};

export const micropythonCheck: DoctorCheck = {
  id: 'micropython',
  title: say('Is it MicroPython?', '是 MicroPython 吗？'),
  examine: async patient => {
    if (!hasPort(patient)) return noPort;
    if (isConnected(patient)) return well(say('It runs a program of Cambrian.', '正在运行 Cambrian 程序。'));
    const talk = await openTalk(patient);
    if (talk === null) return notOpened;
    const { facts, prompt, received } = talk;
    if (facts?.implementation === 'circuitpython' || talk.speaker === 'circuitpython') {
      return foreign(
        say(
          'It runs CircuitPython, not MicroPython. Received: {received}',
          '它运行的是 CircuitPython，而非 MicroPython。收到：{received}',
          { received },
        ),
        say(
          'Flash MicroPython. CircuitPython’s programs are not kept: copy what is on its drive first.',
          '请烧录 MicroPython。CircuitPython 的程序不会保留：请先复制其磁盘上的内容。',
        ),
      );
    }
    if (facts !== null) {
      const { machine, version } = facts;
      return well(
        say('MicroPython {version} on {machine}.', 'MicroPython {version}，运行于 {machine}。', {
          version,
          machine,
        }),
      );
    }
    if (prompt === 'reached' || talk.speaker === 'micropython')
      return well(say('It answers as MicroPython does.', '其响应方式与 MicroPython 一致。'));
    switch (talk.speaker) {
      case 'cambrian':
        return well(say('It runs a program of Cambrian.', '正在运行 Cambrian 程序。'));
      case 'esp-download':
        return skipped(say('In its boot loader it runs no program.', '在引导加载程序中不运行程序。'));
      case 'garbage':
        return foreign(
          say(
            'What comes is not text: {received}. The program on it speaks at another rate than 115,200 baud, or in no text at all.',
            '收到的不是文本：{received}。其程序使用的速率不是 115,200 波特，或根本不是文本。',
            { received },
          ),
          say(
            'If that is your own program, it may stay as it is. To use the board with Cambrian, flash MicroPython.',
            '如果这是您自己的程序，可以保留。若要在 Cambrian 中使用该开发板，请烧录 MicroPython。',
          ),
        );
      case 'esp-boot':
        return prompt === 'none'
          ? unknown(
              say(
                'It boots with the log of ESP-IDF; what runs afterwards was not heard. Received: {received}',
                '它启动时输出 ESP-IDF 日志，之后运行的内容未知。收到：{received}',
                { received },
              ),
            )
          : foreign(
              say(
                'It runs a program made with ESP-IDF, not MicroPython. Received: {received}',
                '它运行的是 ESP-IDF 程序，而非 MicroPython。收到：{received}',
                { received },
              ),
              flashIt,
            );
      case 'silence':
        if (prompt !== 'silent') return unknown(say('It said nothing.', '没有任何输出。'));
        return {
          state: 'suspicion',
          text: say(
            'It is silent, as a board without MicroPython is.',
            '它没有任何输出，未安装 MicroPython 的开发板就是如此。',
          ),
          remedy: remedy(flashIt, [], 'flash'),
        };
      default:
        return prompt === 'none'
          ? unknown(
              say('It prints text of a program: {received}', '它输出程序文本：{received}', { received }),
            )
          : foreign(
              say(
                'It answers, but not as MicroPython does; Arduino programs are like this. Received: {received}',
                '它有响应，但与 MicroPython 不同；Arduino 程序就是如此。收到：{received}',
                { received },
              ),
              flashIt,
            );
    }
  },
};

const flashIt = say(
  'Flash MicroPython. The program that is on the board now is overwritten.',
  '请烧录 MicroPython。开发板上现有的程序将被覆盖。',
);

function foreign(text: Verdict['text'], what: Verdict['text']): Verdict {
  return { state: 'problem', text, remedy: remedy(what, [], 'flash') };
}

export const versionCheck: DoctorCheck = {
  id: 'firmware-version',
  title: say('Is its MicroPython new enough?', 'MicroPython 版本是否足够新？'),
  examine: async patient => {
    const facts = (await openTalk(patient))?.facts ?? null;
    if (facts === null || facts.implementation !== 'micropython') return notAsked(patient);
    const [major = 0, minor = 0] = facts.version.split('.').map(Number);
    const isOld = major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
    const values = { version: facts.version, oldest: oldestVersion.join('.') };
    if (!isOld)
      return well(
        say('{version}; {oldest} or newer is needed.', '{version}；需要 {oldest} 或更高版本。', values),
      );
    return {
      state: 'problem',
      text: say(
        'It is {version}, and the programs of Cambrian need {oldest}.',
        '当前为 {version}，而 Cambrian 程序需要 {oldest}。',
        values,
      ),
      remedy: remedy(say('Flash a newer MicroPython.', '请烧录更新的 MicroPython。'), [], 'flash'),
    };
  },
};

export const fileSystemCheck: DoctorCheck = {
  id: 'file-system',
  title: say('Is its file system safe?', '文件系统是否安全？'),
  examine: async patient => {
    const facts = (await openTalk(patient))?.facts ?? null;
    if (facts === null || facts.implementation !== 'micropython') return notAsked(patient);
    switch (facts.fileSystem) {
      case 'littlefs':
        return well(say('littlefs: a cut cable harms nothing.', 'littlefs：断线不会造成损坏。'));
      case 'fat':
        return {
          state: 'suspicion',
          text: say(
            'FAT: a power cut while a file is written may damage it. A push is checked all the same; only a cut in the one instant of a first installation may need a second push.',
            'FAT：写入文件时断电可能损坏文件。推送仍会校验；只有在首次安装的瞬间断电才可能需要再次推送。',
          ),
          remedy: remedy(
            say(
              'Nothing needs to be done. Do not unplug the board during the first push.',
              '无需处理。首次推送期间请勿拔出开发板。',
            ),
            [],
            'none',
          ),
        };
      case 'unknown':
        return unknown(say('It does not say which file system it has.', '它未说明使用何种文件系统。'));
    }
  },
};

function notAsked({ interrupt }: Patient): Verdict {
  return interrupt
    ? skipped(say('Only a MicroPython that answers can tell.', '只有能响应的 MicroPython 才能说明。'))
    : skipped(say('Only an examination with an interruption can tell.', '只有中断程序的检查才能得知。'));
}

/** Virtual boards and replays have none. */
function hasPort({ kit, path }: Patient): boolean {
  return path !== null && (kit === null || kit.transport === 'serial' || kit.transport === 'tcp');
}

/** Whether a program of Cambrian is connected and is not to be disturbed. */
function isConnected({ interrupt, session }: Patient): boolean {
  return session?.state === 'running' && !interrupt;
}

/** Null where the port did not open. */
async function openTalk(patient: Patient): Promise<Talk | null> {
  const talk = await patient.talk();
  return talk === null || talk.refusal !== null ? null : talk;
}
