package exec

import (
	"time"

	"github.com/eegp-lang/eegp/lang/diag"
)

// A Result is what one study found under one protocol. It holds what finished,
// also when the run was interrupted.
type Result struct {
	Study    string
	Protocol string // label of the protocol, "" when the study has only one
	Seed     int64
	Key      string // hash that names the result: canonical text, numerics and data

	// Numerics of the networks that it trains: fast, or exact for those that were run
	// as they are written; "" for a study without networks.
	Numerics string

	Data   DataFacts
	Splits []*SplitResult

	Transductive bool // some method adapts to unlabelled test data
	Interrupted  bool
	Elapsed      time.Duration
	Problems     []diag.Diagnostic // warnings, and why a cell has no score
}

// DataFacts are the counts every reader of a score needs.
type DataFacts struct {
	Source     string
	Recordings int
	Subjects   int
	Sessions   int
	Trials     int
	Type       string // tensor type of one trial
	Classes    []ClassCount
	Dropped    int // trials lost to rejection or to the ends of recordings
}

// A ClassCount is a class with its number of trials.
type ClassCount struct {
	Class  string
	Trials int
}

// A SplitResult holds every method under one split.
type SplitResult struct {
	Name    string
	Text    string // canonical text of the split
	Folds   []FoldFacts
	Methods []*MethodResult
}

// FoldFacts are the sizes of a fold.
type FoldFacts struct {
	Name        string
	Train, Test int
}

// A MethodResult is one method under one split.
type MethodResult struct {
	Name   string
	Text   string
	Cells  []*Cell // by fold; nil where nothing was computed
	Scores []Summary
	Tables []Table
}

// A Table is a score that is a table of true against predicted classes.
type Table struct {
	Score  string
	Counts [][]float64
}

// A Cell is one method on one fold.
type Cell struct {
	Fold      int
	Test      []int       // trial numbers
	Predicted []int       // class of each test trial
	Decision  [][]float64 // score of each class for each test trial
	Scores    []float64   // one a score of the protocol
	Baseline  []float64   // the same scores of the majority predictor
	Err       error
	Elapsed   time.Duration

	problem diag.Problem // Err for the reader
}

// A Summary is one score of one method, with what makes it honest.
type Summary struct {
	Score    string
	Mean     float64 // over folds
	Spread   float64 // standard deviation over folds
	Low      float64 // 95 % interval
	High     float64
	Interval string  // how the interval was computed
	Baseline float64 // the majority predictor, over the same folds
	Trials   int     // test predictions behind the score
	Folds    int     // folds that were scored
	Failed   int     // folds that were not
	Below    bool    // the score is below the majority predictor
}
