package io.github.backup4j.plan;

import io.github.backup4j.Resource;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record, in two tag values, of the members that a protection added to a vault: the XOR of the digests of all of them.
 *
 * <p>A list of 256 ids does not fit into tags; the sum does. Given some candidates, it can be solved for the set that it is the
 * sum of. As long as there are clearly fewer digests than bits, they are linearly independent, so at most one set has the sum.
 * A sum of other resources has no such set, except with a chance of at most 1 in 2^64. Then nothing is known, and no member
 * counts as added by the protection.
 */
final class MemberRecord {
    /** The maximum number of candidates: more could explain a sum by chance. */
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

    /** Reads values that {@link #first} and {@link #second} returned; empty for any other text. */
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

    /** Returns the record with a resource added, or removed if the record contains it. */
    MemberRecord toggled(Resource resource) {
        byte[] other = sum.clone();
        add(other, digest(resource));
        return new MemberRecord(other);
    }

    /** Returns the record of the resources that are in exactly one of this record and another. */
    MemberRecord without(MemberRecord other) {
        byte[] difference = sum.clone();
        add(difference, other.sum);
        return new MemberRecord(difference);
    }

    /** Returns the candidates that this records; empty if it records others too, or there are too many candidates. */
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

    /**
     * Returns the members that this records, if no more than two others are recorded besides: of any number of others, these are
     * found by what they add to the sum.
     *
     * @param members the present members of a vault
     * @param others resources that may have been members
     * @return the recorded members and others; empty if this records more others, or resources that are neither
     */
    Optional<Set<Resource>> among(Collection<? extends Resource> members, Collection<? extends Resource> others) {
        Set<Resource> all = new LinkedHashSet<>(members);
        Optional<Set<Resource>> found = among(all);
        if (found.isEmpty() && new HashSet<>(members).size() <= MOST_CANDIDATES) {
            all.addAll(others);
            found = all.size() <= MOST_CANDIDATES ? among(all) : amongMany(members, others);
        }
        return found;
    }

    private Optional<Set<Resource>> amongMany(
            Collection<? extends Resource> members, Collection<? extends Resource> others) {
        Row[] rows = new Row[BITS];
        for (Resource member : new LinkedHashSet<>(members)) {
            Row row = new Row(BitSet.valueOf(digest(member)), new BitSet());
            if (reduce(row, rows)) {
                return Optional.empty();
            }
            rows[row.bits.nextSetBit(0)] = row;
        }
        BitSet wanted = residue(sum, rows);
        Map<BitSet, Resource> residues = new LinkedHashMap<>();
        others.forEach(other -> residues.put(residue(digest(other), rows), other));
        Resource one = residues.get(wanted);
        if (one != null) {
            return with(members, List.of(one));
        }
        for (Map.Entry<BitSet, Resource> entry : residues.entrySet()) {
            BitSet left = (BitSet) entry.getKey().clone();
            left.xor(wanted);
            Resource second = residues.get(left);
            if (second != null && !second.equals(entry.getValue())) {
                return with(members, List.of(entry.getValue(), second));
            }
        }
        return Optional.empty();
    }

    private Optional<Set<Resource>> with(Collection<? extends Resource> members, List<Resource> others) {
        Set<Resource> candidates = new LinkedHashSet<>(members);
        candidates.addAll(others);
        return among(candidates);
    }

    /** Returns what is left of a sum once everything is eliminated that rows can explain: the same for sums that differ by rows. */
    private static BitSet residue(byte[] of, @Nullable Row[] rows) {
        BitSet bits = BitSet.valueOf(of);
        for (int bit = bits.nextSetBit(0); bit >= 0; bit = bits.nextSetBit(bit + 1)) {
            Row pivot = rows[bit];
            if (pivot != null) {
                bits.xor(pivot.bits);
            }
        }
        return bits;
    }

    /** Eliminates the pivot rows from a row, until none applies; returns whether the row became zero. */
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

    /** A sum of digests, and the candidates that it is the sum of. */
    private record Row(BitSet bits, BitSet of) {}
}
