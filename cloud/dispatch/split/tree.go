package split

import (
	"fmt"

	"github.com/hearthgrid/hearthgrid/shared/fault"
)

// block is how many homes right under one node are looked at together.
const block = 64

// check fails where parents are no tree, or a home is under none of its nodes.
func check(parents, at []int32) error {
	for v, p := range parents {
		if (v == 0) != (p == -1) || p >= int32(v) || p < -1 {
			return invalid(fmt.Sprintf("node %d", v), "give the root first, with parent -1, and each node after its parent", fmt.Errorf("parent %d", p))
		}
	}
	for i, v := range at {
		if v < 0 || int(v) >= len(parents) {
			return invalid(fmt.Sprintf("home %d", i), "put it under a node of the tree", fmt.Errorf("node %d of %d", v, len(parents)))
		}
	}
	return nil
}

func invalid(subject, hint string, err error) error {
	return &fault.Error{Op: "split power", Kind: fault.Invalid, Subject: subject, Hint: hint, Err: err}
}

// blocks returns the tree with nodes of no limits put between a node and its
// homes where these are many, and where the homes are then. It may return what
// it was given.
func blocks(parents, at []int32) (wider, under []int32) {
	count := make([]int32, len(parents))
	for _, v := range at {
		count[v]++
	}
	newest := make([]int32, len(parents))
	wider, under = parents[:len(parents):len(parents)], at
	met := make([]int32, len(parents))
	for i, v := range at {
		if count[v] <= 2*block {
			continue
		}
		if met[v]%block == 0 {
			newest[v] = int32(len(wider))
			wider = append(wider, v)
		}
		if &under[0] == &at[0] {
			under = append([]int32(nil), at...)
		}
		met[v]++
		under[i] = newest[v]
	}
	return wider, under
}

// ranks returns where each node stands if each is followed by all under it.
func ranks(parents []int32) []int32 {
	size := make([]int32, len(parents))
	for v := len(parents) - 1; v >= 0; v-- {
		size[v]++
		if v > 0 {
			size[parents[v]] += size[v]
		}
	}
	rank, free := make([]int32, len(parents)), make([]int32, len(parents))
	for v, p := range parents {
		if v > 0 {
			rank[v] = free[p]
			free[p] += size[v]
		}
		free[v] = rank[v] + 1
	}
	return rank
}
