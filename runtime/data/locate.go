package data

import (
	"errors"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

// Locate gives the problems that point nowhere a place in the script, usually
// the call that named the file.
func Locate(at source.Span, problems []diag.Problem) []diag.Problem {
	out := make([]diag.Problem, len(problems))
	for i, p := range problems {
		out[i] = located{p, at}
	}
	return out
}

type located struct {
	diag.Problem
	at source.Span
}

func (l located) Diagnose() diag.Diagnostic {
	d := l.Problem.Diagnose()
	if d.At.IsZero() {
		d.At = l.at
	}
	return d
}

// fatal is how a reader gives up: the problem joins the warnings met so far,
// and its words become the error.
func fatal(problems []diag.Problem, p diag.Problem) ([]diag.Problem, error) {
	return append(problems, p), errors.New(p.Diagnose().Message)
}
