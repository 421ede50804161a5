// Package tape keeps what levels of a grid operator's signal a programme was told, so
// that it can be said later how well they were followed.
//
//	a folder for each programme -> a file for each day (UTC) -> a line for each level: ms since 1970, a space, the level
//
// Levels come each few seconds, and each stands for seconds only, so a level that a
// power cut takes is a gap of seconds, which is not scored: nothing is fsynced. A line
// that was torn is passed over.
//
// Invariant. A level that was told is told with the time at which it was heard, and no
// other.
//
// It must never read a clock, or put a level where none was heard.
package tape
