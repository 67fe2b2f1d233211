package io.github.backup4j.posture;

import io.github.backup4j.posture.Assessment.Result;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The results of the rule 3-2-1-1-0 for one disk or server: three copies of the data, on two media, one of them elsewhere, one
 * that nobody can change, and no errors in a restore.
 *
 * @param copies whether there are three: the data itself, a restore point, and a copy of one in another region
 * @param media whether they are on two media, which no cloud reports: always {@link Result#NOT_ASSESSABLE}
 * @param elsewhere whether one is in another region
 * @param unchangeable whether one is in a locked vault
 * @param errors whether the last drill brought the data back without errors
 */
public record ThreeTwoOne(Result copies, Result media, Result elsewhere, Result unchangeable, Result errors) {
    /** Refuses null. */
    public ThreeTwoOne {
        Objects.requireNonNull(copies, "copies == null");
        Objects.requireNonNull(media, "media == null");
        Objects.requireNonNull(elsewhere, "elsewhere == null");
        Objects.requireNonNull(unchangeable, "unchangeable == null");
        Objects.requireNonNull(errors, "errors == null");
    }

    /** Returns the worst of the five: at best {@link Result#NOT_ASSESSABLE}, since no cloud reports the media. */
    public Result result() {
        Result worst = List.of(copies, media, elsewhere, unchangeable, errors).stream()
                .max(Result::compareTo)
                .orElseThrow();
        return worst == Result.OK ? Result.NOT_ASSESSABLE : worst;
    }

    /** Returns the five in short, such as {@code "3:yes 2:- 1:yes 1:no 0:?"}; - is not assessable, ? is unknown. */
    @Override
    public String toString() {
        return "3:" + word(copies) + " 2:" + word(media) + " 1:" + word(elsewhere) + " 1:" + word(unchangeable) + " 0:"
                + word(errors);
    }

    /** Returns the five as marks below "3-2-1-1-0": y, n, ? for what is not known, - for what is not assessable. */
    String marks() {
        return List.of(copies, media, elsewhere, unchangeable, errors).stream()
                .map(ThreeTwoOne::word)
                .map(word -> word.substring(0, 1))
                .collect(Collectors.joining(" "));
    }

    private static String word(Result result) {
        return switch (result) {
            case OK -> "yes";
            case BREACHED -> "no";
            case UNKNOWN -> "?";
            case NOT_ASSESSABLE -> "-";
        };
    }
}
