package io.github.backup4j.examples.cli;

import io.github.backup4j.Progress;
import io.github.backup4j.ProgressOfAll;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far work is: a line that is drawn again where a person looks on, else a line whenever there is something new to say.
 */
final class ProgressView implements AutoCloseable {
    private static final int CELLS = 16;
    /** The widest line: the bar and what is done are read at a glance. */
    private static final int WIDEST = 79;

    private static final int STEP = 10;
    private static final int ALL = 100;
    /** From so much time left on, it is shown; most plans take seconds. */
    private static final Duration WORTH_SAYING = Duration.ofSeconds(10);

    private static final String REDRAW = "\r\u001b[K";

    private final Terminal terminal;
    private final String what;
    private @Nullable Progress first;
    private @Nullable String said;
    private boolean drawn;

    ProgressView(Terminal terminal, String what) {
        this.terminal = terminal;
        this.what = Words.line(what);
    }

    /** Shows the progress of one operation. */
    void show(Progress progress) {
        String phase = progress.step() != null
                ? progress.step()
                : progress.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        show(progress.percent(), withoutTheWork(phase), left(progress));
    }

    /** Returns a step without the name of the work, which is at the begin of the line. */
    private String withoutTheWork(String step) {
        String begin = what + ": ";
        return step.startsWith(begin) ? step.substring(begin.length()) : step;
    }

    /** Returns how long it takes if it goes on as it went since it was first seen; null: too little is known. */
    private @Nullable Duration left(Progress progress) {
        Integer percent = progress.percent();
        if (percent == null) {
            return null;
        }
        if (first == null || first.percent() == null || first.percent() > percent) {
            first = progress;
        }
        Integer begun = first.percent();
        if (begun == null || percent - begun < STEP) {
            return null;
        }
        Duration passed = Duration.between(first.observedAt(), progress.observedAt());
        return passed.multipliedBy(ALL - percent).dividedBy(percent - begun);
    }

    /** Shows the progress of many backup runs, and what is done of the one that is the farthest from its end. */
    void show(ProgressOfAll progress) {
        StringBuilder words = new StringBuilder();
        words.append(progress.done())
                .append(" of ")
                .append(Words.count(progress.total(), "run"))
                .append(" done");
        if (progress.failed() > 0) {
            words.append(", ").append(progress.failed()).append(" failed");
        }
        String step = progress.step();
        if (step != null) {
            words.append(progress.running() > 1 ? "; the slowest: " : "; ").append(withoutTheWork(step));
        }
        show(progress.percent(), words.toString(), progress.left());
    }

    /**
     * Shows the progress of a plan.
     *
     * @param done how many steps have been attempted
     * @param total how many there are
     * @param next the step that is attempted now; null: none is left
     * @param passed the time since the first step
     */
    void show(int done, int total, @Nullable Object next, Duration passed) {
        StringBuilder words = new StringBuilder();
        words.append(done).append(" of ").append(total).append(" steps done");
        if (done > 0 && done < total) {
            Duration left = passed.multipliedBy(total - done).dividedBy(done);
            if (left.compareTo(WORTH_SAYING) >= 0) {
                words.append(", about ").append(Words.of(left)).append(" left");
            }
        }
        if (next != null) {
            words.append(": ").append(next);
        }
        show(ALL * done / total, words.toString(), null);
    }

    /**
     * Shows a line. If it is too long for a terminal, it lacks what stands after a semicolon, then it says the time that is left without
     * "about", and only then what is done is cut short.
     */
    private void show(@Nullable Integer percent, String words, @Nullable Duration left) {
        String phase = Words.line(words);
        String time = left == null || left.isZero() ? "" : Words.of(left) + " left";
        String rest = time.isEmpty() ? "" : ", about " + time;
        if (terminal.interactive()) {
            String begin = what + "  " + bar(percent)
                    + (percent == null ? "" : String.format(Locale.ROOT, " %3d %%", percent)) + "  ";
            int width = Math.min(WIDEST, terminal.columns() - 1);
            int room = width - begin.length();
            int more = phase.indexOf("; ");
            if (phase.length() + rest.length() > room && more >= 0) {
                phase = phase.substring(0, more);
            }
            if (phase.length() + rest.length() > room && !time.isEmpty()) {
                rest = ", " + time;
            }
            terminal.err().print(REDRAW + cut(begin + cut(phase, room - rest.length()) + rest, width));
            terminal.err().flush();
            drawn = true;
            return;
        }
        // The same line again and again would say nothing.
        String news = percent == null ? phase : String.valueOf(percent / STEP);
        if (!news.equals(said)) {
            terminal.err().println(what + ": " + (percent == null ? "" : percent + " %, ") + phase + rest);
            said = news;
        }
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, Math.max(0, longest - 1)) + "~";
    }

    private static String bar(@Nullable Integer percent) {
        int full = percent == null ? 0 : percent * CELLS / 100;
        return "[" + "#".repeat(full) + "-".repeat(CELLS - full) + "]";
    }

    /** Ends the line that was drawn. */
    @Override
    public void close() {
        if (drawn) {
            terminal.err().print(REDRAW);
            terminal.err().flush();
            drawn = false;
        }
    }
}
