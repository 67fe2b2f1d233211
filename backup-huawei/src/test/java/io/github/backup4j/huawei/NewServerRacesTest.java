package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two callers with one key that restore a point to a new server, one request after the other. */
class NewServerRacesTest {
    private static final Duration LAG = Duration.ofMinutes(10);

    /** Without a list that shows it, the temporary image of the one looks to the other like an image that somebody has kept. */
    @Test
    void restore_imageOfTheOtherIsNotListedYet_isTheSameServer() {
        Lag lag = new Lag();
        try (SmallWorld world = new SmallWorld(lag);
                CloudBackup first = world.open();
                CloudBackup second = world.open()) {
            List<Resource.Server> before = world.cloud.servers();
            ServerSpec twin = ServerSpec.named("twin");
            RequestKey key = RequestKey.of("twin");
            lag.lists = new LaggingLists(1, world.cloud.time(), LAG, LAG);
            Operation<Resource.Server> begun = first.restorePoints().restore(world.webPoint.id(), twin, key);

            Operation<Resource.Server> joined = second.restorePoints().restore(world.webPoint.id(), twin, key);
            lag.lists = null;
            Resource.Server made = begun.await(SmallWorld.LONG);
            assertThat(joined.await(SmallWorld.LONG)).isEqualTo(made);
            assertThat(world.cloud.servers()).hasSize(before.size() + 1).contains(made);
            assertThat(world.cloud.backup().restorePoints().get(world.webPoint.id()).images())
                    .isEmpty();
        }
    }

    /** Lets lists lag while there are such. */
    private static final class Lag implements Interference {
        private volatile @Nullable LaggingLists lists;

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public void after(String method, URI target, int status, JsonNode answer) {
            LaggingLists lagging = lists;
            if (lagging != null) {
                lagging.answered(method, target, status, answer);
            }
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            LaggingLists lagging = lists;
            return lagging == null ? answer : lagging.shown(method, target, answer);
        }
    }
}
