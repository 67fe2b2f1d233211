package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.Outcome;
import io.github.backup4j.Outcomes;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many things that are waited for together, whose lists never show how the work on them has ended: their jobs are asked in time. */
class MisleadingListsTest {
    private static final Duration WORK = Duration.ofHours(2);

    /** By when the end of each must be noticed. */
    private static final Duration LATEST = WORK.plusMinutes(22);

    private static final int COUNT = 20;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();

    /** ECS counts pages, not servers: one that is counted and not shown, or created meanwhile, repeats no page for ever. */
    @Test
    void list_serversOfWhichOneMoreIsCounted_areAll() throws IOException {
        for (int i = 0; i < 150; i++) {
            cloud.addServer("server-" + i, cloud.addDisk("disk-" + i, DataSize.gib(1)));
        }
        Interference counting = new Interference() {
            @Override
            public Fault before(String method, URI target) {
                return Fault.NONE;
            }

            @Override
            public JsonNode shown(String method, URI target, JsonNode answer) {
                if (answer instanceof ObjectNode list && list.has("servers") && list.has("count")) {
                    list.put("count", list.path("count").asInt() + 1);
                }
                return answer;
            }
        };

        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(counting)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            assertThat(backup.resources().list().filter(found -> found.resource() instanceof Resource.Server))
                    .hasSize(150);
        }
    }

    /** An image stays queued although its job has failed. */
    @Test
    void build_imagesQueuedForEverWhoseJobsFailed_failInTime() throws IOException {
        List<Resource.Disk> disks = disks();
        takeLong();
        for (int i = 0; i < COUNT; i++) {
            cloud.faults().failNext(Work.IMAGE, "BROKEN", "the storage is broken");
        }

        Outcomes<Image> outcomes = wait(
                Lists.alwaysSaying("/cloudimages", "images", "queued"),
                backup -> disks.stream()
                        .map(disk -> backup.images().build(ImageSpec.of("image", ImageSource.disk(disk))))
                        .toList());

        assertThat(outcomes.all())
                .hasSize(COUNT)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Failed.class));
    }

    @Test
    void restore_serversBuiltForEverWhoseJobsFailed_failInTime() throws IOException {
        ImageId image = image();
        takeLong();
        for (int i = 0; i < COUNT; i++) {
            cloud.faults().failNext(Work.NEW_SERVER, "BROKEN", "the storage is broken");
        }

        Outcomes<Resource.Server> outcomes = wait(
                Lists.alwaysSaying("/detail", "servers", "BUILD"),
                backup -> IntStream.range(0, COUNT)
                        .mapToObj(i -> backup.images().restore(image, ServerSpec.of("server-" + i)))
                        .toList());

        assertThat(outcomes.all())
                .hasSize(COUNT)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Failed.class));
    }

    /** An image seems active from the start, and its job takes two hours. */
    @Test
    void build_imagesThatSeemReadyLongBefore_endInTime() throws IOException {
        List<Resource.Disk> disks = disks();
        takeLong();

        Outcomes<Image> outcomes = wait(
                Lists.alwaysSaying("/cloudimages", "images", "active"),
                backup -> disks.stream()
                        .map(disk -> backup.images().build(ImageSpec.of("image", ImageSource.disk(disk))))
                        .toList());

        assertThat(outcomes.results())
                .hasSize(COUNT)
                .allSatisfy(image -> assertThat(image.status()).isEqualTo(Image.Status.ACTIVE));
    }

    private void takeLong() {
        for (Work work : Work.values()) {
            cloud.takes(work, WORK);
        }
    }

    private List<Resource.Disk> disks() {
        return IntStream.range(0, COUNT)
                .mapToObj(i -> cloud.addDisk("disk-" + i, DataSize.gib(10)))
                .toList();
    }

    private ImageId image() {
        Resource.Server original = cloud.addServer("server", cloud.addDisk("system", DataSize.gib(10)));
        return cloud.backup()
                .images()
                .build(ImageSpec.of("image", ImageSource.systemDiskOf(original)))
                .await(WORK)
                .id();
    }

    private <T> Outcomes<T> wait(Lists lists, Function<CloudBackup, List<Operation<T>>> start) throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(lists)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            List<Operation<T>> operations = start.apply(backup);
            lists.on = true;
            Instant begun = cloud.time().now();
            Outcomes<T> outcomes = backup.operations().awaitAll(operations, LATEST);
            Duration took = Duration.between(begun, cloud.time().now());
            assertThat(lists.shown.get()).as("things shown otherwise").isPositive();
            assertThat(took).as("all ended within").isLessThanOrEqualTo(LATEST);
            return outcomes;
        }
    }

    /** Lists that show a thing in one status for as long as it is being made, and as it then was once it is gone. */
    private static final class Lists implements Interference {
        private final String path;
        private final String field;
        private final String status;
        private volatile boolean on;
        private final AtomicInteger shown = new AtomicInteger();
        private volatile ArrayNode first = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();

        private Lists(String path, String field, String status) {
            this.path = path;
            this.field = field;
            this.status = status;
        }

        static Lists alwaysSaying(String path, String field, String status) {
            return new Lists(path, field, status);
        }

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public void after(String method, URI target, int code, JsonNode answer) {}

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            boolean one = String.valueOf(target.getQuery()).contains("id=");
            if (!on || one || !method.equals("GET") || !target.getPath().endsWith(path) || !answer.has(field)) {
                return answer;
            }
            ObjectNode shownInstead = answer.deepCopy();
            if (first.isEmpty()) {
                first = shownInstead.withArray(field).deepCopy();
            }
            ArrayNode all = first.deepCopy();
            all.forEach(each -> ((ObjectNode) each).put("status", status));
            shownInstead.set(field, all);
            int unused = shown.addAndGet(all.size());
            return shownInstead;
        }
    }
}
