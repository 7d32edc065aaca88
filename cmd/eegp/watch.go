package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/eegp-lang/eegp/runtime/exec"
	"github.com/eegp-lang/eegp/runtime/train"
)

// A watcher shows how a run gets on: one line on a terminal, events as data,
// nothing in a pipe.
type watcher struct {
	json  bool
	line  bool
	last  time.Time
	width int
}

func newWatcher(asJSON bool) *watcher {
	w := &watcher{json: asJSON}
	w.line = !asJSON && term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb"
	w.width = widthOf(os.Stderr)
	return w
}

// every is the least time between two redraws: a line that flickers is not read.
const every = 50 * time.Millisecond

func (w *watcher) event(e exec.Event) {
	if w.json {
		_ = printJSONLine(eventData(e)) // the result will say it
		return
	}
	if !w.line || time.Since(w.last) < every && e.Done < e.Total {
		return
	}
	w.last = time.Now()
	text := fmt.Sprintf("%s: %s", e.Study, e.What)
	switch e.What {
	case "cell":
		text = bar(e, 24)
	case "epoch":
		text = bar(e, 12) + "  " + epochText(e.Epoch)
	}
	if w.width > 0 && len(text) >= w.width {
		text = text[:w.width-1]
	}
	fmt.Fprintf(os.Stderr, "\r\x1b[K%s", text)
}

// bar shows how many cells are done, and which one it is about.
func bar(e exec.Event, width int) string {
	full := width * e.Done / max(1, e.Total)
	return fmt.Sprintf("%s [%s%s] %d/%d  %s, %s", e.Study, strings.Repeat("=", full), strings.Repeat(" ", width-full),
		e.Done, e.Total, e.Method, e.Fold)
}

// epochText is how a training gets on, the time left first since lines are cut.
func epochText(p train.Progress) string {
	text := fmt.Sprintf("%s left  epoch %d/%d", p.Left.Round(time.Second), p.Epoch, p.Epochs)
	if p.Repeats > 1 {
		text += fmt.Sprintf(" of network %d/%d", p.Repeat, p.Repeats)
	}
	if p.Phase != "train" {
		text = p.Phase + "  " + text
	}
	text += fmt.Sprintf("  loss %.3f", p.Loss)
	if p.Held == p.Held {
		text += fmt.Sprintf("  held out %.3f, %.0f %% right", p.Held, 100*p.Score)
	}
	return text
}

func (w *watcher) clear() {
	if w.line {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}

func eventData(e exec.Event) map[string]any {
	m := map[string]any{"event": e.What, "study": e.Study}
	switch e.What {
	case "cell":
		m["done"], m["total"] = e.Done, e.Total
		m["split"], m["method"], m["fold"], m["scores"] = e.Split, e.Method, e.Fold, finite(e.Scores)
	case "epoch":
		// No time left: what is printed repeats byte for byte.
		p := e.Epoch
		m["split"], m["method"], m["fold"] = e.Split, e.Method, e.Fold
		m["phase"], m["repeat"], m["epoch"], m["epochs"] = p.Phase, p.Repeat, p.Epoch, p.Epochs
		for name, v := range finite(map[string]float64{"loss": p.Loss, "held": p.Held, "score": p.Score}) {
			m[name] = v
		}
	default:
		m["count"] = e.Total
	}
	return m
}

// finite replaces what JSON cannot hold by null.
func finite(scores map[string]float64) map[string]any {
	out := map[string]any{}
	for k, v := range scores {
		out[k] = v
		if v != v {
			out[k] = nil
		}
	}
	return out
}
