package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/eegp-lang/eegp/compiler/ref/random"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"eegp": func() { os.Exit(run(os.Args[1:])) }})
}

// TestScripts runs testdata/*.txtar: commands as a user types them, with the
// files they need and the output they give.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"edf": writeEDF},
		Condition: func(name string) (bool, error) {
			if name == "root" { // root may read what nobody else may
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "1")
			e.Setenv("EEGP_DATA", "")
			return nil
		},
	})
}

// writeEDF makes a small EDF+ recording of noise in which the class of an event
// changes the power of the first channel:
//
//	edf FILE [rate=100] [channels=C3,Cz,C4] [trials=20] [flat=Cz] [cut=BYTES] [labels=T1,T2]
func writeEDF(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: edf FILE [key=value...]")
	}
	opt := map[string]string{"rate": "100", "channels": "C3,Cz,C4", "trials": "20", "labels": "T1,T2", "flat": "", "cut": "0"}
	for _, a := range args[1:] {
		key, value, ok := strings.Cut(a, "=")
		if _, known := opt[key]; !ok || !known {
			ts.Fatalf("edf: unknown option %q", a)
		}
		opt[key] = value
	}
	number := func(key string) int {
		n, err := strconv.Atoi(opt[key])
		ts.Check(err)
		return n
	}
	data := edfBytes(number("rate"), number("trials"), strings.Split(opt["channels"], ","), strings.Split(opt["labels"], ","), opt["flat"])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data[:len(data)-number("cut")], 0o644))
}

// edfBytes lays out one record a second, two seconds a trial.
func edfBytes(rate, trials int, channels, labels []string, flat string) []byte {
	const notes = 60 // bytes of annotations in a record
	records := 2*trials + 2
	var b bytes.Buffer
	field := func(text string, width int) { fmt.Fprintf(&b, "%-*s", width, text) }
	n := len(channels) + 1
	field("0", 8)
	field("X X X X", 80)
	field("Startdate 01-JAN-2020 X X X", 80)
	field("01.01.20", 8)
	field("10.00.00", 8)
	field(fmt.Sprint(256*(n+1)), 8)
	field("EDF+C", 44)
	field(fmt.Sprint(records), 8)
	field("1", 8)
	field(fmt.Sprint(n), 4)
	each := func(width int, signal, annotation string) {
		for range channels {
			field(signal, width)
		}
		field(annotation, width)
	}
	for _, c := range channels {
		field(c, 16)
	}
	field("EDF Annotations", 16)
	each(80, "", "")
	each(8, "uV", "")
	each(8, "-3276.8", "-1")
	each(8, "3276.7", "1")
	each(8, "-32768", "-32768")
	each(8, "32767", "32767")
	each(80, "", "")
	each(8, fmt.Sprint(rate), fmt.Sprint(notes/2))
	each(32, "", "")
	s := random.New(1, "edf")
	for r := range records {
		class := (r / 2) % len(labels)
		for i, c := range channels {
			gain := 10.0
			if i == 0 && class == 1 {
				gain = 30
			}
			if c == flat {
				gain = 0
			}
			for range rate {
				v := int16(math.Round(10 * gain * s.Normal()))
				b.Write([]byte{byte(v), byte(uint16(v) >> 8)})
			}
		}
		text := fmt.Sprintf("+%d\x14\x14\x00", r)
		if r%2 == 0 && r < 2*trials {
			text += fmt.Sprintf("+%d\x151\x14%s\x14\x00", r, labels[class])
		}
		b.WriteString(text + strings.Repeat("\x00", notes-len(text)))
	}
	return b.Bytes()
}
