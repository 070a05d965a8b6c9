/** Sizes of files as they are read. */

const UNITS = ["B", "KB", "MB", "GB"];

/** 512 B, 1.4 MB */
export function size(bytes) {
  const power = bytes ? Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024))) : 0;
  return `${(bytes / 1024 ** power).toFixed(power ? 1 : 0)} ${UNITS[power]}`;
}
