package io.github.backup4j.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Temporary;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tokens of drills that clean up. */
class DrillStateTest {
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final String SEPARATORS = "!~,:\n\r/.-|=";
    private static final Resource.Server MADE = Resource.server("1f3c9b0e-7a52-4a0c-9e55-0f4c7a8f2b10");
    private static final DrillState CLEANING = DrillState.begun(
                    Temporary.of(RequestKey.of("drill"), NOW, NOW.plus(Duration.ofHours(24))),
                    Resource.server("shop"),
                    new DrillPoint(new RestorePointId("point"), NOW, null),
                    "0123456789abcdef")
            .restored(DrillCheck.held("it was restored"), new DrillState.Made(MADE, null), NOW, false)
            .verified(DrillCheck.held("the data is good"), NOW);

    @Test
    void read_tokenWithoutWhatCleaningHasReached_isReadAndBeginsToClean() {
        assertThat(DrillState.read(CLEANING.write())).isEqualTo(CLEANING);
        assertThat(DrillState.read(CLEANING.write()).cleaning()).isNull();
    }

    @Test
    void read_whatCleaningHasReached_isTheSame() {
        DrillState state = CLEANING.cleaning(new Cleaning(
                NOW,
                NOW.plusSeconds(30),
                1,
                List.of(
                        new Cleaning.Trace(MADE, null, 3, NOW.plusSeconds(5)),
                        new Cleaning.Trace(Resource.disk("data"), null, 0, null),
                        new Cleaning.Trace(null, new ImageId("image"), 0, null))));
        assertThat(DrillState.read(state.write())).isEqualTo(state);
        String token = state.write();
        assertThatThrownBy(() -> DrillState.read(token.substring(0, token.length() - 9)))
                .isInstanceOf(Invalid.class);
    }

    /** What a caller's check says is kept in the token, whatever separates the fields of one. */
    @Test
    void read_reasonsOfAnyCharacters_areTheSame() {
        long seed = Long.getLong("backup4j.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            String first = text(random);
            String second = text(random);
            DrillCheck one = new DrillCheck(DrillCheck.Status.HELD, "x" + first);
            DrillCheck two = new DrillCheck(DrillCheck.Status.FAILED, second + "x");
            DrillState begun =
                    DrillState.begun(CLEANING.mark(), CLEANING.source(), CLEANING.point(), "0123456789abcdef");
            DrillState state = (random.nextBoolean() ? begun : begun.begunAnew())
                    .restored(one, CLEANING.made(), NOW, random.nextBoolean())
                    .checkBegun()
                    .verified(two, NOW);

            DrillState read = DrillState.read(state.write());

            assertThat(read.restored()).as("seed %d", seed).isEqualTo(kept(one));
            assertThat(read.verified()).as("seed %d", seed).isEqualTo(kept(two));
            assertThat(read.write()).as("seed %d", seed).isEqualTo(state.write());
            assertThat(List.of(read.anew(), read.open(), read.checks(), read.step()))
                    .as("seed %d", seed)
                    .isEqualTo(List.of(state.anew(), state.open(), state.checks(), state.step()));
        }
    }

    /** A reason as a token keeps it: its first 80 bytes, in one line. */
    private static DrillCheck kept(DrillCheck check) {
        String why = check.why();
        while (why.getBytes(StandardCharsets.UTF_8).length > 80) {
            why = why.substring(0, why.offsetByCodePoints(why.length(), -1));
        }
        return new DrillCheck(check.status(), new String(why.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(90);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(160));
                case 1 -> text.append(SEPARATORS.charAt(random.nextInt(SEPARATORS.length())));
                case 2 -> text.append((char) random.nextInt(Character.MAX_VALUE + 1));
                default -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
            }
        }
        return text.toString();
    }

    @Test
    void write_moreThanFits_keepsWhatWasRefused() {
        DrillState state = CLEANING.cleaning(new Cleaning(
                NOW,
                NOW,
                0,
                IntStream.range(0, 60)
                        .mapToObj(i -> new Cleaning.Trace(
                                Resource.disk("1f3c9b0e-7a52-4a0c-9e55-0f4c7a8f2b" + (10 + i)),
                                null,
                                i == 59 ? 2 : 0,
                                i == 59 ? NOW : null))
                        .toList()));
        assertThat(state.write()).hasSizeLessThanOrEqualTo(1024);
        Cleaning read = Objects.requireNonNull(DrillState.read(state.write()).cleaning());
        assertThat(read.traces()).hasSizeBetween(2, 59);
        assertThat(read.traces().get(0).refusals()).isEqualTo(2);
    }

    @Test
    void polledAt_longPauses_countAnHourEach() {
        Cleaning reached = Cleaning.begun(NOW);
        for (int day = 1; day <= 3; day++) {
            reached = reached.polledAt(NOW.plus(Duration.ofDays(day)));
        }
        assertThat(reached.begun()).isEqualTo(NOW.plus(Duration.ofDays(3)).minus(Duration.ofHours(3)));
        assertThat(reached.polledAt(NOW).begun()).isEqualTo(NOW);
    }
}
