package diag

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"

	"golang.org/x/tools/txtar"
)

//go:embed codes/*.txtar
var storyFiles embed.FS

// A Story is the long text of a code with programs that fail and that work.
type Story struct {
	Code  string
	Title string
	Text  string
	Bad   []StoryFile // bad.eegp, bad_2.eegp, or bad.txt for what comes from files and devices
	Good  []StoryFile // good.eegp, good_2.eegp, good.txt
	Out   string      // the rendered diagnostics of the bad programs
}

// A StoryFile is one example.
type StoryFile struct {
	Name string
	Text string
}

// Stories reads the story of every code in the order of Codes.
func Stories() ([]Story, error) { return readStories() }

var readStories = sync.OnceValues(func() ([]Story, error) {
	var out []Story
	for _, c := range Codes() {
		text, err := storyFiles.ReadFile(path.Join("codes", c.Code+".txtar"))
		if err != nil {
			return nil, fmt.Errorf("code %s has no story: %w", c.Code, err)
		}
		out = append(out, ParseStory(c, text))
	}
	return out, nil
})

// ParseStory reads the sections of one story file.
func ParseStory(c Code, text []byte) Story {
	s := Story{Code: c.Code, Title: c.Title}
	for _, f := range txtar.Parse(text).Files {
		data := string(f.Data)
		switch base := strings.TrimSuffix(f.Name, path.Ext(f.Name)); {
		case f.Name == "story":
			s.Text = strings.TrimSpace(data)
		case f.Name == "bad.out":
			s.Out = data
		case base == "bad" || strings.HasPrefix(base, "bad_"):
			s.Bad = append(s.Bad, StoryFile{f.Name, data})
		case base == "good" || strings.HasPrefix(base, "good_"):
			s.Good = append(s.Good, StoryFile{f.Name, data})
		}
	}
	return s
}

// StoryOf is the story of one code, in any case of letters.
func StoryOf(code string) (Story, bool) {
	for _, c := range Codes() {
		if !strings.EqualFold(c.Code, code) {
			continue
		}
		text, err := storyFiles.ReadFile(path.Join("codes", c.Code+".txtar"))
		if err != nil {
			return Story{}, false
		}
		return ParseStory(c, text), true
	}
	return Story{}, false
}

// Marks reads which codes the lines of an example expect: a line that ends in
// the comment #! E401 W502 expects those two. Lines count from one.
func Marks(text string) map[int][]string {
	out := map[int][]string{}
	for i, line := range strings.Split(text, "\n") {
		if _, codes, ok := strings.Cut(line, "#! "); ok {
			out[i+1] = strings.Fields(codes)
		}
	}
	return out
}
