package io.github.backup4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemberRecordTest {
    @Test
    void among_manyRandomSets_isTheSetThatWasRecorded() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<Resource> candidates = disks(1 + random.nextInt(300));
            Set<Resource> recorded = new HashSet<>(candidates);
            recorded.removeIf(any -> random.nextBoolean());
            MemberRecord record = written(MemberRecord.of(recorded));
            assertThat(record.among(candidates)).contains(recorded);
        }
    }

    @Test
    void among_aRecordedOneIsNoCandidate_isNotKnown() {
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            List<Resource> all = disks(2 + random.nextInt(300));
            MemberRecord record = MemberRecord.of(all);
            List<Resource> candidates = new ArrayList<>(all);
            candidates.remove(random.nextInt(all.size()));
            assertThat(record.among(candidates)).isEmpty();
        }
    }

    @Test
    void among_asManyAsAreAllowed_isKnown_andOneMoreIsNot() {
        List<Resource> all = disks(MemberRecord.MOST_CANDIDATES + 1);
        MemberRecord record = MemberRecord.of(all.subList(0, 200));
        assertThat(record.among(all.subList(0, MemberRecord.MOST_CANDIDATES)))
                .contains(new HashSet<>(all.subList(0, 200)));
        assertThat(record.among(all)).isEmpty();
    }

    @Test
    void among_membersAndVeryManyOthers_isKnownWithUpToTwoOfThem() {
        Random random = new Random(9);
        List<Resource> all = disks(1_200);
        for (int round = 0; round < 30; round++) {
            List<Resource> members = all.subList(0, 256);
            Set<Resource> recorded = new HashSet<>(members);
            recorded.removeIf(any -> random.nextInt(4) == 0);
            for (int others = 0; others <= 3; others++) {
                MemberRecord record = written(MemberRecord.of(recorded));
                Optional<Set<Resource>> found = record.among(members, all);
                if (others < 3) {
                    assertThat(found).as("%d others", others).contains(recorded);
                } else {
                    assertThat(found).isEmpty();
                }
                Resource more;
                do {
                    more = all.get(256 + random.nextInt(all.size() - 256));
                } while (!recorded.add(more));
            }
        }
    }

    @Test
    void among_othersThatAreNoCandidates_isNotKnown() {
        List<Resource> all = disks(2_000);
        assertThat(MemberRecord.of(disks(2_001)).among(all.subList(0, 100), all))
                .isEmpty();
    }

    @Test
    void of_nothing_isOfNothing() {
        assertThat(written(MemberRecord.of(List.of())).among(disks(10))).contains(Set.of());
    }

    @Test
    void toggled_inAndOut_isAsBefore() {
        List<Resource> disks = disks(5);
        MemberRecord record = MemberRecord.of(disks.subList(0, 4));
        assertThat(record.toggled(disks.get(4))).isEqualTo(MemberRecord.of(disks));
        assertThat(record.toggled(disks.get(4))).isNotEqualTo(record);
        assertThat(record.toggled(disks.get(4)).toggled(disks.get(4))).isEqualTo(record);
    }

    @Test
    void values_fitIntoTags() {
        MemberRecord record = MemberRecord.of(disks(256));
        assertThat(record.first()).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(record.second()).hasSize(42).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void read_anythingElse_isNothing() {
        MemberRecord record = MemberRecord.of(disks(3));
        assertThat(MemberRecord.read(record.first(), null)).isEmpty();
        assertThat(MemberRecord.read(null, record.second())).isEmpty();
        assertThat(MemberRecord.read("2" + record.first().substring(1), record.second()))
                .isEmpty();
        assertThat(MemberRecord.read(record.first(), record.second() + "A")).isEmpty();
        assertThat(MemberRecord.read(record.first().replaceFirst("..$", "!!"), record.second()))
                .isEmpty();
    }

    @Test
    void kindsAreToldApart() {
        assertThat(MemberRecord.of(List.of(Resource.disk("x"))).among(List.of(Resource.server("x"))))
                .isEmpty();
    }

    private static MemberRecord written(MemberRecord record) {
        return MemberRecord.read(record.first(), record.second()).orElseThrow();
    }

    private static List<Resource> disks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (Resource) Resource.disk("disk-" + i))
                .toList();
    }
}
