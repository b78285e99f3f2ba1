// Chromium writes pictures quickly, not small: the same pixels, packed with patience.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;

/** The same PNG in fewer bytes: its rows unfiltered, which suits flat colours and letters, packed as hard as zlib can. */
export function squeeze(png: Buffer): Buffer {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  const head = chunks.find((one) => one.type === 'IHDR')?.data;
  const [depth, colour] = [head?.[8], head?.[9]];
  if (!head || depth !== 8 || (colour !== 2 && colour !== 6)) return png;
  const bytes = colour === 2 ? 3 : 4;
  const row = head.readUInt32BE(0) * bytes;
  const pixels = plain(inflateSync(Buffer.concat(chunks.filter((one) => one.type === 'IDAT').map((one) => one.data))), row, bytes);
  const data = deflateSync(pixels, { level: 9, memLevel: 9 });
  const small = Buffer.concat([png.subarray(0, SIGNATURE), chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
  return small.length < png.length ? small : png;
}

/** The rows as they are, each behind filter type 0: see the PNG specification, section 9. */
function plain(filtered: Buffer, row: number, bytes: number): Buffer {
  const out = Buffer.alloc(filtered.length);
  for (let start = 0; start < filtered.length; start += row + 1) {
    const type = filtered[start];
    for (let at = start + 1; at <= start + row; at++) {
      const left = at - start > bytes ? (out[at - bytes] ?? 0) : 0;
      const up = start > 0 ? (out[at - row - 1] ?? 0) : 0;
      const corner = start > 0 && at - start > bytes ? (out[at - row - 1 - bytes] ?? 0) : 0;
      const by = [0, left, up, (left + up) >> 1, nearest(left, up, corner)][type ?? 0] ?? 0;
      out[at] = ((filtered[at] ?? 0) + by) & 0xff;
    }
  }
  return out;
}

function nearest(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
