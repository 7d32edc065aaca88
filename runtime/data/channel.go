package data

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/eegp-lang/eegp/compiler/value"
)

// Channel kinds.
const (
	kindEEG  = "eeg"
	kindEOG  = "eog"
	kindECG  = "ecg"
	kindEMG  = "emg"
	kindResp = "resp"
	kindStim = "stim"
	kindMisc = "misc"
)

// channels describes the ordinary signals of a file, in file order, and says
// which signal each is.
func (h *Header) channels() (channels []value.Channel, signal []int) {
	for i, s := range h.Signals {
		if s.Annotations || s.PerRecord == 0 {
			continue
		}
		channels = append(channels, value.Channel{Name: s.Label, Kind: kindOf(s.Label, s.Unit), Unit: s.Unit, Rate: h.Rate(s)})
		signal = append(signal, i)
	}
	names := make([]string, len(channels))
	for i, c := range channels {
		names[i] = c.Name
	}
	for i, name := range uniqueNames(names) {
		channels[i].Name = name
	}
	return channels, signal
}

// uniqueNames numbers every bearer of a name that occurs more than once:
// T8, T8 become T8-0, T8-1, as in MNE-Python. Channels without a name are
// called channel-0, channel-1 and so on.
func uniqueNames(names []string) []string {
	count := map[string]int{}
	for _, n := range names {
		count[n]++
	}
	taken := map[string]bool{}
	for n, k := range count {
		taken[n] = k == 1 && n != ""
	}
	out := make([]string, len(names))
	next := map[string]int{}
	for i, n := range names {
		if taken[n] && count[n] == 1 {
			out[i] = n
			continue
		}
		base := n
		if base == "" {
			base = "channel"
		}
		for out[i] == "" || taken[out[i]] {
			out[i] = fmt.Sprintf("%s-%d", base, next[n])
			next[n]++
		}
		taken[out[i]] = true
	}
	return out
}

// isTrigger names the channels whose values are trigger codes: those that
// MNE-Python takes for stimulus channels.
func isTrigger(label string) bool {
	l := strings.ToLower(label)
	return l == "status" || l == "trigger"
}

// A word of a label that settles its kind. EDF+ puts the kind first ("EOG
// left"); others write it inside the name ("VEOG", "EXG1").
var kindWords = []struct {
	pattern *regexp.Regexp
	kind    string
}{
	{regexp.MustCompile(`(?i)^(sti[ _]?\d+|stim.*|dig .*|marker|markers?[ _].*|events?|trig.*)$`), kindMisc},
	{regexp.MustCompile(`(?i)(^|[^a-z])[hvrli]?eog`), kindEOG},
	{regexp.MustCompile(`(?i)(^|[^a-z])(ecg|ekg)`), kindECG},
	{regexp.MustCompile(`(?i)(^|[^a-z])emg`), kindEMG},
	{regexp.MustCompile(`(?i)^(resp|airflow|thora|abdo)`), kindResp},
	{regexp.MustCompile(`(?i)^(temp|sao2|spo2|light|sound|gsr|pleth|erg[o ]|exg|pol |ref_|acc|gyro|counter|interpolated|cq_|raw_cq|battery|timestamp|status|trigger)`), kindMisc},
}

// kindOf infers a channel's kind from its label and unit. What carries a
// voltage and no other sign is taken for EEG.
func kindOf(label, unit string) string {
	if isTrigger(label) {
		return kindStim
	}
	for _, w := range kindWords {
		if w.pattern.MatchString(label) {
			return w.kind
		}
	}
	if _, volts := microvolts(unit); !volts && unit != "" && !strings.HasPrefix(strings.ToUpper(label), "EEG ") && !isElectrode(label) {
		return kindMisc
	}
	return kindEEG
}

var electrode = regexp.MustCompile(`(?i)^(N|(FP|AFP|AF|AFF|F|FFT|FT|FFC|FC|FCC|FTT|T|TTP|TP|TPP|C|CCP|CP|CPP|P|PPO|PO|POO|O|OI|I|A|M)(Z|[0-9]{1,2}H?))$`)

// isElectrode recognises names of the 10-05 system, whatever their case, with
// the full stops that some files pad them with.
func isElectrode(label string) bool {
	return electrode.MatchString(strings.TrimRight(label, ". "))
}
