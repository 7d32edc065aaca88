package data

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/eegp-lang/eegp/compiler/value"
)

// tableWidth is where lists of names are broken.
const tableWidth = 96

// label starts each line of the table.
const labelWidth = 10

// WriteTable writes the description for people: one fact a line, the channels
// grouped by kind, unit and rate.
func (i *Info) WriteTable(w io.Writer) error {
	var b strings.Builder
	b.WriteString(i.Path + "\n")
	line := func(label, text string) {
		for k, part := range wrap(text, tableWidth-labelWidth-2) {
			if k > 0 {
				label = ""
			}
			fmt.Fprintf(&b, "  %-*s%s\n", labelWidth, label, part)
		}
	}
	line("format", i.formatLine())
	switch {
	case i.Variables != nil:
		line("arrays", strconv.Itoa(len(i.Variables)))
		for _, v := range i.Variables {
			line("", v.Name+"\u00a0 "+v.Type+" "+shapeText(v.Dims))
		}
	case i.Format != formatEvents:
		line("time", i.timeLine())
		line("channels", i.channelsLine())
	}
	for _, g := range groupChannels(i.Channels, i.Rate) {
		line("  "+g.kind, g.title+strings.Join(g.names, " "))
	}
	for k, s := range i.Segments {
		if len(i.Segments) > 1 {
			line("segment", fmt.Sprintf("%d of %d: %s samples from %s s", k+1, len(i.Segments), thousands(s.End-s.First), short(s.Start)))
		}
	}
	if i.Variables == nil {
		line("events", i.eventsLine())
	}
	for k, e := range i.Ends {
		line("samples", i.Channels[k].Name+": "+values(e.First)+" … "+values(e.Last)+i.endUnit(k))
	}
	line("sha256", i.SHA256)
	for _, p := range i.Warnings {
		line(p.Severity.String(), p.Code+" "+p.Message)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// formatNames are the formats as people write them.
var formatNames = map[string]string{
	"edf": "EDF", "edf+": "EDF+", "bdf": "BDF", "bdf+": "BDF+", "gdf": "GDF", "fif": "FIF", "mat": "MAT", "npz": "NPZ",
	"csv": "table", "brainvision": "BrainVision", "eeglab": "EEGLAB", formatEvents: "list of events",
}

func (i *Info) formatLine() string {
	name := formatNames[i.Format]
	if !i.Continuous && len(i.Segments) > 0 {
		name += ", discontinuous"
	}
	return name
}

func (i *Info) timeLine() string {
	text := fmt.Sprintf("%s · %s samples at %s Hz", clock(i.Duration), thousands(i.Samples), short(i.Rate))
	if i.Rate == 0 {
		text = "no samples"
	}
	if !i.Start.IsZero() {
		text += " · start " + i.Start.Format("2006-01-02 15:04:05.999")
	}
	return text
}

func (i *Info) channelsLine() string {
	return strconv.Itoa(len(i.Channels))
}

func (i *Info) eventsLine() string {
	if len(i.Events) == 0 {
		return "none"
	}
	var parts []string
	for _, c := range CountLabels(i.Events) {
		parts = append(parts, fmt.Sprintf("%s ×%d", c.Label, c.Count))
	}
	return fmt.Sprintf("%s: %s", thousands(len(i.Events)), strings.Join(parts, " · "))
}

func (i *Info) endUnit(c int) string {
	if inVolts(i.Channels[c]) {
		return " V"
	}
	return ""
}

// A channelGroup is channels that share kind, unit and rate.
type channelGroup struct {
	kind, title string
	names       []string
}

func groupChannels(channels []value.Channel, rate float64) []channelGroup {
	var groups []channelGroup
	at := map[string]int{}
	for _, c := range channels {
		title := fmt.Sprintf("%s: ", orElse(c.Unit, "no unit"))
		if math.Abs(c.Rate-rate) > 1e-9 {
			title = fmt.Sprintf("%s, %s Hz: ", orElse(c.Unit, "no unit"), short(c.Rate))
		}
		id := c.Kind + "\x00" + title
		k, ok := at[id]
		if !ok {
			k = len(groups)
			at[id] = k
			groups = append(groups, channelGroup{kind: c.Kind, title: title})
		}
		groups[k].names = append(groups[k].names, strings.ReplaceAll(c.Name, " ", "\u00a0"))
	}
	for k := range groups {
		groups[k].title = fmt.Sprintf("%d × ", len(groups[k].names)) + groups[k].title
	}
	return groups
}

func orElse(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

// wrap breaks a text at spaces into lines no wider than width cells.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Split(text, " ") {
		if line != "" && runewidth.StringWidth(line)+1+runewidth.StringWidth(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	lines = append(lines, line)
	for i, l := range lines {
		lines[i] = strings.ReplaceAll(l, "\u00a0", " ")
	}
	return lines
}

// clock writes seconds as 2:05 min or 1:02:03 h, and short times in seconds.
func clock(s float64) string {
	whole := int(s)
	switch {
	case s < 60:
		return short(s) + " s"
	case s < 3600:
		return fmt.Sprintf("%d:%02d min", whole/60, whole%60)
	}
	return fmt.Sprintf("%d:%02d:%02d h", whole/3600, whole/60%60, whole%60)
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

func values(x []float64) string {
	words := make([]string, len(x))
	for i, v := range x {
		words[i] = strconv.FormatFloat(v, 'g', 4, 64)
	}
	return strings.Join(words, " ")
}

// thousands writes a count with a comma before every three digits.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
