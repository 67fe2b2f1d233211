package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.RequestKey;
import io.github.backup4j.huawei.internal.work.IdempotentCreate.Created;
import io.github.backup4j.huawei.internal.work.IdempotentCreate.Marked;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of several resources of one request key stays, and who removes the others. */
class IdempotentCreateTest {
    private static final CallKey KEY = CallKey.chosen(RequestKey.of("order-4711"));

    private final VirtualTime time = VirtualTime.create();
    private final Context context = Unconnected.context(time);
    private final Request request = Request.of(context, "create", KEY, "parameters");
    private final RequestMark mine = Objects.requireNonNull(request.mark());
    private final RequestMark others = Objects.requireNonNull(
            Request.of(context, "create", KEY, "parameters").mark());

    private final List<Marked<String>> there = new ArrayList<>();
    private final List<String> withdrawn = new ArrayList<>();

    @Test
    void make_olderOneOfAnotherCall_onlyTheOwnIsWithdrawn() {
        Instant begun = time.now();
        Supplier<Created<String>> create = () -> {
            there.add(new Marked<>(others, "oldest", "oldest", begun.minusSeconds(2)));
            there.add(new Marked<>(others, "older", "older", begun.minusSeconds(1)));
            there.add(new Marked<>(mine, "own", "own", begun));
            return new Created<>("own", "own", begun);
        };

        String made = new IdempotentCreate(context).make(request, "vault", this::all, create, this::withdraw);

        assertThat(made).isEqualTo("oldest");
        assertThat(withdrawn).containsExactly("own");
    }

    @Test
    void make_youngerOneOfAnotherCall_staysWithItsOwn() {
        Instant begun = time.now();
        Supplier<Created<String>> create = () -> {
            there.add(new Marked<>(mine, "own", "own", begun));
            there.add(new Marked<>(others, "younger", "younger", begun.plusSeconds(1)));
            return new Created<>("own", "own", begun);
        };

        String made = new IdempotentCreate(context).make(request, "vault", this::all, create, this::withdraw);

        assertThat(made).isEqualTo("own");
        assertThat(withdrawn).isEmpty();
    }

    /** Tools copy the tags of one resource to another: what is older than the mark was not created with it. */
    @Test
    void make_copyOfTheOwnMarkOnAnOlderResource_thatIsNotWithdrawn() {
        Instant begun = time.now();
        Supplier<Created<String>> create = () -> {
            there.add(new Marked<>(mine, "own", "own", begun));
            there.add(new Marked<>(mine, "copy", "copy", begun.minus(Duration.ofDays(30))));
            return new Created<>("own", "own", begun);
        };

        String made = new IdempotentCreate(context).make(request, "vault", this::all, create, this::withdraw);

        assertThat(made).isEqualTo("own");
        assertThat(withdrawn).isEmpty();
    }

    /** The service has answered with its id, so it is no copy. */
    @Test
    void make_ownSeemsOlderThanItsMarkBesideOneOfAnotherCall_ownIsWithdrawn() {
        Instant begun = time.now();
        Supplier<Created<String>> create = () -> {
            there.add(new Marked<>(others, "older", "older", begun.minusSeconds(1)));
            there.add(new Marked<>(mine, "own", "own", begun.minus(Duration.ofDays(30))));
            return new Created<>("own", "own", begun.minus(Duration.ofDays(30)));
        };

        String made = new IdempotentCreate(context).make(request, "vault", this::all, create, this::withdraw);

        assertThat(made).isEqualTo("older");
        assertThat(withdrawn).containsExactly("own");
    }

    /** Settled at once, it would be in the way of another call that has not seen it yet and keeps its own. */
    @Test
    void makeAgreed_anotherCallHasOnePending_settlesWhenThatIsWithdrawn() {
        Pending steps = new Pending();

        String made = new AgreedCreate<>(context, request, "policy", this::all, steps).make();

        assertThat(made).isEqualTo("a-own");
        assertThat(steps.settledAfter).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(withdrawn).isEmpty();
    }

    private List<Marked<String>> all() {
        if (time.elapsed().compareTo(Duration.ZERO) > 0) {
            // The other call has seen that it is not the first.
            there.removeIf(marked -> marked.id().equals("b-other"));
        }
        return List.copyOf(there);
    }

    private @Nullable String withdraw(String made) {
        withdrawn.add(made);
        return null;
    }

    /** Creates a policy beside that of another call. */
    private final class Pending implements AgreedCreate.Steps<String> {
        private @Nullable Duration settledAfter;

        @Override
        public Created<String> create() {
            there.add(new Marked<>(mine, "a-own", "a-own", null, true));
            there.add(new Marked<>(others, "b-other", "b-other", null, true));
            return new Created<>("a-own", "a-own", null);
        }

        @Override
        public void settle(Marked<String> pending) {
            assertThat(pending.id()).isEqualTo("a-own");
            settledAfter = time.elapsed();
        }

        @Override
        public @Nullable String withdraw(String made) {
            return IdempotentCreateTest.this.withdraw(made);
        }
    }
}
