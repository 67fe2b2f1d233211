package io.github.backup4j.examples.cli;

import java.util.List;
import java.util.stream.Collectors;

/** A file that is refused, with every place in it that is not right. */
final class BadFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadFile(String file, List<Problem> problems) {
        super(problems.stream().map(problem -> file + ":" + problem).collect(Collectors.joining("\n")));
    }

    /**
     * One place that is not right.
     *
     * @param line the line, from 1
     * @param column the column, from 1
     * @param reason what is wrong, and what to write
     */
    record Problem(int line, int column, String reason) {
        @Override
        public String toString() {
            return line + ":" + column + ": " + reason;
        }
    }
}
