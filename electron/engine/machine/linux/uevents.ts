import { closeSync } from "node:fs";
import { koffi } from "../koffi.ts";

const AF_NETLINK = 16;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_KOBJECT_UEVENT = 15;
const KERNEL_GROUP = 1;
const MESSAGE_BYTES = 64 * 1024;

/**
 * Calls back soon after the kernel has told of any block device: one that came, went or changed its medium. What
 * happened is for the caller to look up; a message can be lost, and in a container there may be none at all.
 * @returns the way to stop it; null when this computer lets us hear nothing
 */
export function onBlockEvent(heard: () => void): (() => void) | null {
  const { socket, bind, recv } = bindSocketCalls();
  const fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
  if (fd < 0) return null;
  const address = Buffer.alloc(12); // struct sockaddr_nl: family, padding, port (the kernel gives one), groups
  address.writeUInt16LE(AF_NETLINK, 0);
  address.writeUInt32LE(KERNEL_GROUP, 8);
  if (bind(fd, address, address.length) !== 0) {
    closeSync(fd);
    return null;
  }
  const message = Buffer.alloc(MESSAGE_BYTES);
  const poll = koffi.node.poll(fd, { readable: true }, () => {
    let isBlock = false;
    for (
      let bytes = recv(fd, message, message.length, 0);
      bytes > 0;
      bytes = recv(fd, message, message.length, 0)
    )
      isBlock ||= message.subarray(0, bytes).includes("\0SUBSYSTEM=block\0");
    if (isBlock) heard();
  });
  return () => {
    poll.close();
    closeSync(fd);
  };
}

function bindSocketCalls() {
  const library = koffi.load(null);
  return {
    socket: library.func("int socket(int domain, int type, int protocol)") as (
      domain: number,
      type: number,
      protocol: number,
    ) => number,
    bind: library.func("int bind(int fd, void *address, int length)") as (
      fd: number,
      address: Buffer,
      length: number,
    ) => number,
    recv: library.func("long recv(int fd, void *into, size_t length, int flags)") as (
      fd: number,
      into: Buffer,
      length: number,
      flags: number,
    ) => number,
  };
}
