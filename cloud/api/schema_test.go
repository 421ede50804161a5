package api_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

// object is one of JSON.
type object = map[string]any

// misfits says where v is not as schema wants it: the part of JSON Schema that
// the document uses, of which an unknown keyword is a misfit itself.
func (d document) misfits(schema object, v any, at string) (bad []string) {
	say := func(format string, args ...any) { bad = append(bad, at+": "+fmt.Sprintf(format, args...)) }
	for keyword, want := range schema {
		switch keyword {
		case "$ref":
			bad = append(bad, d.misfits(d.refer(want.(string)), v, at)...)
		case "type":
			if !slices.ContainsFunc(listed(want), func(t any) bool { return isA(v, t.(string)) }) {
				say("%v is no %v", v, want)
			}
		case "enum":
			if !slices.Contains(listed(want), v) {
				say("%v is none of %v", v, want)
			}
		case "oneOf":
			if !slices.ContainsFunc(listed(want), func(s any) bool { return len(d.misfits(s.(object), v, at)) == 0 }) {
				say("%v is nothing of %v", v, want)
			}
		case "minimum", "maximum", "minItems", "maxItems", "pattern", "format":
			if !within(keyword, want, v) {
				say("%v is not of %s %v", v, keyword, want)
			}
		case "properties", "required", "additionalProperties", "items", "description", "default", "example":
		default:
			say("the checker does not know %s", keyword)
		}
	}
	return append(bad, d.misfitsInside(schema, v, at)...)
}

func (d document) misfitsInside(schema object, v any, at string) (bad []string) {
	if all, ok := v.([]any); ok && schema["items"] != nil {
		for i, one := range all {
			bad = append(bad, d.misfits(schema["items"].(object), one, fmt.Sprintf("%s[%d]", at, i))...)
		}
	}
	fields, ok := v.(object)
	if !ok {
		return bad
	}
	for _, name := range listed(schema["required"]) {
		if _, there := fields[name.(string)]; !there {
			bad = append(bad, at+": "+name.(string)+" is missing")
		}
	}
	properties, _ := schema["properties"].(object)
	for name, one := range fields {
		inside, known := properties[name].(object)
		if !known {
			inside, known = schema["additionalProperties"].(object)
		}
		if known {
			bad = append(bad, d.misfits(inside, one, at+"."+name)...)
		} else if schema["additionalProperties"] == false {
			bad = append(bad, at+": "+name+" is not in the document")
		}
	}
	return bad
}

func listed(v any) []any {
	if all, ok := v.([]any); ok {
		return all
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

func isA(v any, kind string) bool {
	switch x := v.(type) {
	case nil:
		return kind == "null"
	case bool:
		return kind == "boolean"
	case string:
		return kind == "string"
	case float64:
		return kind == "number" || kind == "integer" && x == math.Trunc(x)
	case []any:
		return kind == "array"
	}
	return kind == "object"
}

func within(keyword string, want, v any) bool {
	switch x := v.(type) {
	case float64:
		return keyword != "minimum" && keyword != "maximum" || (x < want.(float64)) == (keyword == "maximum") || x == want.(float64)
	case []any:
		n := float64(len(x))
		return keyword != "minItems" && keyword != "maxItems" || (n < want.(float64)) == (keyword == "maxItems") || n == want.(float64)
	case string:
		if keyword == "pattern" {
			return regexp.MustCompile(want.(string)).MatchString(x)
		}
		_, err := time.Parse(time.RFC3339, x)
		return keyword != "format" || want != "date-time" || err == nil
	}
	return true
}

// refer returns what "#/a/b" stands for.
func (d document) refer(ref string) object {
	at := object(d)
	for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		next, ok := at[part].(object)
		if !ok {
			return object{"refers to nothing: " + ref: nil}
		}
		at = next
	}
	return at
}
