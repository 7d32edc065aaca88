package data

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/eegp-lang/eegp/compiler/value"
	"github.com/eegp-lang/eegp/lang/diag"
)

// A pattern is a path with holes: {subject}, {session} and {run} name where a
// recording comes from, {run=06|10} lists what may stand there, * is anything.
// No hole reaches across a path separator; a part ** stands for any folders,
// or none.
type pattern struct {
	text     string
	absolute bool
	segments []segment
}

// A segment is one folder or file name of a pattern.
type segment []piece

// A piece is literal text, or a hole.
type piece struct {
	literal string
	hole    bool
	key     string   // of a hole that is kept; "" for *
	allowed []string // nil allows anything
}

var provenance = []string{"subject", "session", "run"}

// parsePattern reads a pattern; the separator is / on every system.
func parsePattern(text string) (pattern, diag.Problem) {
	p := pattern{text: text, absolute: strings.HasPrefix(text, "/")}
	for _, name := range strings.Split(strings.Trim(text, "/"), "/") {
		s, problem := parseSegment(text, name)
		if problem != nil {
			return p, problem
		}
		if last := len(p.segments) - 1; len(s) > 0 && !(s.deep() && last >= 0 && p.segments[last].deep()) {
			p.segments = append(p.segments, s)
		}
	}
	if last := len(p.segments) - 1; last >= 0 && p.segments[last].deep() {
		p.segments = append(p.segments, segment{{hole: true}})
	}
	if len(p.segments) == 0 {
		return p, diag.BadPattern{Pattern: text, Why: "names no file", Advice: `name the files, for example "raw/{subject}/{run}.edf"`}
	}
	return p, nil
}

func parseSegment(text, name string) (segment, diag.Problem) {
	var s segment
	for name != "" {
		at := strings.IndexAny(name, "{}*")
		if at < 0 {
			return append(s, piece{literal: name}), nil
		}
		if at > 0 {
			s = append(s, piece{literal: name[:at]})
		}
		rest := name[at+1:]
		switch name[at] {
		case '*':
			s = append(s, piece{hole: true})
		case '}':
			return nil, diag.BadPattern{Pattern: text, Why: "closes a brace that it does not open"}
		case '{':
			inside, after, closed := strings.Cut(rest, "}")
			if !closed {
				return nil, diag.BadPattern{
					Pattern: text, Why: "opens a brace and does not close it before the next `/`",
					Advice: "write {" + inside + "}",
				}
			}
			hole, problem := parseHole(text, inside)
			if problem != nil {
				return nil, problem
			}
			s, rest = append(s, hole), after
		}
		name = rest
	}
	return s, nil
}

func parseHole(text, inside string) (piece, diag.Problem) {
	key, list, limited := strings.Cut(inside, "=")
	key = strings.TrimSpace(key)
	if !slices.Contains(provenance, key) {
		p := diag.BadPattern{Pattern: text, Why: fmt.Sprintf("has the brace {%s}, which names no origin", inside)}
		if near := nearest(key, provenance); len(near) > 0 {
			p.Advice = "did you mean {" + near[0] + "}?"
		}
		return piece{}, p
	}
	hole := piece{hole: true, key: key}
	if limited {
		for _, v := range strings.Split(list, "|") {
			hole.allowed = append(hole.allowed, strings.TrimSpace(v))
		}
	}
	return hole, nil
}

// keys are the provenance keys that the pattern names.
func (p pattern) keys() map[string]bool {
	found := map[string]bool{}
	for _, s := range p.segments {
		for _, piece := range s {
			if piece.key != "" {
				found[piece.key] = true
			}
		}
	}
	return found
}

// deep tells the part ** from all others.
func (s segment) deep() bool {
	return len(s) == 2 && s[0].hole && s[1].hole && s[0].key+s[1].key == ""
}

// fixed is the text of a segment without holes.
func (s segment) fixed() (string, bool) {
	var b strings.Builder
	for _, p := range s {
		if p.hole {
			return "", false
		}
		b.WriteString(p.literal)
	}
	return b.String(), true
}

// match fits a name to the segment. A hole takes as little as it can, and at
// least one character unless it is a *; a key met twice must have one value.
func (s segment) match(name string, key value.Key) (value.Key, bool) {
	if len(s) == 0 {
		return key, name == ""
	}
	first, rest := s[0], s[1:]
	if !first.hole {
		if !strings.HasPrefix(name, first.literal) {
			return key, false
		}
		return rest.match(name[len(first.literal):], key)
	}
	least := 1
	if first.key == "" {
		least = 0
	}
	for n := least; n <= len(name); n++ {
		taken, ok := first.take(name[:n], key)
		if !ok {
			continue
		}
		if found, ok := rest.match(name[n:], taken); ok {
			return found, true
		}
	}
	return key, false
}

// take fills a hole with a text.
func (p piece) take(text string, key value.Key) (value.Key, bool) {
	if p.allowed != nil && !containsValue(p.allowed, text) {
		return key, false
	}
	if p.key == "" {
		return key, true
	}
	slot := keyField(&key, p.key)
	if *slot != "" && *slot != text {
		return key, false
	}
	*slot = text
	return key, true
}

func keyField(k *value.Key, name string) *string {
	switch name {
	case "subject":
		return &k.Subject
	case "session":
		return &k.Session
	}
	return &k.Run
}

// containsValue finds a value in a list; whole numbers match whatever zeros
// lead them, so run 6 finds S001R06.
func containsValue(list []string, v string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return sameValue(v, w) })
}

func sameValue(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := strconv.ParseUint(a, 10, 63)
	y, errY := strconv.ParseUint(b, 10, 63)
	return errX == nil && errY == nil && x == y
}
