package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Everything that is given as text, damaged and random: it is taken, or refused with {@link Invalid}. */
class TextFuzzTest {
    private static final long SEEDS = Long.getLong("backup4j.fuzz", 5_000);
    private static final List<String> TIMES = List.of("02:00", "23:59", "00:30");
    private static final List<String> ZONES = List.of("Europe/London", "UTC", "+08:00", "UTC-03:30", "Z", "EST5EDT");
    private static final List<String> IDS =
            List.of("ad7627ae-5b0b-492e-b6bd-cd809b745197", "region-1", "a.b_c:d", "..");

    @Test
    void dailyAt_anyText_scheduleOfOneTimeOrInvalid() {
        forEachText(TIMES, text -> assertThat(Schedule.dailyAt(text).times()).hasSize(1));
    }

    @Test
    void in_anyZone_scheduleThatRunsOrInvalid() {
        forEachText(ZONES, zone -> {
            Schedule.Daily schedule = Schedule.dailyAt("02:00").in(zone);
            assertThat(schedule.next(Instant.EPOCH, 2)).hasSize(2);
            assertThat(schedule.toUtc(Instant.EPOCH)).isNotNull();
        });
    }

    @Test
    void ids_anyText_keptAsTheyAreOrInvalid() {
        forEachText(IDS, text -> {
            assertThat(new VaultId(text)).hasToString(text);
            assertThat(Resource.disk(text).id()).isEqualTo(text);
            assertThat(new Site(text, text).region()).isEqualTo(text);
            assertThat(text).matches("[A-Za-z0-9._:-]{1,128}");
        });
    }

    private static void forEachText(List<String> valid, Consumer<String> use) {
        for (long seed = 0; seed < SEEDS; seed++) {
            String text = text(new Random(seed), valid);
            try {
                use.accept(text);
            } catch (Invalid refused) {
                assertThat(refused.getMessage()).as("seed %d", seed).isNotBlank();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", \"" + text + "\": " + e, e);
            }
        }
    }

    private static String text(Random random, List<String> valid) {
        byte[] noise = new byte[random.nextInt(12)];
        random.nextBytes(noise);
        String other = new String(noise, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII);
        String text = valid.get(random.nextInt(valid.size()));
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(3));
        return switch (random.nextInt(4)) {
            case 0 -> other;
            case 1 -> text.substring(0, from) + text.substring(to);
            case 2 -> text.substring(0, from) + other + text.substring(to);
            default -> text.substring(0, from) + text + text.substring(to);
        };
    }
}
