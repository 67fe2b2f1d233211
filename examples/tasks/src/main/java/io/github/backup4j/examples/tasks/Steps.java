package io.github.backup4j.examples.tasks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The numbered steps of a demonstration, each with checks that hold or not, printed as they are done. */
final class Steps {
    private static final int WIDTH = 90;

    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();
    private int count;

    Steps(PrintStream out) {
        this.out = out;
    }

    /** Does a step. What it throws is a failure of this step, and the next one is still done. */
    void step(String title, Consumer<Step> body) {
        String heading = String.format(Locale.ROOT, "%2d. %s ", ++count, title);
        out.print(heading + ".".repeat(Math.max(3, WIDTH - heading.length())) + " ");
        out.flush();
        Step step = new Step();
        try {
            body.accept(step);
        } catch (RuntimeException e) {
            step.failed.add(e.toString());
        }
        out.println(step.failed.isEmpty() ? "OK" : "FAILED");
        (step.failed.isEmpty() ? step.said : step.failed).forEach(line -> out.println("    " + line));
        step.shown.forEach(out::println);
        out.println();
        int number = count;
        step.failed.forEach(check -> failures.add(number + ". " + title + ": " + check));
    }

    /** Ends the demonstration: throws if a check did not hold, and says which. */
    void finish() {
        if (!failures.isEmpty()) {
            throw new ChecksFailed(failures);
        }
        out.println("All " + count + " steps hold.");
    }

    /** A step while it is being done. */
    static final class Step {
        private final List<String> failed = new ArrayList<>();
        private final List<String> shown = new ArrayList<>();
        private final List<String> said = new ArrayList<>();

        /** Notes whether something holds. */
        void check(String what, boolean holds) {
            if (!holds) {
                failed.add("NOT SO: " + what);
            }
        }

        /** Has a line printed under the step if all its checks hold; if not, they are printed instead. */
        void say(String line) {
            said.add(line);
        }

        /** Has a picture of several lines printed under the step, whatever its checks say. */
        void show(String picture) {
            shown.add("");
            picture.lines()
                    .map(line -> "    " + line)
                    .map(String::stripTrailing)
                    .forEach(shown::add);
        }
    }

    /** Some checks did not hold. */
    static final class ChecksFailed extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        ChecksFailed(List<String> failures) {
            super(failures.size() + " checks do not hold:\n  " + String.join("\n  ", failures));
        }
    }
}
