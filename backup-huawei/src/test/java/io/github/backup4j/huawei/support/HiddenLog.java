package io.github.backup4j.huawei.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import java.net.URI;

/** A service whose log lists no entry once {@link #hide} was called, though it shows each by its id; otherwise as another one. */
public final class HiddenLog implements Interference {
    private final Interference other;
    private volatile boolean hidden;
    private volatile int counted;
    private volatile int kept;

    public HiddenLog() {
        this(Interference.none());
    }

    public HiddenLog(Interference other) {
        this.other = other;
    }

    public void hide() {
        hidden = true;
    }

    /** Shows all entries again, as a log that was late. */
    public void show() {
        hidden = false;
    }

    /** Hides the entries, and says how many there are. */
    public void hideButCount(int entries) {
        counted = entries;
        hidden = true;
    }

    /** Hides all entries but the newest ones, as a log does that has forgotten the others. */
    public void hideAllBut(int newest) {
        kept = newest;
        counted = newest;
        hidden = true;
    }

    @Override
    public Fault before(String method, URI target) {
        return other.before(method, target);
    }

    @Override
    public JsonNode shown(String method, URI target, JsonNode answer) {
        JsonNode shown = other.shown(method, target, answer);
        if (!hidden || !(shown.path("operation_logs") instanceof ArrayNode)) {
            return shown;
        }
        ObjectNode left = shown.deepCopy();
        ArrayNode entries = left.putArray("operation_logs");
        for (int i = 0; i < Math.min(kept, shown.path("operation_logs").size()); i++) {
            entries.add(shown.path("operation_logs").get(i));
        }
        return left.put("count", counted);
    }
}
