import io.github.backup4j.spi.BackupProvider;
import org.jspecify.annotations.NullMarked;

/** Backups, snapshots and images of cloud disks and servers. */
@NullMarked
@SuppressWarnings("module") // the testkit is built after this
module io.github.backup4j {
    requires static transitive org.jspecify;

    exports io.github.backup4j;
    exports io.github.backup4j.drill;
    exports io.github.backup4j.internal to
            io.github.backup4j.testkit;
    exports io.github.backup4j.plan;
    exports io.github.backup4j.posture;
    exports io.github.backup4j.spi;

    uses BackupProvider;
}
