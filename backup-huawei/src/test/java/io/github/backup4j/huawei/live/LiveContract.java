package io.github.backup4j.huawei.live;

import io.github.backup4j.TimeSource;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;

/**
 * The open questions, asked of a real account: {@code mvn -Plive -pl backup-huawei -am verify}. No build runs it otherwise, as
 * its name is none of a test. LIVE.md says what it does, what it costs and what it needs.
 */
@DisplayName("Huawei Cloud, live")
class LiveContract extends LiveQuestions {
    @Override
    LiveSettings settings() {
        return LiveSettings.from(System.getenv());
    }

    @Override
    TimeSource time() {
        return TimeSource.system();
    }

    @Override
    @SuppressWarnings("SystemOut") // what was seen is what it is run for
    Consumer<String> printer() {
        return System.out::println;
    }
}
