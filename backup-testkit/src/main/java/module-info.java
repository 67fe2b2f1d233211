import io.github.backup4j.spi.BackupProvider;
import io.github.backup4j.testkit.InMemoryProvider;
import org.jspecify.annotations.NullMarked;

/** An in-memory cloud, and the contract that each provider must pass. */
@NullMarked
module io.github.backup4j.testkit {
    requires transitive io.github.backup4j;
    requires static transitive org.jspecify;
    requires static org.junit.jupiter.api;
    requires static org.assertj.core;

    exports io.github.backup4j.testkit;
    exports io.github.backup4j.testkit.contract;
    exports io.github.backup4j.testkit.junit;

    opens io.github.backup4j.testkit.contract;

    provides BackupProvider with
            InMemoryProvider;
}
