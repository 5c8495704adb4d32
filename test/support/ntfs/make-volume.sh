#!/bin/sh
# Makes a small NTFS volume with everything that is hard to read: a file table and a file in many pieces, with
# attribute lists; a directory of several levels; compressed, sparse and reparse files.
# Needs root, ntfs-3g, python3 and /dev/fuse. Usage: make-volume.sh volume.img.br
set -eu
out=$1
work=$(mktemp -d)
volume=$work/volume.img
mount=$work/mount
mkdir "$mount"
setxattr() { python3 -c 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))' "$@"; }
truncate -s 3800K "$volume"
mkfs.ntfs -q -F -Q -s 512 -c 512 -p 2048 -H 255 -S 63 -L Fixture "$volume"
ntfs-3g -o compression,streams_interface=windows "$volume" "$mount"
printf 'hello\n' > "$mount/Hello.txt"
mkdir "$mount/Many" "$mount/Boot" "$mount/packed"
setxattr "$mount/packed" system.ntfs_attrib_be 00000800
seq 1 3000 > "$mount/packed/Compressed.txt"
# Small islands in a large hole: more runs than one record can hold.
truncate -s 6M "$mount/Sparse.bin"
for n in $(seq 0 300); do
  printf '%-511d\n' "$n" | dd of="$mount/Sparse.bin" bs=512 seek=$((n * 40)) conv=notrunc status=none
done
printf 'link' > "$mount/Reparse.txt"
# tag 80000017 (packed by WOF), 16 bytes of data
setxattr "$mount/Reparse.txt" system.ntfs_reparse_data 170000801000000001000000020000000100000000000000
printf 'angry\n' > "$mount/Boot/ÄRGER.txt"
for n in $(seq 1 30); do ln "$mount/Hello.txt" "$mount/Boot/One more name of hello, $n"; done
# The volume is filled to the end; what is written after every second file went lies in the holes.
n=0
while head -c 1024 /dev/zero 2>/dev/null > "$mount/Many/File $n"; do n=$((n + 1)); done
for odd in $(seq 1 2 "$n"); do rm -f "$mount/Many/File $odd"; done
seq 1 300 | while read -r n; do printf '%-511d\n' "$n"; done > "$mount/Boot/Fragments.bin"
umount "$mount"
node -e '
  const { readFileSync, writeFileSync } = require("node:fs");
  const { brotliCompressSync } = require("node:zlib");
  writeFileSync(process.argv[2], brotliCompressSync(readFileSync(process.argv[1])));
' "$volume" "$out"
rm -r "$work"
