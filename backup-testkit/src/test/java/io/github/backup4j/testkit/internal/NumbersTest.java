package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Capability;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The numbers of ids")
class NumbersTest {
    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /** What is given has to be free, increase, and, if several numbers are given at once, be in a row. */
    @ParameterizedTest
    @MethodSource("seeds")
    void given_besideReservedIds_areFreeAndInOrder(long seed) {
        Random random = new Random(seed);
        World world = world(false);
        Set<Integer> reserved = new HashSet<>();
        for (int i = random.nextInt(40); i > 0; i--) {
            reserved.add(1 + random.nextInt(100));
        }
        reserved.forEach(number -> world.reserve("part-" + number));
        int last = 0;
        for (int i = 0; i < 50; i++) {
            int count = 1 + random.nextInt(4);
            int first = count == 1 ? world.nextFreeNumber("part") : world.nextFreeNumbers("part", count);
            assertThat(first).as("seed %d", seed).isGreaterThan(last);
            for (int number = first; number < first + count; number++) {
                assertThat(reserved).as("seed %d", seed).doesNotContain(number);
            }
            last = first + count - 1;
        }
        assertThat(world.nextNumber("part")).as("seed %d", seed).isGreaterThan(last);
        assertThat(world.nextNumber("another kind")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 4711, 999_999_999, 1_000_000_000, Integer.MAX_VALUE})
    void numberOf_anIdThatIsBuiltFromANumber_isTheNumber(int number) {
        World world = world(false);
        assertThat(world.numberOf("point", world.idOf("point", number))).isEqualTo(number);
        assertThat(world.numberOf("part", world.idOf("point", number))).isZero();
        assertThat(world(true).numberOf("point", "point-" + number)).isZero();
        assertThat(world(true).numberOf("point", world(true).idOf("point", number)))
                .isZero();
    }

    @Test
    void numberOf_anythingElse_isZero() {
        for (String id : new String[] {
            "",
            "point",
            "point-",
            "point-0",
            "point-01",
            "point--1",
            "point-1x",
            "points-1",
            "point-2147483648",
            "point-99999999999999999999",
            "point1",
            "Point-1",
            "xpoint-1",
            "point-/",
            "point-:"
        }) {
            assertThat(world(false).numberOf("point", id)).as(id).isZero();
        }
    }

    private static World world(boolean uuids) {
        Instant now = VirtualTime.DEFAULT_START;
        return new World(
                new Timeline(now),
                VirtualTime.startingAt(now),
                EnumSet.noneOf(Capability.class),
                Limits.none(),
                false,
                uuids);
    }
}
