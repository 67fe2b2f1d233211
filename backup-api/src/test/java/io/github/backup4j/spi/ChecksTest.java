package io.github.backup4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.NotFound;
import io.github.backup4j.Preflight.Check;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Result;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.spi.Checks.Found;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The two ways to run checks. */
@SuppressWarnings("StaticAssignmentOfThrowable") // compared by identity, and thrown on purpose
class ChecksTest {
    private static final NotFound GONE = new NotFound("there is no disk");

    @Test
    void throwing_firstFailure_endsItWithThatException() {
        Checks checks = Checks.throwing();
        Found<String> point = checks.find(Kind.SOURCE, () -> "point", found -> fail("evidence is for preflights"));

        assertThat(point.get()).isEqualTo("point");
        assertThatThrownBy(() -> checks.check(Kind.TARGET, ChecksTest::refuse, () -> "never"))
                .isSameAs(GONE);
        assertThat(checks.results()).isEmpty();
        assertThat(checks.collects()).isFalse();
    }

    @Test
    void throwing_reports_areNotRead() {
        Checks checks = Checks.throwing();

        checks.report(Kind.QUOTA, () -> fail("a restore must not cost more requests"));
        Found<String> unread = checks.readForReports(() -> fail("a restore must not cost more requests"));

        assertThat(unread.orNull()).isNull();
    }

    @Test
    void collecting_failure_isKeptAndTheOthersStillRun() {
        Checks checks = Checks.collecting();
        Found<String> point = checks.find(Kind.SOURCE, () -> "point", found -> "found " + found);
        checks.check(Kind.TARGET, ChecksTest::refuse, () -> "never");
        checks.check(Kind.SIZE, () -> {}, () -> "large enough");

        assertThat(point.get()).isEqualTo("point");
        assertThat(checks.failed()).isTrue();
        assertThat(checks.results())
                .containsExactly(
                        new Check(Kind.SOURCE, Result.PASSES, "found point", null),
                        new Check(Kind.TARGET, Result.FAILS, "there is no disk", GONE),
                        new Check(Kind.SIZE, Result.PASSES, "large enough", null));
    }

    @Test
    void collecting_whatDependsOnAFailure_isUnknownAtAnyDistance() {
        Checks checks = Checks.collecting();
        Found<String> disk = checks.find(Kind.TARGET, ChecksTest::read, found -> "never");
        Found<String> size = checks.find(Kind.SIZE, () -> disk.get() + "'s size", found -> "never");
        checks.check(
                Kind.DISK_MAPPING,
                () -> {
                    var unused = size.get();
                },
                () -> "never");
        checks.report(Kind.QUOTA, () -> Checks.passes(size.get()));
        Found<String> more = checks.readForReports(size::get);
        checks.report(Kind.ZONE, () -> Checks.passes(more.get()));

        assertThat(disk.orNull()).isNull();
        assertThat(checks.results())
                .extracting(Check::result)
                .containsExactly(Result.FAILS, Result.UNKNOWN, Result.UNKNOWN, Result.UNKNOWN, Result.UNKNOWN);
        assertThat(checks.results().get(1).evidence()).isEqualTo("depends on TARGET, which did not pass");
        assertThat(checks.results().get(2).evidence()).isEqualTo("depends on SIZE, which did not pass");
        assertThat(checks.results())
                .filteredOn(check -> check.failure() != null)
                .hasSize(1);
    }

    @Test
    void collecting_cloudThatDoesNotAnswer_refusesNothing() {
        for (RuntimeException silence : List.of(
                new Unavailable("down"),
                new Throttled("slowly"),
                new AmbiguousOutcome("the reply was lost", null, Detail.NONE, null))) {
            assertThatThrownBy(() -> Checks.collecting()
                            .check(
                                    Kind.SOURCE,
                                    () -> {
                                        throw silence;
                                    },
                                    () -> "never"))
                    .isSameAs(silence);
        }
    }

    @Test
    void collecting_reports_failOnlyIfTheySaySo() {
        Checks checks = Checks.collecting();
        Conflict refusal = new Conflict("no room");
        checks.report(Kind.QUOTA, () -> Checks.fails(refusal));
        checks.report(Kind.AGENT, () -> Checks.unknown("not said"));
        checks.report(Kind.ZONE, () -> {
            throw new Denied("no permission");
        });
        Found<String> vault = checks.readForReports(() -> {
            throw new Unavailable("down");
        });
        checks.report(Kind.VAULT, () -> Checks.passes(vault.get()));

        assertThat(checks.results())
                .containsExactly(
                        new Check(Kind.QUOTA, Result.FAILS, "no room", refusal),
                        new Check(Kind.AGENT, Result.UNKNOWN, "not said", null),
                        new Check(Kind.ZONE, Result.UNKNOWN, "could not be read: no permission", null),
                        new Check(Kind.VAULT, Result.UNKNOWN, "could not be read: down", null));
    }

    @Test
    void collecting_withoutAFailure_hasNotFailed() {
        Checks checks = Checks.collecting();
        checks.check(Kind.SIZE, () -> {}, () -> "large enough");
        checks.report(Kind.AGENT, () -> Checks.unknown("not said"));

        assertThat(checks.collects()).isTrue();
        assertThat(checks.failed()).isFalse();
        assertThat(Checks.throwing().failed()).isFalse();
    }

    @Test
    void throwing_requirement_endsItUnlessTheAnswerIsUnknownOrDenied() {
        Conflict refusal = new Conflict("the vault is frozen");
        Denied denied = new Denied("no permission");
        Unavailable silence = new Unavailable("down");

        assertThat(required(Checks.throwing(), null, Checks.passes("it is open"))
                        .get())
                .isEqualTo("vault");
        assertThat(required(Checks.throwing(), null, Checks.unknown("not said")).get())
                .isEqualTo("vault");
        Found<String> unread = required(Checks.throwing(), denied, Checks.fails(refusal));
        assertThat(unread.orNull()).isNull();
        assertThat(Checks.throwing()
                        .require(Kind.TARGET_STATUS, unread::get, read -> Checks.fails(refusal))
                        .orNull())
                .isNull();
        assertThatThrownBy(() -> required(Checks.throwing(), null, Checks.fails(refusal)))
                .isSameAs(refusal);
        assertThatThrownBy(() -> required(Checks.throwing(), GONE, Checks.passes("it is open")))
                .isSameAs(GONE);
        assertThatThrownBy(() -> required(Checks.throwing(), silence, Checks.passes("it is open")))
                .isSameAs(silence);
    }

    @Test
    void collecting_requirement_failsAsTheRestoreAndIsUnknownIfUnread() {
        Checks checks = Checks.collecting();
        Conflict refusal = new Conflict("the vault is frozen");

        Found<String> open = required(checks, null, Checks.passes("it is open"));
        Found<String> unsaid = required(checks, null, Checks.unknown("not said"));
        Found<String> frozen = required(checks, null, Checks.fails(refusal));
        Found<String> denied = required(checks, new Denied("no permission"), Checks.passes("it is open"));
        Found<String> gone = required(checks, GONE, Checks.passes("it is open"));
        Found<String> silent = required(checks, new Unavailable("down"), Checks.passes("it is open"));
        Found<String> dependent = checks.require(Kind.TARGET_STATUS, denied::get, read -> Checks.passes("never"));

        assertThat(List.of(open.get(), unsaid.get(), frozen.get())).containsOnly("vault");
        assertThat(denied.orNull()).isNull();
        assertThat(gone.orNull()).isNull();
        assertThat(silent.orNull()).isNull();
        assertThat(dependent.orNull()).isNull();
        assertThat(checks.results())
                .containsExactly(
                        new Check(Kind.VAULT, Result.PASSES, "it is open", null),
                        new Check(Kind.VAULT, Result.UNKNOWN, "not said", null),
                        new Check(Kind.VAULT, Result.FAILS, "the vault is frozen", refusal),
                        new Check(Kind.VAULT, Result.UNKNOWN, "could not be read: no permission", null),
                        new Check(Kind.VAULT, Result.FAILS, "there is no disk", GONE),
                        new Check(Kind.VAULT, Result.UNKNOWN, "could not be read: down", null),
                        new Check(Kind.TARGET_STATUS, Result.UNKNOWN, "could not be read: no permission", null));
    }

    @Test
    void requirement_thatMayHaveChangedSomething_isThrown() {
        AmbiguousOutcome changed = new AmbiguousOutcome("a server may have been made", null, Detail.NONE, null);

        assertThatThrownBy(() -> required(Checks.collecting(), changed, Checks.passes("never")))
                .isSameAs(changed);
        assertThatThrownBy(() -> required(Checks.throwing(), changed, Checks.passes("never")))
                .isSameAs(changed);
    }

    private static Found<String> required(Checks checks, @Nullable BackupException unread, Checks.Finding finding) {
        return checks.require(
                Kind.VAULT,
                () -> {
                    if (unread != null) {
                        throw unread;
                    }
                    return "vault";
                },
                vault -> finding);
    }

    private static String read() {
        throw GONE;
    }

    private static void refuse() {
        throw GONE;
    }

    @Test
    void report_ofWhatMayHaveChangedSomething_isThrown() {
        Checks checks = Checks.collecting();

        assertThatThrownBy(() -> checks.report(Kind.DRY_RUN, () -> {
                    throw new AmbiguousOutcome("a server may have been made", null, Detail.NONE, null);
                }))
                .isInstanceOf(AmbiguousOutcome.class);
    }
}
