// Command plainproto is a plugin of protoc that writes the messages of a .proto as
// plain Go structs, without the descriptors and the reflection that protoc-gen-go adds:
// what encodes and decodes them is protoc-gen-go-vtproto's, which needs neither, and the
// firmware is a megabyte smaller.
//
// It knows what hearthgrid.proto uses: scalars, messages, lists of both, and
// optional scalars. What it does not know it refuses.
package main
