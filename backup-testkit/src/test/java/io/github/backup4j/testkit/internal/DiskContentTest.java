package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The content of a disk")
class DiskContentTest {
    private static final int BLOCK = DiskContent.BLOCK;

    @Test
    void empty_nothingWritten_holdsNothing() {
        assertThat(DiskContent.EMPTY.length()).isZero();
        assertThat(DiskContent.EMPTY.storedBytes()).isZero();
        assertThat(DiskContent.EMPTY.toBytes()).isEmpty();
        assertThat(DiskContent.EMPTY.bytesNotIn(DiskContent.EMPTY)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // offset, length, blocks touched: within a block, up to its end, over its end, over several
        "0, 1, 1",
        "5, 10, 1",
        "0, 4096, 1",
        "4095, 1, 1",
        "4095, 2, 2",
        "4096, 1, 1",
        "1, 4096, 2",
        "4000, 8300, 4",
        "0, 12288, 3"
    })
    void write_anywhere_readsBackWithZerosBefore(int offset, int length, int blocks) {
        byte[] bytes = filled(length, 7);

        DiskContent content = DiskContent.EMPTY.write(offset, bytes);

        byte[] expected = new byte[offset + length];
        System.arraycopy(bytes, 0, expected, offset, length);
        assertThat(content.toBytes()).isEqualTo(expected);
        assertThat(content.length()).isEqualTo(offset + length);
        assertThat(content.storedBytes()).isEqualTo((long) blocks * BLOCK);
    }

    @ParameterizedTest
    @CsvSource({
        // the lengths of both
        "0, 0",
        "3, 5",
        "5, 3",
        "5, 0",
        "0, 5",
        "8191, 8193",
        "8192, 8192",
        "20000, 3",
        "3, 20000",
        "4096, 40960"
    })
    void halfReplacedBy_another_firstHalfIsNewAndTheRestAsBefore(int length, int otherLength) {
        byte[] before = filled(length, 7);
        byte[] other = filled(otherLength, 9);

        DiskContent broken = DiskContent.EMPTY.write(0, before).halfReplacedBy(DiskContent.EMPTY.write(0, other));

        int half = (Math.max(length, otherLength) + 1) / 2;
        byte[] expected = new byte[Math.max(half, length)];
        System.arraycopy(before, 0, expected, 0, length);
        Arrays.fill(expected, 0, half, (byte) 0);
        System.arraycopy(other, 0, expected, 0, Math.min(half, otherLength));
        assertThat(broken.toBytes()).isEqualTo(expected);
    }

    @Test
    void halfReplacedBy_anotherOfATerabyte_sharesItsBlocks() {
        long terabyte = 1L << 40;
        DiskContent other =
                DiskContent.EMPTY.write(terabyte / 4, filled(BLOCK, 3)).write(terabyte - BLOCK, filled(BLOCK, 4));

        DiskContent broken =
                DiskContent.EMPTY.write(terabyte / 2, filled(BLOCK, 5)).halfReplacedBy(other);

        assertThat(broken.bytesNotIn(other)).isEqualTo(BLOCK);
        assertThat(broken.storedBytes()).isEqualTo(2L * BLOCK);
    }

    @Test
    void write_nothing_isTheSameContent() {
        DiskContent content = DiskContent.EMPTY.write(0, filled(3, 1));

        assertThat(content.write(1_000_000, new byte[0])).isSameAs(content);
    }

    @Test
    void write_later_leavesWhatWasThereBeforeAsItWas() {
        byte[] before = filled(3 * BLOCK, 1);
        DiskContent original = DiskContent.EMPTY.write(0, before);

        DiskContent changed = original.write(BLOCK - 1, filled(2, 9));

        assertThat(original.toBytes()).isEqualTo(before);
        byte[] expected = before.clone();
        expected[BLOCK - 1] = 9;
        expected[BLOCK] = 9;
        assertThat(changed.toBytes()).isEqualTo(expected);
    }

    @Test
    void write_givenArrayChangedAfterwards_keepsItsOwn() {
        byte[] given = filled(BLOCK, 4);
        DiskContent content = DiskContent.EMPTY.write(0, given);

        Arrays.fill(given, (byte) 5);

        assertThat(content.toBytes()).isEqualTo(filled(BLOCK, 4));
    }

    @Test
    void toBytes_resultChanged_keepsItsOwn() {
        DiskContent content = DiskContent.EMPTY.write(0, filled(BLOCK, 4));

        Arrays.fill(content.toBytes(), (byte) 5);

        assertThat(content.toBytes()).isEqualTo(filled(BLOCK, 4));
    }

    @Test
    void write_farApart_storesTheBlocksThatWereWrittenOnly() {
        long far = 5L << 40;

        DiskContent content = DiskContent.EMPTY.write(far, filled(10, 1)).write(0, filled(10, 2));

        assertThat(content.length()).isEqualTo(far + 10);
        assertThat(content.storedBytes()).isEqualTo(2L * BLOCK);
        assertThat(content.bytesNotIn(DiskContent.EMPTY)).isEqualTo(2L * BLOCK);
    }

    @Test
    void write_betweenOtherBlocks_putsItInItsPlace() {
        DiskContent content = DiskContent.EMPTY
                .write(0, filled(BLOCK, 1))
                .write(4L * BLOCK, filled(BLOCK, 5))
                .write(2L * BLOCK, filled(BLOCK, 3));

        byte[] bytes = content.toBytes();
        assertThat(bytes).hasSize(5 * BLOCK);
        assertThat(new int[] {bytes[0], bytes[BLOCK], bytes[2 * BLOCK], bytes[3 * BLOCK], bytes[4 * BLOCK]})
                .containsExactly(1, 0, 3, 0, 5);
    }

    @Test
    void bytesNotIn_oneByteChanged_isOneBlock() {
        DiskContent base = DiskContent.EMPTY.write(0, filled(4 * BLOCK, 1));

        DiskContent changed = base.write(2L * BLOCK + 17, filled(1, 2));

        assertThat(changed.bytesNotIn(base)).isEqualTo(BLOCK);
        assertThat(base.bytesNotIn(changed)).isEqualTo(BLOCK);
    }

    @Test
    void bytesNotIn_sameBytesWrittenAgain_isNothing() {
        DiskContent base = DiskContent.EMPTY.write(0, filled(2 * BLOCK, 1));

        assertThat(base.write(100, filled(BLOCK, 1)).bytesNotIn(base)).isZero();
        assertThat(base.replacedBy(filled(2 * BLOCK, 1)).bytesNotIn(base)).isZero();
    }

    @Test
    void bytesNotIn_shorterThanTheBase_isNothing() {
        DiskContent base = DiskContent.EMPTY.write(0, filled(4 * BLOCK, 1));

        assertThat(base.replacedBy(filled(BLOCK, 1)).bytesNotIn(base)).isZero();
        assertThat(DiskContent.EMPTY.bytesNotIn(base)).isZero();
    }

    @Test
    void replacedBy_other_sharesTheBlocksThatAreTheSameOnly() {
        byte[] bytes = filled(3 * BLOCK, 1);
        DiskContent base = DiskContent.EMPTY.write(0, bytes);
        byte[] other = bytes.clone();
        other[BLOCK] = 2;

        DiskContent replaced = base.replacedBy(other);

        assertThat(replaced.toBytes()).isEqualTo(other);
        assertThat(replaced.bytesNotIn(base)).isEqualTo(BLOCK);
        assertThat(base.toBytes()).isEqualTo(bytes);
    }

    @Test
    void replacedBy_nothing_isEmpty() {
        DiskContent content = DiskContent.EMPTY.write(0, filled(3 * BLOCK, 1)).replacedBy(new byte[0]);

        assertThat(content.length()).isZero();
        assertThat(content.storedBytes()).isZero();
        assertThat(content.toBytes()).isEmpty();
    }

    /** Whatever is done in whatever order, it behaves as a plain array of bytes does. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anySequence_modelledByAnArray_isTheSame(long seed) {
        Random random = new Random(seed);
        DiskContent content = DiskContent.EMPTY;
        byte[] model = new byte[0];
        for (int step = 0; step < 150; step++) {
            DiskContent before = content;
            byte[] beforeModel = model;
            byte[] bytes = randomBytes(random);
            if (random.nextInt(8) == 0) {
                model = bytes;
                content = content.replacedBy(bytes);
            } else {
                int offset = randomOffset(random);
                model = overwritten(model, offset, bytes);
                content = content.write(offset, bytes);
            }
            assertThat(content.toBytes()).as("seed %d step %d", seed, step).isEqualTo(model);
            assertThat(content.length()).as("seed %d step %d", seed, step).isEqualTo(model.length);
            assertThat(before.toBytes())
                    .as("what was there before, seed %d step %d", seed, step)
                    .isEqualTo(beforeModel);
            assertThat(content.bytesNotIn(before))
                    .as("changed blocks, seed %d step %d", seed, step)
                    .isBetween(blocksThatDiffer(beforeModel, model), content.storedBytes());
            assertThat(content.bytesNotIn(content))
                    .as("seed %d step %d", seed, step)
                    .isZero();
        }
    }

    /** Blocks that hold something else than before; one that is written with zeros for the first time may count or not. */
    private static long blocksThatDiffer(byte[] before, byte[] after) {
        long differing = 0;
        for (int start = 0; start < after.length; start += BLOCK) {
            byte[] old = Arrays.copyOf(
                    start < before.length ? Arrays.copyOfRange(before, start, before.length) : new byte[0], BLOCK);
            byte[] now = Arrays.copyOf(Arrays.copyOfRange(after, start, after.length), BLOCK);
            if (!Arrays.equals(old, now)) {
                differing += BLOCK;
            }
        }
        return differing;
    }

    private static byte[] overwritten(byte[] model, int offset, byte[] bytes) {
        if (bytes.length == 0) {
            return model;
        }
        byte[] result = Arrays.copyOf(model, Math.max(model.length, offset + bytes.length));
        System.arraycopy(bytes, 0, result, offset, bytes.length);
        return result;
    }

    /** Often at the edge of a block, where mistakes are made. */
    private static int randomOffset(Random random) {
        int offset = random.nextInt(12) * BLOCK + random.nextInt(3) - 1;
        return random.nextBoolean() ? Math.max(0, offset) : random.nextInt(12 * BLOCK);
    }

    private static byte[] randomBytes(Random random) {
        int length = random.nextBoolean() ? random.nextInt(64) : random.nextInt(4) * BLOCK + random.nextInt(3);
        byte[] bytes = new byte[length];
        if (random.nextInt(4) == 0) {
            Arrays.fill(bytes, (byte) random.nextInt(2));
        } else {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
