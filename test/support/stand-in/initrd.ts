import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

/** In the order in which they need each other: what a virtio network card asks for. */
const MODULES = [
  "virtio_ring",
  "virtio",
  "virtio_pci_modern_dev",
  "virtio_pci_legacy_dev",
  "virtio_pci",
  "failover",
  "net_failover",
  "virtio_net",
];

/**
 * What the stand-in boot image does: shows what it is, calls its one address, and switches the computer off. On tty0 by
 * name, because with a serial console last /dev/console is that one, and the screen would stay empty.
 */
const INIT = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
/bin/busybox mount -t devtmpfs none /dev
fw=bios; [ -d /sys/firmware/efi ] && fw=uefi
for out in /dev/tty0 /dev/console; do
  echo "" > $out
  echo "Stand-in boot image, started by $fw" > $out
  echo "Kernel $(/bin/busybox uname -r), $(/bin/busybox head -1 /proc/meminfo)" > $out
  echo "Calling the management point ..." > $out
done
for m in /modules/*.ko; do /bin/busybox insmod $m; done
n=0; while [ ! -e /sys/class/net/eth0 ] && [ $n -lt 600 ]; do /bin/busybox sleep 0.1; n=$((n+1)); done
/bin/busybox ip link set lo up
/bin/busybox ip addr add 10.0.2.15/24 dev eth0
/bin/busybox ip link set eth0 up
n=0; until /bin/busybox wget -q -O /answer "http://10.0.2.100/mp/hello?fw=$fw" || [ $n -ge 20 ]; do
  /bin/busybox sleep 1; n=$((n+1))
done
echo "Answered: $(/bin/busybox cat /answer)" > /dev/console
/bin/busybox poweroff -f
`;

/** Packs the initrd of the stand-in boot image: busybox, a few modules and /init. */
export function makeInitrd(kernelRoot: string, busybox: string): Buffer {
  const [abi] = readdirSync(join(kernelRoot, "lib/modules"));
  const all = readdirSync(join(kernelRoot, "lib/modules", abi ?? ""), { recursive: true, encoding: "utf8" });
  const modules = MODULES.map((name, n) => {
    const path = all.find((each) => basename(each) === `${name}.ko`);
    if (!path) throw new Error(`the kernel has no ${name}.ko`);
    const bytes = readFileSync(join(kernelRoot, "lib/modules", abi ?? "", path));
    return entry(`modules/${String(n).padStart(2, "0")}-${name}.ko`, 0o100644, bytes);
  });
  const archive = [
    entry("bin", 0o040755),
    entry("dev", 0o040755),
    entry("modules", 0o040755),
    entry("bin/busybox", 0o100755, readFileSync(busybox)),
    ...modules,
    entry("init", 0o100755, Buffer.from(INIT)),
    entry("TRAILER!!!", 0),
  ];
  return gzipSync(Buffer.concat(archive), { level: 6 });
}

/** One file of a cpio archive in the "newc" form the kernel reads. */
function entry(name: string, mode: number, content: Buffer = Buffer.alloc(0)): Buffer {
  const fields = [0, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length + 1, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}${name}\0`;
  return Buffer.concat([padded(Buffer.from(head, "latin1")), padded(content)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
