package io.github.backup4j.huawei.simulation;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a simulated caller does by hand, as the message of a refusal or failure asks. */
final class ByHand {
    private final Scene scene;

    ByHand(Scene scene) {
        this.scene = scene;
    }

    /**
     * Calls, and if a disk has no room for more tags, takes those of earlier work off, as work of unknown outcome leaves its tags, and
     * calls again.
     */
    <T> T makingRoom(Resource.Disk disk, Supplier<T> call) {
        try {
            return call.get();
        } catch (Conflict refused) {
            if (!String.valueOf(refused.getMessage()).contains("no room for the tags")) {
                throw refused;
            }
            takeMarksOff(disk);
            return call.get();
        }
    }

    private void takeMarksOff(Resource.Disk disk) {
        try (CloudBackup console = scene.cloud().reopenForAnEmulator()) {
            console.resources().get(disk).tags().keySet().stream()
                    .filter(tag -> tag.startsWith("backup4j-"))
                    .forEach(tag -> scene.cloud().untag(disk, tag));
        }
    }

    /** Starts the server of a disk if the last work said that it may have to be started manually, and it ran before. */
    void startIfTold(Ledger.@Nullable Server server) {
        if (server != null && server.running && scene.caller().wasToldToStart()) {
            scene.cloud().start(server.id);
        }
    }
}
