package io.github.backup4j.huawei.internal.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.work.Step;
import org.junit.jupiter.api.Test;

/** What a restore that has failed says of the data: nothing that later steps find may make it say more than is proved. */
class RestoreStateTest {
    private final RestoreState state = RestoreState.unmarked("point", Resource.disk("disk"), "log", "");

    @Test
    void failing_nothingProved_unknown() {
        assertThat(effect(state.failing("it failed", "code").close())).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void failing_beforeTheOverwriting_unchanged() {
        assertThat(effect(state.unchanged().failing("it was refused", "code").close()))
                .isEqualTo(Effect.UNCHANGED);
        assertThat(effect(state.unchanged().failing("it was refused", "code").left("a server is stopped")))
                .isEqualTo(Effect.UNCHANGED);
    }

    @Test
    void failing_afterTheOverwriting_replaced() {
        assertThat(effect(state.replaced().failing("not attached", "code").left("attach it")))
                .isEqualTo(Effect.REPLACED);
    }

    @Test
    void unchanged_afterAFailureThatProvesNothing_staysUnknown() {
        RestoreState failed = state.failing("it may have been overwritten", "code");

        assertThat(effect(failed.unchanged().failing("it was refused", "code").close()))
                .isEqualTo(Effect.UNKNOWN);
        assertThat(effect(failed.replaced().failing("not attached", "code").close()))
                .isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void replaced_afterAFailureThatChangedNothing_staysUnchanged() {
        RestoreState failed = state.unchanged().failing("it was refused", "code");

        assertThat(effect(failed.replaced().failing("not attached", "code").left("attach it")))
                .isEqualTo(Effect.UNCHANGED);
    }

    @Test
    void uncertain_afterAnyFailure_unknown() {
        assertThat(effect(state.unchanged()
                        .failing("it was refused", "code")
                        .uncertain()
                        .left("a note is on the disk")))
                .isEqualTo(Effect.UNKNOWN);
        assertThat(effect(state.replaced()
                        .failing("not attached", "code")
                        .uncertain()
                        .left("a note is on the disk")))
                .isEqualTo(Effect.UNKNOWN);
    }

    private static Effect effect(Step<Resource> step) {
        assertThat(step).isInstanceOf(Step.Failed.class);
        OperationFailed failure = ((Step.Failed<Resource>) step).failure();
        return failure.effect();
    }
}
