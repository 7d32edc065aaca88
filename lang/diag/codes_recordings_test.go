package diag

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// everyRecordingProblem has one of each, with the facts that its words need.
var everyRecordingProblem = []Problem{
	NoSuchRecording{Path: "raw/a.edf", FolderExists: true, Near: []string{"b.edf"}},
	UnreadableRecording{Path: "raw/a.edf", Reason: "permission denied"},
	EmptyRecording{Path: "a.edf"},
	NotARecording{Path: "a.edf", Looks: "a web page", Advice: "fetch it again"},
	BadRecordingHeader{Path: "a.edf", Field: "number of signals", Value: "many", Offset: 252, Want: "a count"},
	TruncatedRecording{Path: "a.edf", Records: 1, Stated: 3, RecordDuration: 1, PerRecord: 160, Missing: 640},
	NothingRecorded{Path: "a.edf", Stated: 3, Missing: 960},
	RecordCountDiffers{Path: "a.edf", Records: 3, Stated: 2},
	BrokenAnnotations{Path: "a.edf", Count: 2},
	NoFileMatches{Pattern: "{run}.edf", Folders: []SearchedFolder{{Path: "raw"}}},
	BadPattern{Pattern: "{x}", Why: "has the brace {x}, which names no origin", Advice: "write {run}"},
	KeyNeverOccurs{Pattern: "{run}.edf", Key: "run", Values: []string{"7"}, Have: []string{"6", "8"}},
	EventNeverOccurs{Wanted: "T3", Near: []string{"T1"}, Present: []LabelCount{{"T1", 3}}, Files: 2},
	RatesDiffer{Path: "a.edf", Rate: 500, Common: 250, Files: 2},
	ChannelsDiffer{Path: "a.edf", Missing: []string{"C3"}, Files: 2},
	NoSuchChannel{Path: "a.edf", Name: "C3", Have: []string{"Fz", "Pz"}},
	NotFinite{Path: "a.edf", Channel: "C3", Count: 3, First: 1.5},
	RatesTooFarApart{Path: "a.edf", Channels: 4000, Values: 1e9, Bytes: 1e6},
	UnitNotVoltage{Path: "a.edf", Channel: "C3", Unit: "adu"},
	NoScale{Path: "a.edf", Channel: "C3", DigMin: -1, DigMax: 1},
	ConstantChannel{Path: "a.edf", Channel: "C3", Value: 0},
	GapInside{Path: "a.edf", Gaps: 1, Stops: 10, Resumes: 30},
	UnitOverridden{Path: "a.edf", Stated: "uV", Used: "mV"},
	NoSignalNamed{Path: "a.mat", Have: []string{"y: double 100 × 8"}},
	NoSuchVariable{Path: "a.mat", Name: "x", Have: []string{"y"}},
	LayoutDoesNotFit{Path: "a.mat", Why: "`names:` lists 7 channels, the signal has 8"},
	RateUnknown{Path: "a.mat", Have: []string{"`fs` = 250"}},
	NoEventsFile{Path: "a_raw.fif", Pattern: "{run}-eve.fif"},
	UnreadableEvents{Path: "a.tsv", Line: 3, Why: "the onset `x` is no number", Advice: "write seconds"},
}

func TestEveryRecordingCodeHasWords(t *testing.T) {
	var codes []string
	for _, p := range everyRecordingProblem {
		d := p.Diagnose()
		codes = append(codes, d.Code)
		if d.Message == "" || d.Rule == "" || d.Hint == "" {
			t.Errorf("%s lacks a message, a rule or a hint: %+v", d.Code, d)
		}
		if strings.HasSuffix(d.Message, ".") || strings.HasSuffix(d.Rule, ".") {
			t.Errorf("%s ends in a full stop", d.Code)
		}
		if (d.Code[0] == 'W') != (d.Severity == Warning) {
			t.Errorf("%s is a %v", d.Code, d.Severity)
		}
	}
	var listed []string
	for _, c := range recordingCodes {
		listed = append(listed, c.Code)
	}
	if !slices.Equal(codes, listed) {
		t.Errorf("problems %v, listed %v", codes, listed)
	}
}

func TestEveryRecordingCodeHasAStory(t *testing.T) {
	for _, c := range recordingCodes {
		b, err := os.ReadFile(filepath.Join("codes", c.Code+".txtar"))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, name := range []string{"story", "bad.txt", "good.txt"} {
			i := slices.IndexFunc(txtar.Parse(b).Files, func(f txtar.File) bool { return f.Name == name && len(f.Data) > 1 })
			if i < 0 {
				t.Errorf("%s has no %s", c.Code, name)
			}
		}
		for _, code := range regexp.MustCompile(`\[([EW]\d+)\]`).FindAllSubmatch(b, -1) {
			if string(code[1]) != c.Code {
				t.Errorf("the story of %s shows %s", c.Code, code[1])
			}
		}
	}
}
