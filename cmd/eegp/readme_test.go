package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme runs the first program of the README and wants the output printed
// under it, and the error printed after that for a learner in `data`.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "## Ten lines")
	blocks := fenced(rest)
	if len(blocks) < 3 {
		t.Fatalf("%d code blocks, want the program, its output and the error", len(blocks))
	}
	dir := t.TempDir()
	good := filepath.Join(dir, "first_look.eegp")
	leak := strings.Replace(blocks[0], "|> trials", "|> zscore(per: channel) |> trials", 1)
	write(t, good, blocks[0])
	write(t, filepath.Join(dir, "leak.eegp"), leak)
	if out, _ := eegp(t, dir, "run", "first_look.eegp"); out != blocks[1] {
		t.Errorf("the README's program gives\n%s", out)
	}
	if _, errs := eegp(t, dir, "run", "leak.eegp"); errs != blocks[2] {
		t.Errorf("the README's mistake gives\n%s", errs)
	}
}

// fenced lists the code blocks of a text.
func fenced(text string) []string {
	var blocks []string
	for i, part := range strings.Split(text, "```") {
		if i%2 == 1 {
			_, code, _ := strings.Cut(part, "\n")
			blocks = append(blocks, code)
		}
	}
	return blocks
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// eegp runs the test binary as eegp, as testscript does.
func eegp(t *testing.T, dir string, args ...string) (out, errs string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "eegp")
	if err := os.Symlink(self, link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	c := exec.Command(link, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "NO_COLOR=1", "EEGP_DATA=")
	var stdout, stderr strings.Builder
	c.Stdout, c.Stderr = &stdout, &stderr
	_ = c.Run() // the exit code of a refused program is not zero
	return stdout.String(), stderr.String()
}
