package scenario

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitMessage `xml:"failure,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes results as JUnit XML: one test case per scenario.
func WriteJUnit(w io.Writer, results []Result) error {
	suite := junitSuite{Name: "hearth-hil", Tests: len(results)}
	var took time.Duration
	for _, r := range results {
		c := junitCase{
			Name: r.Name(), Class: "scenario", File: r.File, Time: fmt.Sprintf("%.3f", r.Wall.Seconds()),
			Out: fmt.Sprintf("%d expectations, %v simulated", r.Checks, r.Simulated),
		}
		took += r.Wall
		switch {
		case r.Err != nil:
			suite.Errors++
			c.Error = &junitMessage{Message: r.Err.Error(), Text: r.Repro()}
		case len(r.Failures) > 0:
			suite.Failures++
			c.Failure = &junitMessage{Message: r.Failures[0].String(), Text: strings.Join(r.Lines(), "\n")}
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Time = fmt.Sprintf("%.3f", took.Seconds())
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// Lines says everything that went wrong, and how to play it again.
func (r Result) Lines() []string {
	var out []string
	for _, f := range r.Failures {
		out = append(out, f.String())
	}
	if r.Err != nil {
		out = append(out, r.Err.Error())
	}
	return append(out, "again: "+r.Repro())
}
