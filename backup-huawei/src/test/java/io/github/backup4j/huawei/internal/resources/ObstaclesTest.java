package io.github.backup4j.huawei.internal.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How obstacles to protecting disks are found: in CBR's list, whose order is its own, or by a request for one. */
class ObstaclesTest {
    /** The ids that were requested by themselves. */
    private final List<String> alone = new ArrayList<>();

    private int read;

    private final Protectables all = new Protectables(
            IntStream.range(0, 200)
                    .mapToObj(i -> {
                        read++;
                        return obstructed("disk-" + i);
                    })
                    .iterator(),
            id -> {
                alone.add(id);
                return "alone: " + id;
            });

    @Test
    void obstacle_anywhere_isReadFromTheList() {
        assertThat(all.obstacle("disk-199")).isEqualTo("disk-199 is refused");
        assertThat(all.obstacle("disk-0")).isEqualTo("disk-0 is refused");
        assertThat(alone).isEmpty();
    }

    @Test
    void obstacleSoon_inThePage_takesNoRequestOfItsOwn() {
        assertThat(all.obstacleSoon("disk-49")).isEqualTo("disk-49 is refused");
        assertThat(all.obstacleSoon("disk-3")).isEqualTo("disk-3 is refused");

        assertThat(alone).isEmpty();
        assertThat(read).isEqualTo(50);
    }

    @Test
    void obstacleSoon_farBehind_takesAPageAndARequestOnce() {
        assertThat(all.obstacleSoon("disk-180")).isEqualTo("alone: disk-180");
        assertThat(all.obstacleSoon("disk-180")).isEqualTo("alone: disk-180");

        assertThat(alone).containsExactly("disk-180");
        assertThat(read).isEqualTo(50);
    }

    /** CBR does not know it, and need not be asked again. */
    @Test
    void obstacleSoon_listIsAtItsEnd_thereIsNone() {
        assertThat(all.obstacle("unknown")).isEmpty();

        assertThat(all.obstacleSoon("another")).isEmpty();
        assertThat(alone).isEmpty();
    }

    private static JsonNode obstructed(String id) {
        return new ObjectMapper()
                .valueToTree(Map.of("id", id, "protectable", Map.of("result", false, "reason", id + " is refused")));
    }
}
