package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.testkit.VirtualTime;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a list shows while it lags. */
class LaggingListsTest {
    private static final URI LIST = URI.create("/v3/project-1/policies");
    private static final URI OTHER = URI.create("/v2/project-1/cloudsnapshots/detail");
    private static final String ID = "1".repeat(32);

    private final VirtualTime time = VirtualTime.create();
    private final LaggingLists lists = new LaggingLists(1, time, Duration.ofSeconds(3), Duration.ofSeconds(3));

    @Test
    void shown_made_inTheListOnlyWhenItsLagIsOver() {
        lists.answered("POST", LIST, 200, thing("first"));

        assertThat(list(thing("first"))).isEqualTo("{\"policies\":[],\"count\":0}");
        time.advance(Duration.ofSeconds(3));
        assertThat(list(thing("first"))).contains("first").contains("\"count\":1");
    }

    @Test
    void shown_changed_asItWasUntilItsLagIsOver() {
        String unused = list(thing("first"));

        assertThat(list(thing("second"))).contains("first");
        time.advance(Duration.ofSeconds(3));
        assertThat(list(thing("second"))).contains("second");
    }

    @Test
    void shown_gone_inTheListUntilItsLagIsOver() {
        String unused = list(thing("first"));

        assertThat(list()).contains("first").contains("\"count\":1");
        time.advance(Duration.ofSeconds(3));
        assertThat(list()).isEqualTo("{\"policies\":[],\"count\":0}");
    }

    @Test
    void shown_newByItsInstantOfCreation_notInTheListYet() {
        ObjectNode thing = thing("first").put("created_at", "2026-01-01T00:00:00.000000");

        assertThat(list(thing)).doesNotContain("first");
        time.advance(Duration.ofSeconds(3));
        assertThat(list(thing)).contains("first");
    }

    @Test
    void shown_askedForByAQuery_isNotNewForThat() {
        lists.answered("POST", URI.create("/v2/orders/suscriptions/resources/query"), 200, thing("first"));

        assertThat(list(thing("first"))).contains("first");
    }

    @Test
    void shown_askedForById_asItIs() {
        lists.answered("POST", LIST, 200, thing("first"));
        JsonNode answer = answer(thing("first"));

        assertThat(lists.shown("GET", URI.create(LIST + "/" + ID), answer)).isEqualTo(answer);
        assertThat(lists.shown("GET", URI.create("/v2/cloudimages?id=" + ID), answer))
                .isEqualTo(answer);
        assertThat(lists.shown("GET", OTHER, answer)).isNotEqualTo(answer);
    }

    private static ObjectNode thing(String name) {
        return Json.object().put("id", ID).put("name", name);
    }

    private static ObjectNode answer(ObjectNode... things) {
        ObjectNode answer = Json.object();
        for (ObjectNode thing : things) {
            answer.withArray("policies").add(thing);
        }
        if (things.length == 0) {
            answer.putArray("policies");
        }
        return answer.put("count", things.length);
    }

    private String list(ObjectNode... things) {
        return lists.shown("GET", LIST, answer(things)).toString();
    }
}
