package report

import (
	"math"

	"github.com/eegp-lang/eegp/lang/diag"
	"github.com/eegp-lang/eegp/runtime/exec"
)

// The same as data. How long it took is left out: a result repeats byte for byte.
type (
	resultData struct {
		Study        string      `json:"study"`
		Protocol     string      `json:"protocol,omitempty"`
		Seed         int64       `json:"seed"`
		Key          string      `json:"key"`
		Numerics     string      `json:"numerics,omitempty"`
		Data         dataData    `json:"data"`
		Splits       []splitData `json:"splits"`
		Transductive bool        `json:"transductive"`
		Interrupted  bool        `json:"interrupted"`
		Problems     []diag.Data `json:"problems"`
	}
	dataData struct {
		Source     string         `json:"source"`
		Recordings int            `json:"recordings"`
		Subjects   int            `json:"subjects"`
		Sessions   int            `json:"sessions"`
		Trials     int            `json:"trials"`
		Dropped    int            `json:"dropped"`
		Type       string         `json:"type"`
		Classes    map[string]int `json:"classes"`
	}
	splitData struct {
		Name    string       `json:"name"`
		Split   string       `json:"split"`
		Methods []methodData `json:"methods"`
	}
	methodData struct {
		Name   string      `json:"name"`
		Method string      `json:"method"`
		Scores []scoreData `json:"scores"`
		Tables []tableData `json:"tables,omitempty"`
		Folds  []cellData  `json:"folds"`
	}
	scoreData struct {
		Score    string   `json:"score"`
		Mean     *float64 `json:"mean"`
		FoldSD   *float64 `json:"fold_sd"`
		Low      *float64 `json:"low"`
		High     *float64 `json:"high"`
		Interval string   `json:"interval"`
		Majority *float64 `json:"majority"`
		Trials   int      `json:"trials"`
		Folds    int      `json:"folds"`
		Failed   int      `json:"failed"`
		Below    bool     `json:"below_majority"`
	}
	tableData struct {
		Score  string      `json:"score"`
		Counts [][]float64 `json:"counts"`
	}
	cellData struct {
		Fold      string     `json:"fold"`
		Train     int        `json:"train"`
		Test      []int      `json:"test"`
		Predicted []int      `json:"predicted"`
		Scores    []*float64 `json:"scores"`
		Error     string     `json:"error,omitempty"`
	}
)

// Data is a result in the form that JSON writes.
func Data(r *exec.Result) any {
	out := resultData{
		Study: r.Study, Protocol: r.Protocol, Seed: r.Seed, Key: r.Key, Numerics: r.Numerics,
		Transductive: r.Transductive, Interrupted: r.Interrupted,
		Problems: diag.AsData(r.Problems), Splits: []splitData{},
	}
	d := r.Data
	out.Data = dataData{d.Source, d.Recordings, d.Subjects, d.Sessions, d.Trials, d.Dropped, d.Type, map[string]int{}}
	for _, c := range d.Classes {
		out.Data.Classes[c.Class] = c.Trials
	}
	for _, s := range r.Splits {
		sd := splitData{Name: s.Name, Split: s.Text}
		for _, m := range s.Methods {
			sd.Methods = append(sd.Methods, methodOf(s, m))
		}
		out.Splits = append(out.Splits, sd)
	}
	return out
}

func methodOf(s *exec.SplitResult, m *exec.MethodResult) methodData {
	out := methodData{Name: m.Name, Method: m.Text, Scores: []scoreData{}, Folds: []cellData{}}
	for _, v := range m.Scores {
		out.Scores = append(out.Scores, scoreData{
			v.Score, value(v.Mean), value(v.Spread), value(v.Low), value(v.High),
			v.Interval, value(v.Baseline), v.Trials, v.Folds, v.Failed, v.Below,
		})
	}
	for _, t := range m.Tables {
		out.Tables = append(out.Tables, tableData{t.Score, t.Counts})
	}
	for _, c := range m.Cells {
		if c == nil {
			continue
		}
		cell := cellData{Fold: s.Folds[c.Fold].Name, Train: s.Folds[c.Fold].Train, Test: c.Test, Predicted: c.Predicted}
		for _, v := range c.Scores {
			cell.Scores = append(cell.Scores, value(v))
		}
		if c.Err != nil {
			cell.Error = c.Err.Error()
		}
		out.Folds = append(out.Folds, cell)
	}
	return out
}

// value is nil where JSON has no number.
func value(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
