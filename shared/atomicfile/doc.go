// Package atomicfile replaces a file so that a power cut at any moment leaves
// either the whole old content or the whole new one.
//
// The order is: temporary file in the same folder, write, fsync, rename, fsync
// the folder. Without the last step the rename itself may be lost. It must
// never leave the target partly written, nor readable by more than perm says.
package atomicfile
