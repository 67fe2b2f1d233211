package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Preflight.Check;
import io.github.backup4j.Preflight.ExpectedTime;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Overwrite;
import io.github.backup4j.Preflight.Result;
import io.github.backup4j.Preflight.Stop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a preflight concludes from its checks, and how a person reads it. */
class PreflightTest {
    private final Conflict refusal = new Conflict("no room");
    private static final Check GOOD = new Check(Kind.SOURCE, Result.PASSES, "it exists", null);
    private final Check bad = new Check(Kind.SIZE, Result.FAILS, "no room", refusal);
    private static final Check UNTOLD = new Check(Kind.AGENT, Result.UNKNOWN, "not said", null);

    @Test
    void passes_anyCheckFails_isFalse() {
        assertThat(of(List.of(GOOD, UNTOLD), null).passes()).isTrue();
        assertThat(of(List.of(GOOD, UNTOLD, bad), null).passes()).isFalse();
        assertThat(of(List.of(GOOD, UNTOLD, bad), null).failures()).containsExactly(bad);
        assertThat(of(List.of(GOOD, UNTOLD, bad), null).unknowns()).containsExactly(UNTOLD);
    }

    @Test
    void check_failureThatContradictsTheResult_isInvalid() {
        assertThatThrownBy(() -> new Check(Kind.SIZE, Result.PASSES, "why", refusal))
                .isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> new Check(Kind.SIZE, Result.UNKNOWN, "why", refusal))
                .isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> new Check(Kind.SIZE, Result.FAILS, "why", null))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void toString_ofAllKindsOfResults_isAsExpected() {
        Preflight preflight = new Preflight(
                "restore of restore point p-1 over server shop",
                List.of(GOOD, bad, UNTOLD),
                List.of(new Overwrite(Resource.disk("data"), null, List.of(), List.of())),
                List.of(
                        new Stop(Resource.server("a"), true, true),
                        new Stop(Resource.server("b"), true, false),
                        new Stop(Resource.server("c"), false, true),
                        new Stop(Resource.server("d"), false, false)),
                null);
        assertThat(preflight).hasToString("""
                preflight of the restore of restore point p-1 over server shop: fails (1 of 3 checks), 1 unknown
                checks
                  PASSES   SOURCE            it exists
                  FAILS    SIZE              no room (Conflict)
                  UNKNOWN  AGENT             not said
                overwrites
                  disk data: what was written to it since the data was taken is lost
                stops
                  server a, which is running: it is stopped, and started afterwards
                  server b, which is running: it is stopped, and stays stopped
                  server c, which is stopped: it is started afterwards
                  server d, which is stopped: it is not started
                expected time: not known: the log holds no such restore""");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT59S, 59 s",
        "PT60S, 1 min",
        "PT61S, 1 min 1 s",
        "PT59M59S, 59 min 59 s",
        "PT1H, 1 h 0 min",
        "PT25H3M4S, 25 h 3 min"
    })
    void toString_expectedTime_isInTheLargestUnits(Duration time, String words) {
        assertThat(of(List.of(GOOD), new ExpectedTime(time, time, 1)).toString())
                .contains(": passes\n")
                .endsWith("expected time: " + words + " typically, " + words
                        + " at most so far, from 1 restore of half to double the size");
        assertThat(of(List.of(GOOD), new ExpectedTime(time, time, 2)).toString())
                .contains("from 2 restores of half");
    }

    private static Preflight of(List<Check> checks, @Nullable ExpectedTime expected) {
        return new Preflight("restore of restore point p-1 over disk data", checks, List.of(), List.of(), expected);
    }
}
