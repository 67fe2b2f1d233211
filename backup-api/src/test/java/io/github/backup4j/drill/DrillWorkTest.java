package io.github.backup4j.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

/** How a drill is polled. */
class DrillWorkTest {
    /** A virtual thread that waits for a response in a monitor keeps its carrier thread from all others. */
    @Test
    void poll_isNoMonitor() throws NoSuchMethodException {
        assertThat(Modifier.isSynchronized(DrillWork.class.getMethod("poll").getModifiers()))
                .isFalse();
    }
}
