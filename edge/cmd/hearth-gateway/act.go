package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/hearthgrid/hearthgrid/edge/local"
	"github.com/hearthgrid/hearthgrid/shared/energy"
	"github.com/hearthgrid/hearthgrid/shared/fault"
)

func reserve(ctx context.Context, c local.Client, o options, _ io.Writer) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(o.operand()), 64)
	if err != nil || !(v >= 0 && v <= 1) {
		return noShare("reserve", o.operand())
	}
	return c.Do(ctx, local.Act{Verb: local.Reserve, Share: energy.Ratio(v)})
}

func storm(ctx context.Context, c local.Client, o options, _ io.Writer) error {
	switch {
	case !(o.keep >= 0 && o.keep <= 1):
		return noShare("storm -keep", fmt.Sprint(o.keep))
	case o.operand() == "on":
		return c.Do(ctx, local.Act{Verb: local.Storm, Share: energy.Ratio(o.keep), For: o.lasts})
	case o.operand() == "off":
		return c.Do(ctx, local.Act{Verb: local.Calm})
	}
	return &fault.Error{Op: "storm", Kind: fault.Invalid, Subject: o.operand(), Hint: "want on or off"}
}

func noShare(what, text string) error {
	return &fault.Error{Op: what, Kind: fault.Invalid, Subject: text, Hint: "want a share of the battery from 0 to 1"}
}
