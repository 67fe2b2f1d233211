package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Preflight;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that restore one point to new servers, one request after the other: the temporary image of one is seen by the other. */
class NewServerRacesTest {
    private static final Duration LAG = Duration.ofMinutes(10);
    private static final ServerSpec TWIN = ServerSpec.of("twin");
    private static final RequestKey KEY = RequestKey.of("twin");
    private static final ServerSpec OTHER = ServerSpec.of("other");
    private static final RequestKey OTHER_KEY = RequestKey.of("other");

    private final Images lists = new Images();
    private final SmallWorld world = new SmallWorld(lists);
    private final List<Resource.Server> before = world.cloud.servers();
    private final CloudBackup first = world.open();
    private final CloudBackup second = world.open();

    @AfterEach
    void close() {
        first.close();
        second.close();
        world.close();
    }

    /** Which image holds the restore point, the point says; the image by its id is not late. */
    @Test
    void restore_sameKeyAndNoListShowsTheImageYet_isTheSameServer() {
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        Operation<Resource.Server> begun = restore(first, TWIN, KEY);

        Operation<Resource.Server> joined = restore(second, TWIN, KEY);

        lists.lagging = null;
        assertThat(joined.await(SmallWorld.LONG)).isEqualTo(begun.await(SmallWorld.LONG));
        assertMade(1);
    }

    /** The image is active, and the server is not made yet: nothing but the key tells that image from one that somebody keeps. */
    @Test
    void restore_sameKeyAndTheImageIsActive_isTheSameServer() {
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        Operation<Resource.Server> begun = restore(first, TWIN, KEY);
        world.cloud.time().advance(Duration.ofMinutes(1));

        Operation<Resource.Server> joined = restore(second, TWIN, KEY);

        lists.lagging = null;
        assertThat(joined.await(SmallWorld.LONG)).isEqualTo(begun.await(SmallWorld.LONG));
        assertMade(1);
    }

    /** The temporary image holds the plan of the first call, which took its size and network from the original. */
    @Test
    void restore_sameKeyAndTheOriginalIsGone_isTheSameServer() {
        Operation<Resource.Server> begun = restore(first, TWIN, KEY);
        world.cloud.time().advance(Duration.ofMinutes(1));
        world.cloud.delete(world.web);

        Operation<Resource.Server> joined = restore(second, TWIN, KEY);

        assertThat(joined.await(SmallWorld.LONG)).isEqualTo(begun.await(SmallWorld.LONG));
        assertThat(world.cloud.servers()).hasSize(before.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 60})
    void restore_imageOfAnotherKey_busyUntilItIsGone(long seconds) {
        Operation<Resource.Server> begun = restore(first, TWIN, KEY);
        world.cloud.time().advance(Duration.ofSeconds(seconds));

        assertBusy("from which another call creates a server");

        Resource.Server made = begun.await(SmallWorld.LONG);
        assertThat(restore(second, OTHER, OTHER_KEY).await(SmallWorld.LONG)).isNotEqualTo(made);
        assertMade(2);
    }

    /** The point had no image when it was read, and has one when IMS is asked for another. */
    @Test
    void restore_imageOfAnotherKeyIsBegunMeanwhile_busyUntilItIsGone() {
        List<Operation<Resource.Server>> begun = new ArrayList<>();
        CloudBackup late = beforeItsImage(() -> begun.add(restore(first, TWIN, KEY)));

        assertThatThrownBy(() -> restore(late, OTHER, OTHER_KEY))
                .isInstanceOf(Busy.class)
                .hasMessageContaining("from which another call creates a server");

        Resource.Server made = begun.get(0).await(SmallWorld.LONG);
        assertThat(restore(late, OTHER, OTHER_KEY).await(SmallWorld.LONG)).isNotEqualTo(made);
        assertMade(2);
    }

    @Test
    void restore_imageOfTheKeyIsBegunMeanwhile_isTheSameServer() {
        List<Operation<Resource.Server>> begun = new ArrayList<>();
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        CloudBackup late = beforeItsImage(() -> begun.add(restore(first, TWIN, KEY)));

        Operation<Resource.Server> joined = restore(late, TWIN, KEY);

        lists.lagging = null;
        assertThat(joined.await(SmallWorld.LONG)).isEqualTo(begun.get(0).await(SmallWorld.LONG));
        assertMade(1);
    }

    /** The call that made it does not delete it any more, as the name is not the one that it gave. */
    @Test
    void restore_imageOfAnotherKeyThatSomebodyRenamed_usedAndKept() {
        Operation<Resource.Server> abandoned = restore(first, TWIN, KEY);
        world.cloud.time().advance(Duration.ofMinutes(2));
        assertThat(abandoned.token()).isNotEmpty();
        assertBusy("rename or delete the image");
        ImageId image = first.restorePoints().get(world.webPoint.id()).images().get(0);
        var unused = first.images()
                .update(image, first.images().get(image).toUpdate().named("golden"));

        Resource.Server made = restore(second, OTHER, OTHER_KEY).await(SmallWorld.LONG);

        assertThat(world.cloud.servers()).hasSize(before.size() + 1).contains(made);
        assertThat(first.images().get(image).name()).isEqualTo("golden");
    }

    /** A name that begins as that of a temporary image is as good as any other. */
    @ParameterizedTest
    @ValueSource(strings = {"golden", "backup4j-golden"})
    void restore_imageOfTheKeyThatSomebodyRenamed_newServerOfTheSameKeyAndTheImageIsKept(String name) {
        Operation<Resource.Server> begun = restore(first, TWIN, KEY);
        world.cloud.time().advance(Duration.ofMinutes(2));
        ImageId image = first.restorePoints().get(world.webPoint.id()).images().get(0);
        rename(image, name);

        assertThatThrownBy(() -> begun.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining(image.value())
                .hasMessageContaining("Begin again");
        Resource.Server made = restore(first, TWIN, KEY).await(SmallWorld.LONG);
        Resource.Server another = restore(second, OTHER, OTHER_KEY).await(SmallWorld.LONG);

        assertThat(world.cloud.servers()).hasSize(before.size() + 2).contains(made, another);
        assertThat(first.images().get(image).name()).isEqualTo(name);
    }

    /** As somebody renames it who calls the service itself. */
    private void rename(ImageId image, String name) {
        try (CloudBackup console = world.cloud.reopenForAnEmulator()) {
            var unused = console.images()
                    .update(image, console.images().get(image).toUpdate().named(name));
        }
    }

    /** A proxy delivers the request twice, IMS refuses the second, and no list shows the image of the first. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void restore_requestIsDeliveredTwiceAndNoListShowsTheImage_isOneServerAndNothingIsLeft(boolean keyed) {
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        lists.twice = true;

        Operation<Resource.Server> begun =
                keyed ? restore(first, TWIN, KEY) : first.restorePoints().restore(world.webPoint.id(), TWIN);

        assertThat(lists.twice).as("the request was not sent yet").isFalse();
        lists.lagging = null;
        assertThat(begun.await(SmallWorld.LONG)).isNotNull();
        assertMade(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void build_requestIsDeliveredTwiceAndNoListShowsTheImage_isThatImage(boolean keyed) {
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        lists.twice = true;
        ImageSpec spec = ImageSpec.of("golden", ImageSource.restorePoint(world.webPoint.id()));

        Operation<Image> building =
                keyed ? first.images().build(spec, KEY) : first.images().build(spec);

        assertThat(lists.twice).as("the request was not sent yet").isFalse();
        lists.lagging = null;
        ImageId built = building.await(SmallWorld.LONG).id();
        assertThat(world.cloud.backup().restorePoints().get(world.webPoint.id()).images())
                .containsExactly(built);
    }

    @Test
    void build_sameKeyAndNoListShowsTheImageYet_isTheSameImage() {
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        ImageSpec spec = ImageSpec.of("golden", ImageSource.restorePoint(world.webPoint.id()));
        Operation<Image> begun = first.images().build(spec, KEY);

        Operation<Image> joined = second.images().build(spec, KEY);

        assertThatThrownBy(() -> second.images().build(spec, OTHER_KEY))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("one image only");
        lists.lagging = null;
        assertThat(joined.await(SmallWorld.LONG).id())
                .isEqualTo(begun.await(SmallWorld.LONG).id());
    }

    @Test
    void restore_imageIsLost_busyAndSaysWhatToDo() {
        Operation<Resource.Server> begun = restore(first, TWIN, KEY);
        lists.lost = true;

        assertBusy("which IMS does not list");
        assertBusy("restore its disks to new disks instead");

        lists.lost = false;
        assertThat(begun.await(SmallWorld.LONG)).isNotNull();
        assertMade(1);
    }

    @Test
    void restore_keptImageIsNotActiveYet_busyUntilItIs() {
        Operation<Image> building =
                first.images().build(ImageSpec.of("kept", ImageSource.restorePoint(world.webPoint.id())));

        assertBusy("not active");

        Image kept = building.await(SmallWorld.LONG);
        assertThat(restore(second, OTHER, OTHER_KEY).await(SmallWorld.LONG)).isNotNull();
        assertThat(world.cloud.servers()).hasSize(before.size() + 1);
        assertThat(first.images().get(kept.id()).status()).isEqualTo(Image.Status.ACTIVE);
    }

    /** The server of the first call has taken the last place of the quota, and no list shows it yet. */
    @Test
    void restore_sameKeyOfAKeptImageAndTheQuotaIsUsedUpByItsServer_isTheSameServer() {
        first.images()
                .build(ImageSpec.of("kept", ImageSource.restorePoint(world.webPoint.id())))
                .await(SmallWorld.LONG);
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        Operation<Resource.Server> begun = restore(first, TWIN, KEY);
        lists.noMoreServers = true;

        Operation<Resource.Server> joined = restore(second, TWIN, KEY);

        lists.lagging = null;
        assertThat(joined.await(SmallWorld.LONG)).isEqualTo(begun.await(SmallWorld.LONG));
        assertThat(world.cloud.servers()).hasSize(before.size() + 1).containsAll(before);
    }

    /** IMS refuses the second delivery, and does not yet show the image of the first by its id either. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void restore_requestIsDeliveredTwiceAndImsDoesNotShowTheImage_ambiguousWithTheKeyThatContinues(
            boolean keyed, boolean unreadable) {
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        lists.twice = true;
        lists.lost = true;
        lists.unreadable = unreadable;

        AmbiguousOutcome unknown = catchThrowableOfType(AmbiguousOutcome.class, () -> {
            var unused =
                    keyed ? restore(first, TWIN, KEY) : first.restorePoints().restore(world.webPoint.id(), TWIN);
        });

        assertThat(unknown)
                .hasMessageContaining("may be the image of this very call")
                .hasMessageContaining(world.webPoint.id().value());
        lists.lost = false;
        lists.unreadable = false;
        RequestKey key = unknown.requestKey().orElseThrow();
        assertThat(restore(second, TWIN, key).await(SmallWorld.LONG)).isNotNull();
        assertMade(1);
    }

    /** The first delivery takes the last place of the quota of images, which is why the second is refused. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void build_requestIsDeliveredTwiceAndTheSecondExceedsTheQuota_isTheImageOfTheFirst(boolean keyed) {
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        lists.twice = true;
        lists.noMoreImages = true;
        ImageSpec spec = ImageSpec.of("golden", ImageSource.restorePoint(world.webPoint.id()));

        Operation<Image> building =
                keyed ? first.images().build(spec, KEY) : first.images().build(spec);

        assertThat(lists.twice).as("the request was not sent yet").isFalse();
        lists.lagging = null;
        ImageId built = building.await(SmallWorld.LONG).id();
        assertThat(world.cloud.backup().restorePoints().get(world.webPoint.id()).images())
                .containsExactly(built);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void build_requestIsDeliveredTwiceAndImsDoesNotShowTheImage_ambiguousWithTheKeyThatContinues(
            boolean keyed, boolean unreadable) {
        lists.lagging = new LaggingLists(1, world.cloud.time(), LAG, LAG);
        lists.twice = true;
        lists.lost = true;
        lists.unreadable = unreadable;
        ImageSpec spec = ImageSpec.of("golden", ImageSource.restorePoint(world.webPoint.id()));

        AmbiguousOutcome unknown = catchThrowableOfType(AmbiguousOutcome.class, () -> {
            var unused =
                    keyed ? first.images().build(spec, KEY) : first.images().build(spec);
        });

        assertThat(unknown).hasMessageContaining("may be the image of this very call");
        lists.lost = false;
        lists.unreadable = false;
        lists.lagging = null;
        RequestKey key = unknown.requestKey().orElseThrow();
        ImageId built = second.images().build(spec, key).await(SmallWorld.LONG).id();
        assertThat(world.cloud.backup().restorePoints().get(world.webPoint.id()).images())
                .containsExactly(built);
    }

    private Operation<Resource.Server> restore(CloudBackup backup, ServerSpec server, RequestKey key) {
        return backup.restorePoints().restore(world.webPoint.id(), server, key);
    }

    /** The second caller, which does something once it has read the restore point, and before it asks for an image of it. */
    private CloudBackup beforeItsImage(Runnable once) {
        AtomicBoolean done = new AtomicBoolean();
        return second.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                if (request.operation().equals("ShowBackup") && done.compareAndSet(false, true)) {
                    once.run();
                }
            }
        });
    }

    private void assertBusy(String why) {
        Preflight preflight = second.restorePoints().preflight(world.webPoint.id(), OTHER);
        assertThat(preflight.failures())
                .as("%s", preflight)
                .singleElement()
                .satisfies(check ->
                        assertThat(check.failure()).isInstanceOf(Busy.class).hasMessageContaining(why));
        assertThatThrownBy(() -> restore(second, OTHER, OTHER_KEY))
                .isInstanceOf(Busy.class)
                .hasMessageContaining(why);
    }

    private void assertMade(int servers) {
        assertThat(world.cloud.servers()).hasSize(before.size() + servers).containsAll(before);
        assertThat(world.cloud.backup().restorePoints().get(world.webPoint.id()).images())
                .isEmpty();
    }

    /** Lets lists lag, hides the image that is asked for by its id, or lets quotas be used up. */
    private static final class Images implements Interference {
        private volatile @Nullable LaggingLists lagging;
        private volatile boolean lost;
        private volatile boolean twice;
        private volatile boolean unreadable;
        private volatile boolean noMoreServers;
        private volatile boolean noMoreImages;

        @Override
        public Fault before(String method, URI target) {
            if (twice && method.equals("POST") && target.getPath().endsWith("/wholeimages/action")) {
                twice = false;
                return Fault.TWICE_WITH_SECOND_ANSWER;
            }
            return unreadable && isOneImage(target) ? Fault.REFUSED : Fault.NONE;
        }

        private static boolean isOneImage(URI target) {
            return target.toString().contains("/cloudimages?")
                    && target.toString().contains("id=");
        }

        @Override
        public void after(String method, URI target, int status, JsonNode answer) {
            LaggingLists late = lagging;
            if (late != null) {
                late.answered(method, target, status, answer);
            }
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (lost && isOneImage(target)) {
                ObjectNode none = answer.deepCopy();
                none.putArray("images");
                return none;
            }
            if (noMoreServers && target.getPath().endsWith("/limits")) {
                ObjectNode full = answer.deepCopy();
                int used = full.path("absolute").path("totalInstancesUsed").asInt();
                ((ObjectNode) full.path("absolute")).put("maxTotalInstances", used);
                return full;
            }
            if (noMoreImages && target.getPath().endsWith("/wholeimages/action") && !answer.has("job_id")) {
                ObjectNode refused = answer.deepCopy();
                ((ObjectNode) refused.path("error")).put("code", "IMG.0015");
                return refused;
            }
            LaggingLists late = lagging;
            return late == null ? answer : late.shown(method, target, answer);
        }
    }
}
