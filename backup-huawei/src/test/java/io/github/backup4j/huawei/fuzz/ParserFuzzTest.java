package io.github.backup4j.huawei.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.github.backup4j.BackupException;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.images.ImageBuilds;
import io.github.backup4j.huawei.internal.images.NewServers;
import io.github.backup4j.huawei.internal.images.PackedSpec;
import io.github.backup4j.huawei.internal.points.RestoreState;
import io.github.backup4j.huawei.internal.policies.SchedulePatterns;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.huawei.wire.Replay;
import io.github.backup4j.huawei.wire.WireCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that reads texts that others have written, fed with damaged and random input: only what it promises comes out.
 * Answers are in {@link AnswerFuzzTest}.
 */
class ParserFuzzTest {
    private static final List<String> PATTERNS = List.of(
            "FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=30",
            "FREQ=DAILY;INTERVAL=30;BYHOUR=1,13;BYMINUTE=0");
    private static final List<String> TIMESTAMPS = List.of(
            "2019-05-23T12:51:10.071+00:00",
            "2020-08-18T06:00:45.375070",
            "2013-02-25t04:13:17.000000",
            "2016-03-08 07:40:13Z",
            "2019-05-23T14:51:10+0200",
            "1558616670071",
            "04-Jun-2015 18:11:06:586");
    private static final List<Token> TOKENS = List.of(
            Token.of("vault-order").with("order", "CS1").with("vault", "v-1").at(2),
            RestoreState.unmarked("p-1", Resource.disk("d-1"), "l-1", "l-0").token(),
            Token.of("restore")
                    .with("server", "s-1")
                    .with("since", "7")
                    .with("id", "d-1")
                    .with("point", "p-1"),
            NewDisks.token(new DiskCalls.Accepted("j-1", "d-1")).with("lost", "1"),
            NewServers.creatingImage("j-1", "key", "plan").with("image", "i-1"),
            ImageBuilds.creatingDisk(new DiskCalls.Accepted("j-1", "d-1"), "spec"),
            Token.of("export")
                    .with("image", "i-1")
                    .with("to", "b:f")
                    .with("format", "VHD")
                    .with("job", "j-1"));

    // ---- texts

    @Test
    void patterns_anyTexts_scheduleThatIsReadTheSameAgainOrOpaque() {
        Seeds.each(random -> {
            List<String> patterns = new ArrayList<>();
            for (int count = random.nextInt(4); count >= 0; count--) {
                patterns.add(RandomText.of(random, PATTERNS));
            }
            Promises.patterns(patterns);
        });
    }

    @Test
    void schedule_any_readAsItWasWritten() {
        Seeds.each(random -> {
            Schedule schedule = schedule(random);

            assertThat(SchedulePatterns.read(SchedulePatterns.write(schedule))).isEqualTo(schedule);
        });
    }

    private static Schedule schedule(Random random) {
        int minute = random.nextInt(60);
        LocalTime[] times = random.ints(1 + random.nextInt(24), 0, 24)
                .distinct()
                .mapToObj(hour -> LocalTime.of(hour, minute))
                .toArray(LocalTime[]::new);
        if (random.nextBoolean()) {
            return Schedule.everyDays(1 + random.nextInt(30)).at(times);
        }
        SortedMap<LocalTime, Set<DayOfWeek>> slots = new TreeMap<>();
        for (LocalTime time : times) {
            slots.put(
                    time,
                    random.ints(1 + random.nextInt(7), 1, 8)
                            .mapToObj(DayOfWeek::of)
                            .collect(Collectors.toSet()));
        }
        return new Schedule.Weekly(slots, ZoneOffset.UTC);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void text_any_asPromised(String reader, List<String> valid) {
        Seeds.each(random ->
                Objects.requireNonNull(Promises.TEXTS.get(reader), reader).accept(RandomText.of(random, valid)));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("timestamp", TIMESTAMPS),
                Arguments.of(
                        "token",
                        TOKENS.stream().map(token -> token.write(Promises.HERE)).toList()),
                Arguments.of(
                        "parcel", List.of(PackedSpec.pack(PackedSpec.object().put("n", "shop")))),
                Arguments.of("mark", List.of("[backup4j abcdefghijklmnopqrst]", "nightly_b4j_abcdefghijklmnopqrst")),
                Arguments.of("schedule", List.of("02:00", "23:59", "Europe/London", "+08:00", "ad7627ae-5b0b")));
    }

    /** Each target of the fuzzer that is guided by coverage has its properties here too. */
    @Test
    void readers_all_areTried() {
        Set<String> tried = texts().map(text -> (String) text.get()[0]).collect(Collectors.toCollection(TreeSet::new));
        tried.addAll(Set.of("patterns", "answer"));

        assertThat(tried).isEqualTo(Promises.TEXTS.keySet());
        assertThat(AnswerFuzzTest.parts().map(part -> (String) part.get()[0])).containsAll(Promises.ANSWERS.keySet());
    }

    // ---- tokens

    @Test
    void token_wellFormedWithAnyContent_lookSeesWorkOrFailsWithOursAlone() {
        try (Replay replay = new Replay()) {
            Site site = new Site("region-1", Replay.PROJECT);
            Seeds.oneOf(20, random -> {
                Token token = damaged(random);
                String text = token.write(site);
                assertThatCode(() -> replay.play(new WireCase("nothing", List.of()), Replay.NONE, null, backup -> {
                            try {
                                Operation<?> operation = backup.operations().resume(text);
                                return operation.poll();
                            } catch (BackupException e) {
                                return e;
                            }
                        }))
                        .as("%s", token)
                        .doesNotThrowAnyException();
            });
        }
    }

    @Test
    void token_withADamagedCount_invalid() {
        Token token = Token.of("image").with("refused", "often");

        assertThatThrownBy(() -> StepAttempts.to(
                        token,
                        Instant.EPOCH,
                        now -> {
                            throw new Conflict("in the way");
                        },
                        (now, refused) -> Step.going("refused")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("damaged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup4j-2/huawei/region-1/project-1/",
                "backup4j-1/memory/region-1/project-1/",
                "backup4j-1/huawei/region-2/project-1/",
                "backup4j-1/huawei/region-1/project-2/",
                "backup4j-1/huawei/region-1/"
            })
    void token_ofAnotherVersionCloudOrSite_invalid(String start) {
        String body = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"k\":\"backup\",\"s\":0}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Token.read(start + body, Promises.HERE)).isInstanceOf(Invalid.class);
    }

    @Test
    void token_ofMoreThanAKilobyte_invalidAndNotRead() {
        String text = TOKENS.get(0).write(Promises.HERE) + "A".repeat(1_000_000);

        assertThatThrownBy(() -> Token.read(text, Promises.HERE))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("1024")
                .message()
                .hasSizeLessThan(200);
    }

    // ---- parcels

    @Test
    void parcel_anyJson_objectAsItWasOrNull() {
        Seeds.each(random -> {
            JsonNode content =
                    WireData.parse(random.nextBoolean() ? "[{\"n\":1}]" : "{\"n\":" + random.nextInt() + "}");
            assertThat(PackedSpec.unpack(PackedSpec.pack(content))).isEqualTo(content.isObject() ? content : null);
        });
    }

    @Test
    void parcel_thatUnpacksToFarMore_nullWithoutUnpackingIt() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bomb)) {
            byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 64; i++) {
                out.write(spaces);
            }
        }
        String text = Base64.getUrlEncoder().encodeToString(bomb.toByteArray());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

        assertThat(PackedSpec.unpack(text)).isNull();

        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .as("bytes allocated for a parcel of %d characters that unpacks to 64 MiB", text.length())
                .isLessThan(8L << 20);
    }

    // ---- what is made up

    private static Token damaged(Random random) {
        Token token = TOKENS.get(random.nextInt(TOKENS.size()));
        List<String> keys = List.copyOf(token.data().keySet());
        Token damaged = token.at(random.nextInt(10) - 1);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            String noise = RandomText.noise(random);
            damaged = damaged.with(
                    keys.get(random.nextInt(keys.size())), noise.substring(0, Math.min(9, noise.length())));
        }
        return damaged;
    }
}
