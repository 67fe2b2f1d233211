package io.github.backup4j.spi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.OperationFilter;
import org.junit.jupiter.api.Test;

class UnimplementedTest {
    /** Declares the log of operations elsewhere, and does not list it. */
    private static final class Forgetful implements OperationsDriver {
        @Override
        public ResumedWork<?> resume(String token) {
            throw new IllegalStateException("not called");
        }
    }

    @Test
    void methodOfACapability_notImplemented_namesTheDriverTheCapabilityAndWhoseMistakeItIs() {
        assertThatThrownBy(() -> new Forgetful().list(OperationFilter.all()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(Forgetful.class.getName())
                .hasMessageContaining("OPERATION_LOG")
                .hasMessageContaining("mistake in the provider")
                .hasMessageContaining("nothing was changed");
    }
}
