// Package asset is the words of the registry and what follows from them alone: groups,
// devices and facts, spans of time in which they hold, and limits. Where sources of a
// fact disagree, Settle says which is used and why; Effective which of the limits of a
// home's way up binds it; Circle whether a group would come to be inside itself.
//
// It is pure. It must never know how anything is kept.
package asset
