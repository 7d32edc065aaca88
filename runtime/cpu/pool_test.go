package cpu

import (
	"sync/atomic"
	"testing"
	"time"
)

func TestEveryPartRunsOnce(t *testing.T) {
	for _, workers := range []int{1, 2, 5} {
		p := newPool(workers)
		for round := range 300 {
			counts := make([]atomic.Int32, round%97)
			j := &job{do: func(part, worker int) {
				if worker < 0 || worker >= workers {
					t.Errorf("worker %d of %d", worker, workers)
				}
				counts[part].Add(1)
			}}
			p.run(j, len(counts))
			for i := range counts {
				if n := counts[i].Load(); n != 1 {
					t.Fatalf("%d workers: part %d ran %d times", workers, i, n)
				}
			}
		}
		p.close()
	}
}

func TestSleepingWorkersWake(t *testing.T) {
	p := newPool(2)
	defer p.close()
	for range 3 {
		deadline := time.Now().Add(10 * time.Second)
		for !p.sleep[1].asleep.Load() && time.Now().Before(deadline) {
			time.Sleep(time.Millisecond)
		}
		if !p.sleep[1].asleep.Load() {
			t.Fatal("an idle worker does not sleep")
		}
		var helped atomic.Bool
		j := &job{do: func(_, worker int) {
			if worker == 1 {
				helped.Store(true)
			}
			for i := 0; !helped.Load() && i < 1000 && worker == 0; i++ {
				time.Sleep(time.Millisecond)
			}
		}}
		p.run(j, 4)
		if !helped.Load() {
			t.Fatal("a sleeping worker was not woken")
		}
	}
}
