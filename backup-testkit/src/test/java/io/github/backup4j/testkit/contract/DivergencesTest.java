package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

@DisplayName("A stated divergence")
class DivergencesTest {
    private static final String CASE = "Vaults.Updating.update_everythingElse_asTheSpecSays";
    private static final Divergences STATED =
            Divergences.none().and(CASE, UnsupportedOperationException.class, "descriptions stay as they are");

    @Test
    void run_failsAsStated_abortedWithTheReason() {
        assertThatThrownBy(() -> STATED.run(CASE, () -> {
                    throw new UnsupportedOperationException("no");
                }))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("descriptions stay as they are")
                .hasCauseInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void run_passes_fails() {
        assertThatThrownBy(() -> STATED.run(CASE, () -> null))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(CASE)
                .hasMessageContaining("it passes: remove the divergence");
    }

    @Test
    void run_failsOtherwise_fails() {
        IllegalStateException other = new IllegalStateException("broken");
        assertThatThrownBy(() -> STATED.run(CASE, () -> {
                    throw other;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it fails otherwise")
                .hasCause(other);
    }

    @Test
    void run_failsWithWhatExtendsTheStated_fails() {
        Divergences stated = Divergences.none().and(CASE, IllegalArgumentException.class, "it is so");
        NumberFormatException other = new NumberFormatException("broken");
        assertThatThrownBy(() -> stated.run(CASE, () -> {
                    throw other;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it fails otherwise")
                .hasCause(other);
    }

    /** Which type an assertion throws is the choice of its library. */
    @Test
    void run_failsWithWhatExtendsAnAssertion_isAbortedIfOneIsStated() {
        assertThatThrownBy(() -> Divergences.none()
                        .and(CASE, AssertionError.class, "it is so")
                        .run(CASE, () -> {
                            throw new AssertionFailedError("expected 1");
                        }))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("it is so")
                .hasCauseInstanceOf(AssertionFailedError.class);
    }

    @Test
    void and_anyFailure_refused() {
        for (Class<? extends Throwable> any :
                List.of(Throwable.class, Exception.class, RuntimeException.class, Error.class)) {
            assertThatThrownBy(() -> Divergences.none().and(CASE, any, "it is so"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("failure is " + any.getSimpleName());
        }
        assertThatThrownBy(() -> Divergences.none().and(CASE, VirtualMachineError.class, "it is so"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name the very exception");
    }

    @Test
    void run_skipped_fails() {
        assertThatThrownBy(() -> STATED.run(CASE, () -> {
                    throw new TestAbortedException("this cloud has no VAULTS");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it is skipped: remove the divergence");
    }

    @Test
    void run_anotherCase_asItIs() {
        List<String> ran = new ArrayList<>();
        assertThatCode(() -> STATED.run("Vaults.Updating.update_sameSpec_nothingChanges", () -> ran.add("once")))
                .doesNotThrowAnyException();
        assertThat(ran).containsExactly("once");

        IllegalStateException failure = new IllegalStateException("broken");
        assertThatThrownBy(() -> STATED.run("Vaults.Updating.update_sameSpec_nothingChanges", () -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void nameOf_caseOfTheContract_namesIt() throws NoSuchMethodException {
        assertThat(Divergences.nameOf(
                        VaultsContract.Updating.class.getDeclaredMethod("update_everythingElse_asTheSpecSays")))
                .isEqualTo(CASE);
    }

    @Test
    void and_noSuchCase_refused() {
        for (String name : List.of(
                "update_everythingElse_asTheSpecSays",
                "Vaults.update_everythingElse_asTheSpecSays",
                "Vaults.Updating.update_nothingOfTheKind",
                "Vaults.Updating",
                "Vaults",
                "")) {
            assertThatThrownBy(() -> Divergences.none().and(name, AssertionError.class, "it is so"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("name is \"" + name + "\", which is no case of the contract");
        }
    }

    @Test
    void and_twiceOrWithoutAReason_refused() {
        assertThatThrownBy(() -> STATED.and(CASE, AssertionError.class, "it is so"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("named before");
        assertThatThrownBy(() -> Divergences.none().and(CASE, AssertionError.class, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason is blank");
    }
}
