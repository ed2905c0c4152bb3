import {
  type DoctorCheck,
  isSerial,
  noPort,
  onlyLinux,
  remedy,
  say,
  skipped,
  unknown,
  well,
} from './doctor-check.ts';

/** May this person open the node? */
export const permissionCheck: DoctorCheck = {
  id: 'permission',
  title: say('May you open it?', '您是否有权打开？'),
  examine: async patient => {
    const { path, platform, user } = patient;
    if (path === null || !isSerial(patient)) return noPort;
    if (platform !== 'linux') {
      return skipped(say('This system lets everybody open serial ports.', '此系统允许所有用户打开串口。'));
    }
    if (!(await patient.isThere())) return noPort;
    if (await patient.mayUse()) {
      return well(
        say('{user} may read and write {path}.', '{user} 可读写 {path}。', { user: user.name, path }),
      );
    }
    const owner = await patient.owner();
    if (owner === null) return noPort;
    const sandbox = await patient.sandbox();
    if (sandbox !== null) {
      return unknown(
        say(
          'The port cannot be opened from inside the package; see below.',
          '无法从软件包内部打开端口，详见下文。',
        ),
      );
    }
    const mode = owner.mode.toString(8).padStart(3, '0');
    const values = { path, owner: owner.owner, group: owner.group, mode, user: user.name };
    const text = say(
      '{path} belongs to user {owner} and group {group}, mode {mode}; {user} may not open it.',
      '{path} 属于用户 {owner} 和用户组 {group}，权限为 {mode}；{user} 无权打开。',
      values,
    );
    const isGroupAllowed = (owner.mode & 0o060) === 0o060 && owner.groupId !== 0;
    if (!isGroupAllowed) {
      return {
        state: 'problem',
        text,
        remedy: remedy(
          say(
            'No group may open it, so that joining one does not help. Install the rules that ship with Cambrian, and plug the board in again.',
            '没有任何用户组可以打开它，因此加入用户组无济于事。请安装 Cambrian 附带的规则，然后重新接入开发板。',
          ),
          await patient.udevCommands(),
        ),
      };
    }
    if (owner.members.includes(user.name)) {
      return {
        state: 'problem',
        text: say(
          '{user} is in the group {group}, but has been signed in since before that.',
          '{user} 已在用户组 {group} 中，但当前会话在加入之前就已登录。',
          values,
        ),
        remedy: remedy(
          say(
            'Sign out and in again; where that does not help, restart the computer.',
            '请注销并重新登录；若仍无效，请重新启动计算机。',
          ),
        ),
      };
    }
    return {
      state: 'problem',
      text,
      remedy: remedy(
        say(
          'Join the group {group}, then sign out and in again. Or install the rules that ship with Cambrian: they give the board to whoever sits at the screen.',
          '请加入用户组 {group}，然后注销并重新登录。或安装 Cambrian 附带的规则，将开发板授权给当前登录的用户。',
          values,
        ),
        [`sudo usermod -aG ${owner.group} ${user.name}`],
      ),
    };
  },
};

/** Is the studio in a box that has no devices? */
export const sandboxCheck: DoctorCheck = {
  id: 'sandbox',
  title: say('May the package see devices?', '软件包能否访问设备？'),
  examine: async patient => {
    if (patient.platform !== 'linux') return onlyLinux;
    const sandbox = await patient.sandbox();
    if (sandbox === null) return well(say('Cambrian is not in a sandbox.', 'Cambrian 未运行在沙盒中。'));
    const { application, hasDevices, kind } = sandbox;
    const values = { application };
    const isFound = patient.path === null ? patient.attachedKits.length > 0 : await patient.isThere();
    const worksAsItIs = isFound && (patient.path === null || (await patient.mayUse()));
    if (hasDevices === true || (hasDevices === null && worksAsItIs)) {
      return well(
        say('The package {application} may use devices.', '软件包 {application} 可使用设备。', values),
      );
    }
    if (kind === 'flatpak') {
      return {
        state: 'problem',
        text: say(
          'Cambrian runs as the Flatpak {application}, which was not given the computer’s devices.',
          'Cambrian 以 Flatpak {application} 运行，未获得访问计算机设备的权限。',
          values,
        ),
        remedy: remedy(say('Give it the devices, then start it again.', '请授予其设备权限，然后重新启动。'), [
          `flatpak override --user --device=all ${application}`,
        ]),
      };
    }
    return {
      state: 'problem',
      text: say(
        'Cambrian runs as the snap {application}, which is not connected to the computer’s USB devices.',
        'Cambrian 以 snap {application} 运行，未连接到计算机的 USB 设备。',
        values,
      ),
      remedy: remedy(say('Connect it, then start it again.', '请连接该接口，然后重新启动。'), [
        `sudo snap connect ${application}:raw-usb`,
      ]),
    };
  },
};
