package lock

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/lang/source"
)

func TestLacksAndWith(t *testing.T) {
	if _, lacks := example.Lacks(example); lacks {
		t.Error("an entry lacks what it holds")
	}
	if _, lacks := (Script{}).Lacks(Script{Operators: map[string]int{"csp": 1}}); lacks {
		t.Error("operators alone need no lock")
	}
	now := Script{
		Imports:   map[string]Import{"a.eegp": {Hash: "h1:new"}, "z.eegp": {Hash: "h1:z"}, "b.eegp": {Hash: "h1:b"}},
		Operators: map[string]int{"csp": 3, "svm": 1},
	}
	got, lacks := example.Lacks(now)
	want := diag.NotInLock{Imports: []string{"b.eegp", "z.eegp"}, Operators: []string{"svm"}}
	if d := cmp.Diff(want, got); d != "" || !lacks {
		t.Error(d)
	}
	both := example.With(now)
	if both.Imports["a.eegp"].Hash != "h1:cd" || both.Operators["csp"] != 2 {
		t.Error("what the entry holds does not stay")
	}
	if _, lacks := both.Lacks(now); lacks || len(both.Sources) != 1 {
		t.Errorf("something is lost: %+v", both)
	}
	if len(example.Imports) != 2 {
		t.Error("the entry itself was changed")
	}
}

func TestMoved(t *testing.T) {
	got := example.Moved(Script{Operators: map[string]int{"csp": 3, "lda": 1, "svm": 4}})
	if d := cmp.Diff([]diag.MovedOperator{{Name: "csp", Locked: 2, Now: 3}}, got); d != "" {
		t.Error(d)
	}
}

func TestCompareRecordings(t *testing.T) {
	was := Source{Channels: 3, Rate: 100, Recordings: map[string]string{"1.edf": "11", "2.edf": "22"}}
	for _, c := range []struct {
		name string
		now  Source
		says string
	}{
		{"equal", Source{Channels: 3, Rate: 100, Recordings: map[string]string{"2.edf": "22", "1.edf": "11"}}, ""},
		{"changed", Source{Recordings: map[string]string{"1.edf": "12", "2.edf": "23"}}, "changed: `1.edf` and `2.edf`"},
		{"missing and new", Source{Recordings: map[string]string{"1.edf": "11", "3.edf": "22"}}, "missing: `2.edf`; new: `3.edf`"},
		{
			"schema",
			Source{Channels: 4, Rate: 100, Recordings: was.Recordings},
			"locked: 3 channels at 100 Hz, classes []; read: 4 channels at 100 Hz, classes []",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			problem := was.Compare(c.now, source.Span{}, "a.eegp")
			if problem == nil {
				if c.says != "" {
					t.Error("no difference is told")
				}
				return
			}
			d := problem.Diagnose()
			if d.Rule != c.says || c.says == "" || !strings.HasSuffix(d.Hint, "eegp lock a.eegp") {
				t.Errorf("%+v", d)
			}
		})
	}
}
