// Command checkreport reads the JSON that "scripts/run --json" ends with and
// fails, naming each reason, where the plant did not do its main job.
package main
