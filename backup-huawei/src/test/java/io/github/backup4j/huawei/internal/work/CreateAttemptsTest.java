package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Denied;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.internal.http.RetryRules;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Creates that carry a mark, when replies are lost. */
class CreateAttemptsTest {
    private static final RequestKey KEY = RequestKey.of("key-1");

    private final VirtualTime time = VirtualTime.create();
    private final CreateAttempts creates = creates(RetryRules.USUAL.withAttempts(3));

    /** What is called, in order. */
    private final List<String> calls = new ArrayList<>();

    /** What the next creates throw; then they succeed. */
    private final Deque<BackupException> failures = new ArrayDeque<>();

    /** What the next looks throw. */
    private final Deque<BackupException> failedLooks = new ArrayDeque<>();

    /** From which look on the mark is visible; 0: never. */
    private int visibleFromLook;

    @Test
    void create_answered_returnedWithoutALook() {
        assertThat(create()).isEqualTo("made");

        assertThat(calls).containsExactly("create");
    }

    @Test
    void create_replyLostButMade_foundAndNotMadeAgain() {
        failures.add(lost());
        visibleFromLook = 1;

        assertThat(create()).isEqualTo("found");

        assertThat(calls).containsExactly("create", "look");
    }

    @Test
    void create_markVisibleLate_lookedForAgainBeforeAnythingElse() {
        failures.add(lost());
        visibleFromLook = 3;

        assertThat(create()).isEqualTo("found");

        assertThat(calls).containsExactly("create", "look", "look", "look");
        assertThat(waited()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void create_replyLostAndNotMade_madeAgainOnceLookedForLongEnough() {
        failures.add(lost());

        assertThat(create()).isEqualTo("made");

        assertThat(calls).containsExactly("create", "look", "look", "look", "look", "create");
        assertThat(waited()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void create_everyReplyLost_ambiguousWithTheKeyAfterAllAttempts() {
        failures.addAll(List.of(lost(), lost(), lost(), lost()));

        AmbiguousOutcome failure = catchThrowableOfType(AmbiguousOutcome.class, this::create);

        assertThat(failure.requestKey()).contains(KEY);
        assertThat(failure.code()).contains("E.1");
        assertThat(failure.httpStatus()).hasValue(500);
        assertThat(failure).hasMessageContaining("key-1").hasMessageContaining("no resource with its mark is found");
        assertThat(calls).filteredOn("create"::equals).hasSize(3);
    }

    @Test
    void create_everyReplyLost_notMadeAgainWhenItsTimeIsOver() {
        failures.addAll(List.of(lost(), lost(), lost(), lost()));

        assertThatThrownBy(() -> create(creates(RetryRules.USUAL.withTime(Duration.ofSeconds(10)))))
                .isInstanceOf(AmbiguousOutcome.class);

        assertThat(calls).filteredOn("create"::equals).hasSize(2);
        assertThat(waited()).isEqualTo(Duration.ofSeconds(14));
    }

    @Test
    void create_cannotBeLookedFor_ambiguousWithTheKeyAndNotMadeAgain() {
        failures.add(lost());
        Denied denied = new Denied("no lists for you");
        failedLooks.add(denied);

        AmbiguousOutcome failure = catchThrowableOfType(AmbiguousOutcome.class, this::create);

        assertThat(failure.requestKey()).contains(KEY);
        assertThat(failure.getSuppressed()).containsExactly(denied);
        assertThat(calls).containsExactly("create", "look");
    }

    @Test
    void create_refusedAtOnce_thrownAsItIsWithoutALook() {
        QuotaExceeded refusal = new QuotaExceeded("full");
        failures.add(refusal);

        assertThatThrownBy(this::create).isSameAs(refusal);

        assertThat(calls).containsExactly("create");
    }

    @Test
    void create_refusedAfterALostReply_staysAmbiguous() {
        QuotaExceeded refusal = new QuotaExceeded("full, perhaps by the first");
        failures.addAll(List.of(lost(), refusal));

        AmbiguousOutcome failure = catchThrowableOfType(AmbiguousOutcome.class, this::create);

        assertThat(failure).hasCause(refusal);
        assertThat(failure.requestKey()).contains(KEY);
    }

    @Test
    void create_refusedAfterALostReplyAndFoundThen_found() {
        failures.addAll(List.of(lost(), new Unavailable("away")));
        visibleFromLook = 5;

        assertThat(create()).isEqualTo("found");

        assertThat(calls).containsExactly("create", "look", "look", "look", "look", "create", "look");
    }

    @Test
    void create_withinAPoll_lookedForOnceWithoutAPause() {
        failures.addAll(List.of(lost(), lost()));

        CreateAttempts polling =
                creates(client(RetryRules.USUAL).within(client(RetryRules.USUAL).poll()));

        assertThatThrownBy(() -> create(polling)).isInstanceOf(AmbiguousOutcome.class);

        assertThat(calls).containsExactly("create", "look");
        assertThat(waited()).isZero();
    }

    @Test
    void create_interruptedWhileLooking_ambiguousAtOnceAndFlagKept() {
        failures.add(lost());
        Thread.currentThread().interrupt();

        AmbiguousOutcome failure;
        boolean flag;
        try {
            failure = catchThrowableOfType(AmbiguousOutcome.class, this::create);
        } finally {
            flag = Thread.interrupted();
        }

        assertThat(failure.requestKey()).contains(KEY);
        assertThat(flag).isTrue();
        assertThat(calls).containsExactly("create", "look");
    }

    private CreateAttempts creates(RetryRules rules) {
        return creates(client(rules));
    }

    private CreateAttempts creates(ServiceClient client) {
        return new CreateAttempts(time, client);
    }

    private ServiceClient client(RetryRules rules) {
        return Unconnected.client(time, rules);
    }

    private String create() {
        return create(creates);
    }

    private String create(CreateAttempts by) {
        return by.create(
                KEY,
                () -> {
                    calls.add("look");
                    if (!failedLooks.isEmpty()) {
                        throw failedLooks.remove();
                    }
                    long looks = calls.stream().filter("look"::equals).count();
                    return visibleFromLook > 0 && looks >= visibleFromLook ? Optional.of("found") : Optional.empty();
                },
                () -> {
                    calls.add("create");
                    if (!failures.isEmpty()) {
                        throw failures.remove();
                    }
                    return "made";
                });
    }

    private Duration waited() {
        return Duration.between(VirtualTime.DEFAULT_START, time.now());
    }

    private static AmbiguousOutcome lost() {
        return new AmbiguousOutcome("no reply", null, new Detail("E.1", "req-1", 500, null), null);
    }
}
