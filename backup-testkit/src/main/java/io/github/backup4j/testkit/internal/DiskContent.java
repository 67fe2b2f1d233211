package io.github.backup4j.testkit.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The content of a disk at one moment: a sparse, immutable array of blocks. It shares unchanged blocks with the content that
 * it was derived from, so that a backup costs one reference and the size of an incremental backup can be counted.
 */
public final class DiskContent {
    /** The bytes in a block. */
    public static final int BLOCK = 4096;

    /** An empty disk. */
    static final DiskContent EMPTY = new DiskContent(new long[0], new byte[0][], 0);

    /** The positions of the blocks that were ever written, in units of blocks, ascending. */
    private final long[] positions;

    /** The blocks at these positions; never modified. */
    private final byte[][] blocks;

    /** One more than the highest offset ever written. */
    private final long length;

    private DiskContent(long[] positions, byte[][] blocks, long length) {
        this.positions = positions;
        this.blocks = blocks;
        this.length = length;
    }

    long length() {
        return length;
    }

    /** How many bytes a full copy takes. */
    long storedBytes() {
        return (long) blocks.length * BLOCK;
    }

    /** How many bytes a copy takes that can share the blocks of another content. */
    @SuppressWarnings("ReferenceEquality") // a shared block is the same array
    long bytesNotIn(DiskContent base) {
        if (base.blocks == blocks) {
            return 0;
        }
        long changed = 0;
        for (int i = 0; i < positions.length; i++) {
            if (base.blockAt(positions[i]) != blocks[i]) {
                changed++;
            }
        }
        return changed * BLOCK;
    }

    /** The same content with some bytes overwritten. */
    DiskContent write(long offset, byte[] bytes) {
        if (bytes.length == 0) {
            return this;
        }
        long first = offset / BLOCK;
        long last = (offset + bytes.length - 1) / BLOCK;
        int touched = Math.toIntExact(last - first + 1);
        int before = insertionPoint(first);
        int after = insertionPoint(last + 1);
        long[] newPositions = new long[before + touched + positions.length - after];
        byte[][] newBlocks = new byte[newPositions.length][];
        System.arraycopy(positions, 0, newPositions, 0, before);
        System.arraycopy(blocks, 0, newBlocks, 0, before);
        for (int i = 0; i < touched; i++) {
            newPositions[before + i] = first + i;
            newBlocks[before + i] = overwritten(first + i, offset, bytes);
        }
        System.arraycopy(positions, after, newPositions, before + touched, positions.length - after);
        System.arraycopy(blocks, after, newBlocks, before + touched, positions.length - after);
        return new DiskContent(newPositions, newBlocks, Math.max(length, offset + bytes.length));
    }

    /** The content of only these bytes, which shares the blocks that are equal. */
    DiskContent replacedBy(byte[] bytes) {
        DiskContent fresh = EMPTY.write(0, bytes);
        for (int i = 0; i < fresh.positions.length; i++) {
            byte[] old = blockAt(fresh.positions[i]);
            if (old != null && Arrays.equals(old, fresh.blocks[i])) {
                fresh.blocks[i] = old;
            }
        }
        return fresh;
    }

    /** The same content after another one was written over its first half: a restore that has broken off may leave such a disk. */
    DiskContent halfReplacedBy(DiskContent other) {
        long until = (Math.max(length, other.length) + 1) / 2;
        long whole = until / BLOCK;
        DiskContent first = other.part(0, whole);
        DiskContent rest = part(whole, Long.MAX_VALUE);
        long[] newPositions = new long[first.positions.length + rest.positions.length];
        byte[][] newBlocks = new byte[newPositions.length][];
        System.arraycopy(first.positions, 0, newPositions, 0, first.positions.length);
        System.arraycopy(rest.positions, 0, newPositions, first.positions.length, rest.positions.length);
        System.arraycopy(first.blocks, 0, newBlocks, 0, first.blocks.length);
        System.arraycopy(rest.blocks, 0, newBlocks, first.blocks.length, rest.blocks.length);
        DiskContent written = new DiskContent(newPositions, newBlocks, Math.max(length, whole * BLOCK));
        byte[] border = other.blockAt(whole);
        int left = Math.toIntExact(until - whole * BLOCK);
        return written.write(whole * BLOCK, border == null ? new byte[left] : Arrays.copyOf(border, left));
    }

    /** The blocks from one position to before another. */
    private DiskContent part(long from, long to) {
        int begin = insertionPoint(from);
        int end = insertionPoint(to);
        return new DiskContent(
                Arrays.copyOfRange(positions, begin, end), Arrays.copyOfRange(blocks, begin, end), length);
    }

    /** All bytes up to the highest offset ever written. */
    byte[] toBytes() {
        byte[] bytes = new byte[Math.toIntExact(length)];
        for (int i = 0; i < positions.length; i++) {
            int start = Math.toIntExact(positions[i] * BLOCK);
            System.arraycopy(blocks[i], 0, bytes, start, Math.min(BLOCK, bytes.length - start));
        }
        return bytes;
    }

    private byte[] overwritten(long position, long offset, byte[] bytes) {
        byte[] old = blockAt(position);
        byte[] block = old == null ? new byte[BLOCK] : old.clone();
        long start = position * BLOCK;
        int from = Math.toIntExact(Math.max(0, offset - start));
        int source = Math.toIntExact(Math.max(0, start - offset));
        System.arraycopy(bytes, source, block, from, Math.min(BLOCK - from, bytes.length - source));
        return old != null && Arrays.equals(old, block) ? old : block;
    }

    private byte @Nullable [] blockAt(long position) {
        int index = Arrays.binarySearch(positions, position);
        return index < 0 ? null : blocks[index];
    }

    private int insertionPoint(long position) {
        int index = Arrays.binarySearch(positions, position);
        return index < 0 ? -index - 1 : index;
    }
}
