package io.github.backup4j.plan;

import io.github.backup4j.Resource;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which members of a vault a protection put there, in two values of tags: the digests of all of them, added bit by bit without carry.
 *
 * <p>A list of 256 ids does not fit into tags. The sum does, and says which of some candidates it is the sum of: the digests are
 * independent of each other in the sense of linear algebra, as long as there are clearly fewer of them than bits, so at most one set of
 * candidates has the sum. A sum of other resources than the candidates has no such set, but for a chance of 1 in 2^64 at most: then nothing
 * is known, and nothing is taken to be the protection's.
 */
final class MemberRecord {
    /** More candidates than this could explain a sum by chance. */
    static final int MOST_CANDIDATES = 440;

    private static final int BITS = 504;
    private static final int BYTES = BITS / 8;
    private static final int CHARACTERS = BITS / 6 / 2;
    private static final String VERSION = "1";

    private final byte[] sum;

    private MemberRecord(byte[] sum) {
        this.sum = sum;
    }

    static MemberRecord of(Collection<? extends Resource> resources) {
        byte[] sum = new byte[BYTES];
        new HashSet<>(resources).forEach(resource -> add(sum, digest(resource)));
        return new MemberRecord(sum);
    }

    /** Reads what {@link #first} and {@link #second} returned; empty if it is anything else. */
    static Optional<MemberRecord> read(@Nullable String first, @Nullable String second) {
        if (first == null
                || second == null
                || first.length() != VERSION.length() + CHARACTERS
                || second.length() != CHARACTERS
                || !first.startsWith(VERSION)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new MemberRecord(Base64.getUrlDecoder().decode(first.substring(VERSION.length()) + second)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    String first() {
        return VERSION + text().substring(0, CHARACTERS);
    }

    String second() {
        return text().substring(CHARACTERS);
    }

    private String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
    }

    /** The record with one resource more, or less if it is in it. */
    MemberRecord toggled(Resource resource) {
        byte[] other = sum.clone();
        add(other, digest(resource));
        return new MemberRecord(other);
    }

    /** The record of those that either this or another one is of, but not both. */
    MemberRecord without(MemberRecord other) {
        byte[] difference = sum.clone();
        add(difference, other.sum);
        return new MemberRecord(difference);
    }

    /** Returns which of the candidates this is a record of; empty if it is of others too, or there are too many candidates. */
    Optional<Set<Resource>> among(Collection<? extends Resource> candidates) {
        List<Resource> distinct = List.copyOf(new LinkedHashSet<>(candidates));
        if (distinct.size() > MOST_CANDIDATES) {
            return Optional.empty();
        }
        Row[] rows = new Row[BITS];
        for (int i = 0; i < distinct.size(); i++) {
            Row row = new Row(BitSet.valueOf(digest(distinct.get(i))), new BitSet());
            row.of.set(i);
            if (!reduce(row, rows)) {
                rows[row.bits.nextSetBit(0)] = row;
            } else {
                return Optional.empty();
            }
        }
        Row target = new Row(BitSet.valueOf(sum), new BitSet());
        if (!reduce(target, rows)) {
            return Optional.empty();
        }
        Set<Resource> members = new LinkedHashSet<>();
        target.of.stream().forEach(i -> members.add(distinct.get(i)));
        return Optional.of(members);
    }

    /** Takes the rows out of another, until none can be; returns whether nothing is left of it. */
    private static boolean reduce(Row row, @Nullable Row[] rows) {
        for (int bit = row.bits.nextSetBit(0); bit >= 0; bit = row.bits.nextSetBit(bit + 1)) {
            Row pivot = rows[bit];
            if (pivot == null) {
                return false;
            }
            row.bits.xor(pivot.bits);
            row.of.xor(pivot.of);
        }
        return true;
    }

    private static byte[] digest(Resource resource) {
        return Arrays.copyOf(Digests.of("member " + resource), BYTES);
    }

    private static void add(byte[] sum, byte[] digest) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= digest[i];
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MemberRecord that && Arrays.equals(sum, that.sum);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sum);
    }

    /** A sum of digests, and of which candidates it is the sum. */
    private record Row(BitSet bits, BitSet of) {}
}
